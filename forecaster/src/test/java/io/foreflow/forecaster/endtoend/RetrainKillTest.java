package io.foreflow.forecaster.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.forecaster.cli.Foreflow;
import io.foreflow.forecaster.cli.Main;
import io.foreflow.forecaster.cli.TentMapReadings;
import io.foreflow.forecaster.registry.Alias;
import io.foreflow.forecaster.registry.ModelAction;
import io.foreflow.forecaster.registry.ModelEvent;
import io.foreflow.forecaster.registry.ModelHistory;
import io.foreflow.forecaster.registry.ModelPublisher;
import io.foreflow.forecaster.registry.RegisteredModel;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.forecaster.terminal.Interruption;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.forecast.ModelRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Retraining runs that are killed at moments from their start to their end. The property foreflow.kills is the number of
 * moments, at most 20.
 */
@Timeout(600)
class RetrainKillTest {
    private static final TopicNames TOPICS = TopicNames.DEFAULT;

    /** Lines of a run, each the end of a phase. */
    private static final List<String> LINES =
            List.of("", "retraining default ", "; fitting ", "publishing default@", " published on ");

    /** Moments of a run, the most interesting first. */
    private static final List<Moment> MOMENTS = List.of(
            new Moment(3, 0.5),
            new Moment(3, 0.9),
            new Moment(0, 0.8),
            new Moment(3, 0.7),
            new Moment(2, 0.5),
            new Moment(4, 0),
            new Moment(3, 0.3),
            new Moment(1, 0),
            new Moment(0, 0.1),
            new Moment(0, 0.5),
            new Moment(0, 0.95),
            new Moment(1, 0.5),
            new Moment(2, 0),
            new Moment(2, 0.9),
            new Moment(3, 0),
            new Moment(3, 0.6),
            new Moment(3, 0.8),
            new Moment(3, 0.85),
            new Moment(3, 0.95),
            new Moment(3, 1));

    private static final int KILLS = Integer.getInteger("foreflow.kills", 8);

    private static final String RECIPE = """
            name: tiny
            description: A network that is trained at once
            features: blend-row
            whiten: true
            network:
              layers:
                - {type: dense, name: hidden, inputs: input, units: 64, activation: relu}
                - {type: dense, name: correction, inputs: hidden, units: horizon, kernelInitializer: zeros}
                - {type: dense, name: linear, inputs: input, units: horizon, kernelInitializer: zeros}
                - {type: add, name: result, inputs: [correction, linear]}
            training:
              loss: mae
              optimizer: {type: adam, learningRate: 0.003}
              batchSize: 128
              epochs: 6
            """;

    @TempDir
    private Path directory;

    private EmbeddedCluster cluster;

    /**
     * A moment of a run.
     *
     * @param phase phase, from 0
     * @param share share of the phase's duration, 0 to 1
     */
    private record Moment(int phase, double share) {}

    /**
     * A run that nobody killed.
     *
     * @param reached milliseconds after which each line was seen
     */
    private record Whole(int exitCode, String said, List<Long> reached) {
        long millis(Moment moment) {
            return moment.phase() + 1 < reached.size()
                    ? Math.round(moment.share() * (reached.get(moment.phase() + 1) - reached.get(moment.phase())))
                    : 0;
        }
    }

