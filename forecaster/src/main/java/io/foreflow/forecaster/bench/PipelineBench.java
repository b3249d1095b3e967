package io.foreflow.forecaster.bench;

import static io.foreflow.forecaster.bench.PipelineResult.DENSE;
import static io.foreflow.forecaster.bench.PipelineResult.MANY;

import io.foreflow.forecaster.bench.PipelineLoad.ManySensors;
import io.foreflow.forecaster.bench.PipelineLoad.PacedLoad;
import io.foreflow.forecaster.bench.PipelineResult.LoadedState;
import io.foreflow.forecaster.bench.PipelineResult.RestoreTimes;
import io.foreflow.forecaster.registry.Routing;
import io.foreflow.forecaster.service.LiveService;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.forecaster.terminal.Interruption.Following;
import io.foreflow.forecaster.topology.PipelineConfig;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.model.TrainedModel;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/**
 * Measures the whole live service, in its default configuration, beside a bare Kafka Streams pass-through of the same
 * records, and the time from a reading to its forecast. The sides take turns; the first round warms up.
 */
public final class PipelineBench {
    private static final int HOURS_PER_DAY = 24;
    private static final int TWELVE = 12;

    /** Time to start and stop both sides of a round, generously. */
    private static final Duration ROUND_OVERHEAD = Duration.ofSeconds(10);

    /** Shares of the time at which the rounds of a load end, if the machine is too slow for all of them. */
    private static final double HOURLY_UNTIL = 0.5;

    private static final double TWELVE_UNTIL = 0.6;

    private final Environment environment;
    private final PipelineLoad load;

    public PipelineBench(Environment environment, PipelineLoad load) {
        this.environment = environment;
        this.load = load;
    }

    /**
     * Measures everything on a broker of its own.
     *
     * @throws io.foreflow.forecaster.terminal.CommandException if a side stops or makes no progress
     * @throws InterruptedException if it was interrupted
     */
    public PipelineResult run() throws IOException, InterruptedException, ExecutionException {
        Instant started = environment.clock().instant();
        Instant end = started.plus(load.limit());
        try (PipelineSite site = PipelineSite.create(environment);
                Following following = environment.interruption().follow()) {
            say("starting a broker");
            site.start();
            say("training the default model on %,d hours of %,d sensors", load.fitHours(), load.sensors());
            TrainedModel standard = BenchModels.fitted(
                    environment,
                    PipelineConfig.defaults().windowing(),
                    new Readings(load.sensors(), load.fitHours(), 1));
            TrainedModel dense = BenchModels.untrained(DENSE);
            SideComparison hourly = compare(
                    site,
                    new Readings(load.sensors(), load.hourlyHours(), 1),
                    List.of(dense, standard),
                    new Rounds("hourly", share(started, HOURLY_UNTIL)));
            SideComparison twelve = compare(
                    site,
                    new Readings(load.sensors(), load.twelveHours(), TWELVE),
                    List.of(dense),
                    new Rounds("twelve", share(started, TWELVE_UNTIL)));
            ForecastLatency latency = latency(site, standard);
            TopicNames topics = prepared(site, "many", List.of(dense));
            site.keepLittle(topics);
            LiveServiceConfig service = config(site, topics, "many", dense);
            Readings state = loaded(site, service, end);
            SideComparison many = compareOnState(site, service, state, new Rounds(MANY, end));
            RestoreTimes restore = restore(site, service);
            return new PipelineResult(
                    hourly,
                    many,
                    new LoadedState(
                            state.sensors(),
                            state.hours() / HOURS_PER_DAY,
                            load.many().days()),
                    restore,
                    twelve,
                    latency);
        }
    }

    private Instant share(Instant started, double share) {
        return started.plusMillis(Math.round(load.limit().toMillis() * share));
    }

    /** The rounds of a load: the first warms up, at least one counts, and no further one begins that would end too late. */
    private final class Rounds {
        private final String name;
        private final Instant until;
        private Instant begun = environment.clock().instant();
        private int next;

        Rounds(String name, Instant until) {
            this.name = name;
            this.until = until;
        }

        /** Begins the next round if there is one. */
        boolean begin() {
            Instant now = environment.clock().instant();
            Duration last = Duration.between(begun, now);
            if (next > load.rounds()) {
                return false;
            }
            if (next > 1 && now.plus(last).isAfter(until)) {
                say("%s: %d of %d rounds, since the time is over", name, next - 1, load.rounds());
                return false;
            }
            begun = now;
            next++;
            return true;
        }

        /** Returns the number of the round that has begun: 0 for the one that warms up. */
        int number() {
            return next - 1;
        }

        boolean counts() {
            return number() > 0;
        }

        void report(String side, SideRun copy, SideRun run) {
            say(
                    "%s, %s: %,.0f readings a second, pass-through %,.0f",
                    side,
                    counts() ? "round " + number() + " of " + load.rounds() : "warm-up",
                    run.readingsPerSecond(),
                    copy.readingsPerSecond());
        }
    }

    private static TopicNames prepared(PipelineSite site, String name, List<TrainedModel> models)
            throws InterruptedException, ExecutionException {
        TopicNames topics = new TopicNames("bench-" + name);
        site.createTopics(topics);
        models.forEach(model -> site.publish(topics, model));
        return topics;
    }

    private static LiveServiceConfig config(
            PipelineSite site, TopicNames topics, String application, TrainedModel model) {
        LiveServiceConfig config = site.config(topics, application);
        return config.withRouting(Routing.to(model.ref().name()));
    }

