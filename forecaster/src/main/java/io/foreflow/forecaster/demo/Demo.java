package io.foreflow.forecaster.demo;

import io.foreflow.forecaster.api.HttpSettings;
import io.foreflow.forecaster.broker.EmbeddedKafka;
import io.foreflow.forecaster.demo.Workspace.DemoSetup;
import io.foreflow.forecaster.lifecycle.LifecycleRules;
import io.foreflow.forecaster.offline.Drain;
import io.foreflow.forecaster.offline.Training;
import io.foreflow.forecaster.offline.TrainingWindows;
import io.foreflow.forecaster.registry.Alias;
import io.foreflow.forecaster.registry.Author;
import io.foreflow.forecaster.registry.Retention;
import io.foreflow.forecaster.service.LiveService;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.service.LiveServiceException;
import io.foreflow.forecaster.terminal.CommandException;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.forecaster.terminal.Interruption.Following;
import io.foreflow.forecaster.terminal.ProgressLine;
import io.foreflow.forecaster.topology.PipelineConfig;
import io.foreflow.ingest.publish.ReadingsPublisher;
import io.foreflow.ingest.publish.Speed;
import io.foreflow.ingest.source.FreewaySimulation;
import io.foreflow.ingest.source.Row;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.training.job.Provenance;
import io.foreflow.training.job.ReportFiles;
import io.foreflow.training.job.TrainingReport;
import io.foreflow.training.job.TrainingResult;
import io.foreflow.training.recipe.Recipe;
import io.foreflow.training.recipe.Recipes;
import io.foreflow.windowing.calendar.CalendarName;
import io.foreflow.windowing.calendar.SensorCalendars;
import io.foreflow.windowing.core.WindowerConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/**
 * Runs the main job with nothing installed. It starts an embedded broker and the live service, replays the first 80 %
 * of the readings, trains a network on their windows, publishes its model, and replays the rest while the service
 * forecasts with it. The result is read back from the topics.
 */
public final class Demo {
    private static final long SEED = 42;
    private static final int PARTITIONS = 2;
    private static final String HOST = HttpSettings.DEFAULT_HOST;
    private static final Duration READY_WITHIN = Duration.ofMinutes(2);

    /**
     * Maximum time of the fit. Two cores fit every recipe on a few years of hourly readings within it, and the demo as
     * a whole stays below three minutes.
     */
    private static final Duration FIT_WITHIN = Duration.ofSeconds(90);

    private static final Duration SWAP_WITHIN = Duration.ofMinutes(1);

    private final Environment environment;
    private final DemoOptions options;
    private final Instant started;

    public Demo(Environment environment, DemoOptions options) {
        this.environment = environment;
        this.options = options;
        this.started = environment.clock().instant();
    }

    /**
     * Runs the demo; without {@code once} until it is interrupted.
     *
     * @throws CommandException if it is impossible; the message says what to do
     * @throws InterruptedException if it was interrupted before there was a result
     */
    public void run() throws Exception {
        requireFree(options.httpHost(), options.httpPort());
        if (options.httpPort() != 0) {
            say("Live page, from a few seconds on: %s", page(options.httpPort()));
        }
        try (Workspace workspace = Workspace.open(options.directory())) {
            Optional<DemoSetup> notes = workspace.notes();
            if (notes.isPresent() && options.data().isPresent()) {
                throw new CommandException(workspace.directory()
                        + " holds a finished demo; leave out --data to look at it again, or give an empty folder");
            }
            if (notes.isPresent()) {
                again(workspace, notes.get());
            } else {
                fromStart(workspace);
            }
        }
    }