    @BeforeEach
    void start() throws Exception {
        cluster = EmbeddedCluster.start();
        Files.writeString(directory.resolve("tiny.yaml"), RECIPE);
        // Kafka shall soon give up a run that was killed.
        Files.writeString(directory.resolve("foreflow.yaml"), """
                kafka: {bootstrap.servers: "%s", session.timeout.ms: 1500}
                topics: {partitions: 1, replicationFactor: 1}
                """.formatted(cluster.bootstrapServers()));
        Files.writeString(directory.resolve("readings.csv"), TentMapReadings.csv(0, 40));
        Environment environment = new Environment(
                Map.of(), directory, System.err, System.err, false, Clock.systemUTC(), new Interruption());
        assertThat(new Foreflow(environment).run("ingest", "readings.csv", "--zone", "UTC"))
                .isZero();
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void shouldPublishAllOrNothingWheneverItIsKilled() throws Exception {
        // given
        Whole first = run();
        assertThat(first.exitCode()).as(first.said()).isZero();
        int published = versions().size();
        assertThat(published).isEqualTo(1);

        for (Moment moment : MOMENTS.subList(0, KILLS)) {
            // when
            int exitCode = kill(LINES.get(moment.phase()), first.millis(moment));

            // then: all or nothing, and all if it was over
            int now = versions().size();
            System.err.printf(
                    "killed at %s + %d ms: exit code %d, %d published%n",
                    LINES.get(moment.phase()), first.millis(moment), exitCode, now - published);
            assertThat(now - published).isBetween(moment.phase() == 4 ? 1 : 0, moment.phase() < 3 ? 0 : 1);
            published = now;
        }

        // when nobody kills it
        Whole last = run();

        // then it publishes, and what an open transaction held back is not there either
        assertThat(last.exitCode()).as(last.said()).isZero();
        assertThat(versions()).hasSize(published + 1);
    }

    /** Returns the versions that a reader sees, each with its bundle, its place as challenger, and both events. */
    private Set<ModelRef> versions() {
        Map<String, String> kafka = Map.of("bootstrap.servers", cluster.bootstrapServers());
        List<RegisteredModel> models = new ModelPublisher(kafka, TOPICS).list();
        List<ModelEvent> events = ModelHistory.read(kafka, TOPICS).events();
        Set<ModelRef> bundles = models.stream().map(RegisteredModel::ref).collect(Collectors.toSet());
        assertThat(targets(events, ModelAction.PUBLISHED)).containsExactlyInAnyOrderElementsOf(bundles);
        assertThat(targets(events, ModelAction.CHALLENGED)).containsExactlyInAnyOrderElementsOf(bundles);
        assertThat(events).hasSize(2 * bundles.size());
        assertThat(models.stream().filter(model -> model.aliases().contains(Alias.CHALLENGER)))
                .extracting(RegisteredModel::ref)
                .isEqualTo(
                        events.isEmpty()
                                ? List.of()
                                : List.of(events.get(events.size() - 1).to().orElseThrow()));
        return new HashSet<>(bundles);
    }

    private static List<ModelRef> targets(List<ModelEvent> events, ModelAction action) {
        return events.stream()
                .filter(event -> event.action() == action)
                .map(event -> event.to().orElseThrow())
                .toList();
    }

    private Whole run() throws Exception {
        Path log = Files.createTempFile(directory, "run", ".log");
        List<Long> reached = new ArrayList<>();
        long started = System.nanoTime();
        Process process = process(log);
        try {
            for (String line : LINES) {
                await(process, log, line);
                reached.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started));
            }
            assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Whole(process.exitValue(), Files.readString(log), reached);
    }

    private int kill(String line, long millis) throws Exception {
        Path log = Files.createTempFile(directory, "run", ".log");
        Process process = process(log);
        try {
            await(process, log, line);
            process.waitFor(millis, TimeUnit.MILLISECONDS);
        } finally {
            process.destroyForcibly().waitFor();
        }
        return process.exitValue();
    }

    /** Waits until a process has printed a text. */
    private static void await(Process process, Path log, String line) throws Exception {
        boolean ended = false;
        while (!Files.readString(log).contains(line)) {
            assertThat(ended)
                    .as("a run that ends early said: %s", Files.readString(log))
                    .isFalse();
            ended = process.waitFor(2, TimeUnit.MILLISECONDS);
        }
    }

    private Process process(Path log) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "retrain",
                        "--always",
                        "--recipe",
                        "tiny.yaml")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }
}
