package io.foreflow.forecaster.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.ingest.wire.Json;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.series.SensorId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two instances, one of which is halted with SIGSTOP for longer than its session and its transaction may last. The other
 * one takes over, then the halted one goes on. {@code -Dforeflow.halts=N} sets how often; the counts are left in
 * {@code target/halts.json}.
 */
class HaltedInstanceTest {
    private static final int HALTS = Integer.getInteger("foreflow.halts", 3);
    private static final long SEED = Long.getLong("foreflow.seed", 31);
    private static final int PARTITIONS = 4;
    private static final int REVISION_HORIZON = 24;

    /** Hours of each sensor that are sent before an instance is halted, and again while it is. */
    private static final int HOURS = 200;

    private static final String RUNNING = "Streams: RUNNING after";

    private static final List<SensorId> SENSORS = IntStream.range(0, 8)
            .mapToObj(number -> SensorId.of("pump-" + number))
            .toList();

    @TempDir
    Path dir;

    private final Random random = new Random(SEED);
    private int sent;

    @Test
    void shouldMakeEveryForecastOnceAlthoughAHaltedInstanceGoesOn() throws Exception {
        // given
        try (EmbeddedCluster cluster = EmbeddedCluster.start()) {
            TopicNames topics = TopicNames.DEFAULT;
            TestTopics.createOwn(cluster.bootstrapServers(), topics, PARTITIONS);
            try (ServeProcess first = serve(cluster, 0);
                    ServeProcess second = serve(cluster, 1);
                    Sender sender = new Sender(cluster.bootstrapServers(), topics.readings());
                    ForecastCount forecasts = new ForecastCount(cluster.bootstrapServers(), topics.forecasts())) {
                List<ServeProcess> instances = List.of(first, second);
                for (ServeProcess instance : instances) {
                    instance.awaitTrue(() -> instance.timesSaid(RUNNING) > 0);
                }

                // when
                for (int halt = 0; halt < HALTS; halt++) {
                    ServeProcess halted = instances.get(halt % 2);
                    send(sender);
                    halted.mustLive(Duration.ofMillis(random.nextInt(1_000)));
                    halted.signal("STOP");
                    send(sender);
                    // All of them, also those of its partitions and those in its transaction. The last hour is open.
                    forecasts.await(SENSORS.size() * (sent - 1), instances.get(1 - halt % 2));
                    int joined = halted.timesSaid(RUNNING);
                    halted.signal("CONT");
                    halted.awaitTrue(() -> halted.timesSaid(RUNNING) > joined);
                }
                for (SensorId sensor : SENSORS) {
                    sender.send(List.of(Series.last(sensor, sent, REVISION_HORIZON)));
                }
                forecasts.await(SENSORS.size() * sent, first, second);
                first.stop();
                second.stop();

                // then
                forecasts.readOn();
                report(forecasts);
                assertThat(forecasts.doubled()).as("forecasts that came twice").isZero();
                assertThat(forecasts.distinct()).isEqualTo(SENSORS.size() * sent);
            }
        }
    }

    private void send(Sender sender) {
        for (SensorId sensor : SENSORS) {
            sender.send(Series.hours(sensor, sent, sent + HOURS));
        }
        sent += HOURS;
    }

    private void report(ForecastCount forecasts) throws IOException {
        int wanted = sent * SENSORS.size();
        byte[] json = Json.object(body -> {
            body.writeNumberField("halts", HALTS);
            body.writeNumberField("readings", wanted);
            body.writeNumberField("forecasts", forecasts.distinct());
            body.writeNumberField("lost", wanted - forecasts.distinct());
            body.writeNumberField("doubled", forecasts.doubled());
        });
        Files.writeString(Path.of("target", "halts.json"), new String(json, UTF_8) + "\n");
    }

    private ServeProcess serve(EmbeddedCluster cluster, int instance) throws IOException {
        Path folder = Files.createDirectories(dir.resolve("instance-" + instance));
        return ServeProcess.start(folder, """
                kafka:
                  bootstrap.servers: %s
                  session.timeout.ms: 3000
                  heartbeat.interval.ms: 500
                  transaction.timeout.ms: 4000
                topics:
                  partitions: %d
                state:
                  dir: foreflow-state
                http:
                  port: 0
                """.formatted(cluster.bootstrapServers(), PARTITIONS));
    }
}