    /** Runs the whole demo from the beginning. */
    private void fromStart(Workspace workspace) throws Exception {
        Recipe recipe = Recipes.builtIn(
                options.network(),
                pipeline(options.zone(), options.holidays()).windowing().shape());
        Replay replay = replay();
        try (EmbeddedKafka kafka = EmbeddedKafka.in(workspace.broker(), EmbeddedKafka.ANY_PORT);
                Following starting = environment.interruption().follow()) {
            say("Starting a Kafka broker in %s ...", workspace.broker());
            kafka.start();
            LiveServiceConfig config = config(kafka, workspace, pipeline(options.zone(), options.holidays()));
            try (LiveService service = new LiveService(config);
                    Admin admin = Admin.create(Map.copyOf(config.kafka()));
                    ReadingsPublisher publisher = ReadingsPublisher.connect(
                            config.kafka(), config.pipeline().topics(), environment.clock());
                    Following following = environment.interruption().follow()) {
                start(service, kafka.bootstrapServers());
                Drain drain = new Drain(
                        admin,
                        service.stopped(),
                        config.applicationId(),
                        config.pipeline().topics().readings(),
                        PARTITIONS);
                say("Replaying the readings before %s ...", replay.cut());
                publish(publisher, drain, replay, replay.before());

                trainAndPublish(workspace, config, service, recipe);

                say("Replaying the rest, forecast by %s ...", recipe.name());
                publish(publisher, drain, replay, replay.after());
                WindowerConfig windowing = config.pipeline().windowing();
                publisher.publishFinal(windowing::gridOf, windowing.revisionHorizon());
                await(drain, "Finishing");

                DemoSetup notes =
                        new DemoSetup(replay.name(), recipe.name(), replay.cut(), options.zone(), options.holidays());
                report(config, notes);
                if (!workspace.isTemporary()) {
                    workspace.write(notes);
                }
                live(service, publisher, replay);
            }
        }
    }

    /** Starts a finished demo again: the broker's folder still holds everything. */
    private void again(Workspace workspace, DemoSetup notes) throws Exception {
        say("%s holds a finished demo of %s; starting it again.", workspace.directory(), notes.source());
        try (EmbeddedKafka kafka = EmbeddedKafka.in(workspace.broker(), EmbeddedKafka.ANY_PORT);
                Following starting = environment.interruption().follow()) {
            say("Starting a Kafka broker in %s ...", workspace.broker());
            kafka.start();
            LiveServiceConfig config = config(kafka, workspace, pipeline(notes.zone(), notes.holidays()));
            try (LiveService service = new LiveService(config);
                    Following following = environment.interruption().follow()) {
                start(service, kafka.bootstrapServers());
                report(config, notes);
                awaitEnd(service);
            }
        }
    }

    private Replay replay() throws IOException {
        Replay replay;
        if (options.data().isPresent()) {
            replay = Replay.ofFile(options.data().get(), options.table(), options.zone(), this::say);
        } else {
            replay = Replay.ofSimulation(simulation());
            say("No --data given: these readings are SIMULATED, no sensor ever measured them.");
        }
        say(
                "%s: %,d readings of %,d sensor(s), %s to %s, zone %s",
                replay.name(), replay.readings(), replay.sensors(), replay.first(), replay.last(), options.zone());
        return replay;
    }

    private FreewaySimulation simulation() {
        return FreewaySimulation.defaults(SEED, options.zone());
    }

    private static PipelineConfig pipeline(ZoneId zone, CalendarName holidays) {
        PipelineConfig defaults = PipelineConfig.defaults();
        return defaults.withWindowing(defaults.windowing().withZone(zone).withCalendars(SensorCalendars.all(holidays)));
    }

    private LiveServiceConfig config(EmbeddedKafka kafka, Workspace workspace, PipelineConfig pipeline) {
        return LiveServiceConfig.of(kafka.bootstrapServers())
                .withPipeline(pipeline)
                .withStateDir(workspace.state())
                .withHttp(options.httpHost(), options.httpPort())
                .withPartitions(PARTITIONS)
                .withReplicationFactor(1)
                .withCreateTopics(true)
                .withLifecycle(LifecycleRules.DEFAULT.withPromotes(true))
                .withInferenceThreads(0);
    }

    private static String page(int port) {
        return "http://" + HOST + ":" + port + "/";
    }

    private void start(LiveService service, String bootstrapServers) throws InterruptedException {
        service.start();
        if (options.httpPort() == 0) {
            say("Live page: %s", page(service.httpPort()));
        }
        if (options.browser() && environment.terminal()) {
            DesktopBrowser.of(environment.variables(), System.getProperty("os.name"))
                    .ifPresent(browser -> browser.open(page(service.httpPort()), environment.err()::println));
        }
        if (!service.awaitReady(READY_WITHIN)) {
            throw new CommandException(
                    "the live service is not ready after " + READY_WITHIN.toMinutes() + " minutes; the log says why");
        }
        say("The live service runs: http://%s:%d/readyz and /metrics", HOST, service.httpPort());
        say("Other commands reach its broker with --bootstrap %s.", bootstrapServers);
    }