    /** Compares each model with the pass-through; each run starts with nothing and reads everything. */
    private SideComparison compare(PipelineSite site, Readings readings, List<TrainedModel> models, Rounds rounds)
            throws InterruptedException, ExecutionException {
        TopicNames topics = prepared(site, rounds.name, models);
        site.publish(topics, readings);
        List<SideRun> copies = new ArrayList<>();
        Map<String, List<SideRun>> served = new LinkedHashMap<>();
        while (rounds.begin()) {
            for (TrainedModel model : models) {
                String side = model.ref().name();
                String application = rounds.name + "-" + side + "-" + rounds.number();
                SideRun copy = site.copy(site.config(topics, application + "-copy"), readings.count(), 0);
                SideRun run = site.serve(config(site, topics, application, model), readings.count(), 0);
                rounds.report(rounds.name + ", " + side, copy, run);
                if (rounds.counts()) {
                    copies.add(copy);
                    served.computeIfAbsent(side, unused -> new ArrayList<>()).add(run);
                }
            }
        }
        return comparison(copies, served);
    }

    /**
     * Makes state of readings, day by day, at least of one day, and of no more than leaves time for the rounds.
     *
     * @return the readings
     */
    private Readings loaded(PipelineSite site, LiveServiceConfig config, Instant end) throws InterruptedException {
        ManySensors many = load.many();
        say("loading up to %d days of %,d sensors", many.days(), many.sensors());
        Readings day = new Readings(many.sensors(), HOURS_PER_DAY, 1);
        try (LiveService service = new LiveService(config)) {
            service.start();
            for (int days = 1; ; days++) {
                Instant begun = environment.clock().instant();
                site.publish(config.pipeline().topics(), day);
                site.drain(config, service.stopped());
                Instant now = environment.clock().instant();
                Duration took = Duration.between(begun, now);
                boolean enough = days == many.days();
                if (enough || now.plus(took).plus(roundsOf(many, took)).isAfter(end)) {
                    say("loaded %d of %d days%s", days, many.days(), enough ? "" : ": the time is over");
                    return new Readings(many.sensors(), days * HOURS_PER_DAY, 1);
                }
                day = day.next(HOURS_PER_DAY);
            }
        }
    }

    /** Returns how long all rounds will take if a day takes so long. */
    private Duration roundsOf(ManySensors many, Duration perDay) {
        return perDay.multipliedBy(many.warmUpHours() + many.hours())
                .dividedBy(HOURS_PER_DAY)
                .plus(ROUND_OVERHEAD)
                .multipliedBy(load.rounds() + 1L);
    }

    /** Compares the service with the pass-through on the hours that follow its state. */
    private SideComparison compareOnState(PipelineSite site, LiveServiceConfig service, Readings state, Rounds rounds)
            throws InterruptedException, ExecutionException {
        ManySensors many = load.many();
        TopicNames topics = service.pipeline().topics();
        LiveServiceConfig copying = site.config(topics, service.applicationId() + "-copy");
        site.skipPresent(copying);
        List<SideRun> copies = new ArrayList<>();
        List<SideRun> served = new ArrayList<>();
        Readings last = state;
        long uncounted = (long) many.sensors() * many.warmUpHours();
        while (rounds.begin()) {
            last = last.next(many.warmUpHours() + many.hours());
            site.publish(topics, last);
            SideRun copy = site.copy(copying, last.count(), uncounted);
            SideRun run = site.serve(service, last.count(), uncounted);
            rounds.report(MANY, copy, run);
            if (rounds.counts()) {
                copies.add(copy);
                served.add(run);
            }
        }
        return comparison(copies, Map.of(MANY, served));
    }

    /** Starts the service with its stores, then without them. */
    private RestoreTimes restore(PipelineSite site, LiveServiceConfig service)
            throws IOException, InterruptedException {
        say("restoring the state of %,d sensors", load.many().sensors());
        double kept = site.secondsToReady(service);
        site.wipe(service);
        double wiped = site.secondsToReady(service);
        return new RestoreTimes(kept, wiped, site.stateBytes(service));
    }

    private ForecastLatency latency(PipelineSite site, TrainedModel model)
            throws InterruptedException, ExecutionException {
        PacedLoad paced = load.paced();
        TopicNames topics = prepared(site, "paced", List.of(model));
        LiveServiceConfig config = config(site, topics, "paced", model);
        Readings state = new Readings(load.sensors(), paced.days() * HOURS_PER_DAY, 1);
        say("measuring the latency at %,d readings a second", paced.perSecond());
        try (LiveService service = new LiveService(config)) {
            service.start();
            site.publish(topics, state);
            site.drain(config, service.stopped());
            int hours = (paced.readings() + load.sensors() - 1) / load.sensors();
            return new SteadyPace(site.clients(), topics, paced, state.next(hours)).measure();
        }
    }

    private static SideComparison comparison(List<SideRun> copies, Map<String, List<SideRun>> served) {
        Map<String, SideSummary> sides = new LinkedHashMap<>();
        served.forEach((side, runs) -> sides.put(side, SideSummary.of(runs)));
        return new SideComparison(copies.get(0).readings(), SideSummary.of(copies), sides);
    }

    private void say(String format, Object... arguments) {
        environment.err().println(String.format(Locale.ROOT, format, arguments));
    }
}