    private void publish(ReadingsPublisher publisher, Drain drain, Replay replay, List<Row> part)
            throws IOException, InterruptedException {
        publisher.publish(replay.source(part), Speed.MAX, (rows, position, size) -> {});
        await(drain, "Replay");
    }

    private void await(Drain drain, String task) throws InterruptedException {
        try (ProgressLine progress = ProgressLine.of(environment, task, 1, " readings")) {
            drain.await(progress);
        }
    }

    private void trainAndPublish(Workspace workspace, LiveServiceConfig config, LiveService service, Recipe recipe)
            throws IOException, InterruptedException {
        List<TrainingWindow> windows = TrainingWindows.fromTopic(config, environment.clock());
        say(
                "Training %s on %,d windows of the readings on %s ...",
                recipe.name(), windows.size(), config.pipeline().topics().readings());
        Instant begun = environment.clock().instant();
        ModelRef ref = Provenance.ref(config.routing().defaultModel(), begun);
        TrainingResult result = Training.run(environment, recipe, windows, ref, begun, FIT_WITHIN);
        if (environment.interruption().isWished()) {
            throw new InterruptedException("interrupted while training");
        }
        byte[] bundle = Bundles.write(result.bundle());
        if (!workspace.isTemporary()) {
            String stem = ref.name() + "-" + ref.version();
            Files.write(workspace.directory().resolve(stem + ".bundle"), bundle);
            ReportFiles.write(
                    workspace.directory(),
                    stem,
                    result,
                    new TrainingReport.RunFacts(secondsSince(begun), Provenance.machine()));
        }
        Author author = new Author("foreflow demo", Optional.of("trained on the replayed readings"));
        config.publisher(Retention.DEFAULT, author, environment.clock()).publish(bundle, Optional.of(Alias.CHAMPION));
        ReadyModel.await(HOST, service.httpPort(), ref, SWAP_WITHIN);
        say(
                "Published %s after %d epochs (%.0f s); the service forecasts with it.",
                ref, result.fit().epochs().size(), secondsSince(begun));
    }

    private void report(LiveServiceConfig config, DemoSetup notes) {
        DemoResult outcome = DemoResult.read(config.kafka(), config.pipeline(), environment.clock(), notes.cut());
        double seconds = secondsSince(started);
        String text = new OutcomeText(outcome, notes, seconds).toString();
        if (options.json()) {
            environment.err().print(text);
            environment.out().println(outcome.toJson(notes.network(), seconds));
        } else {
            environment.out().print(text);
        }
    }

    /** Sends the simulated readings that follow the replay, as long as the service runs. */
    private void live(LiveService service, ReadingsPublisher publisher, Replay replay) throws Exception {
        if (!options.once() && options.data().isEmpty()) {
            say(
                    "The simulated freeway goes on, an hour every %.1f s.",
                    options.hour().toMillis() / 1_000.0);
            ContinuedTraffic traffic = new ContinuedTraffic(simulation());
            try {
                while (traffic.hasNext() && !service.stopped().isDone()) {
                    publisher.publish(replay.source(traffic.next()), Speed.MAX, (rows, position, size) -> {});
                    Thread.sleep(options.hour().toMillis());
                }
            } catch (InterruptedException e) {
                say("Ending ...");
                return;
            }
        }
        awaitEnd(service);
    }

    /** Keeps the service up until somebody ends it. */
    private void awaitEnd(LiveService service) throws Exception {
        if (options.once()) {
            return;
        }
        say("The live service goes on: %s; Ctrl-C ends everything.", page(service.httpPort()));
        try {
            service.stopped().get();
        } catch (InterruptedException e) {
            say("Ending ...");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LiveServiceException failure) {
                throw failure;
            }
            throw e;
        }
    }

    private double secondsSince(Instant time) {
        return Duration.between(time, environment.clock().instant()).toMillis() / 1000.0;
    }

    private void say(String format, Object... arguments) {
        environment.err().println(String.format(Locale.ROOT, format, arguments));
    }

    /** Fails if the port cannot be bound, before the broker takes its seconds to start. */
    private static void requireFree(String host, int port) {
        if (port == 0) {
            return;
        }
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(host, port));
        } catch (IOException e) {
            throw new CommandException(
                    "port " + port + " of " + host + " cannot be used (" + e.getMessage()
                            + "); stop what uses it, or choose another with --port or --host",
                    e);
        }
    }
}
