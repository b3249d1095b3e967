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
 * Two instances that are killed again and again, at any moment: while they start, restore, rebalance, forecast or commit.
 * {@code -Dforeflow.kills=N} sets how often; the counts up to now are in {@code target/kills.json}.
 */
class RepeatedKillsTest {
    private static final int KILLS = Integer.getInteger("foreflow.kills", 20);
    private static final long SEED = Long.getLong("foreflow.seed", 16);
    private static final int PARTITIONS = 4;
    private static final int REVISION_HORIZON = 24;

    /** Hours of each sensor that are sent before each kill. */
    private static final int HOURS = 100;

    /** After so many kills in a row everything that was sent is waited for. */
    private static final int ROW = 10;

    /** A kill comes at most so long after the one before it. A start takes about as long. */
    private static final int LONGEST_MILLIS = 6_000;

    private static final List<SensorId> SENSORS = IntStream.range(0, 8)
            .mapToObj(number -> SensorId.of("pump-" + number))
            .toList();

    @TempDir
    Path dir;

    @Test
    void shouldMakeEveryForecastOnceHoweverOftenAnInstanceIsKilled() throws Exception {
        // given
        Random random = new Random(SEED);
        int sent = 0;
        int wiped = 0;
        try (EmbeddedCluster cluster = EmbeddedCluster.start()) {
            TopicNames topics = TopicNames.DEFAULT;
            TestTopics.createOwn(cluster.bootstrapServers(), topics, PARTITIONS);
            ServeProcess[] instances = {serve(cluster, 0), serve(cluster, 1)};
            try (Sender sender = new Sender(cluster.bootstrapServers(), topics.readings());
                    ForecastCount forecasts = new ForecastCount(cluster.bootstrapServers(), topics.forecasts())) {

                // when
                for (int kill = 1; kill <= KILLS; kill++) {
                    for (SensorId sensor : SENSORS) {
                        sender.send(Series.hours(sensor, sent, sent + HOURS));
                    }
                    sent += HOURS;
                    int victim = random.nextInt(instances.length);
                    instances[victim].killAfter(Duration.ofMillis(random.nextInt(LONGEST_MILLIS)));
                    if (random.nextInt(ROW) == 0) {
                        ServeProcess.deleteFolder(
                                dir.resolve("instance-" + victim).resolve("foreflow-state"));
                        wiped++;
                    }
                    instances[victim] = serve(cluster, victim);
                    if (kill % ROW == 0) {
                        // The latest hour of a sensor is open until a later reading comes.
                        forecasts.await(SENSORS.size() * (sent - 1), instances);
                        report(kill, SENSORS.size() * sent, SENSORS.size(), wiped, forecasts);
                    }
                }
                for (SensorId sensor : SENSORS) {
                    sender.send(List.of(Series.last(sensor, sent, REVISION_HORIZON)));
                }
                forecasts.await(SENSORS.size() * sent, instances);
                for (ServeProcess instance : instances) {
                    instance.stop();
                }

                // then
                forecasts.readOn();
                report(KILLS, SENSORS.size() * sent, 0, wiped, forecasts);
                assertThat(forecasts.doubled()).as("forecasts that came twice").isZero();
                assertThat(forecasts.distinct()).isEqualTo(sent * SENSORS.size());
            } finally {
                for (ServeProcess instance : instances) {
                    instance.close();
                }
            }
        }
    }

    /** @param open number of readings that may not have a forecast yet */
    private static void report(int kills, int readings, int open, int wiped, ForecastCount forecasts)
            throws IOException {
        byte[] json = Json.object(body -> {
            body.writeNumberField("kills", kills);
            body.writeNumberField("stateFoldersDeleted", wiped);
            body.writeNumberField("readings", readings);
            body.writeNumberField("forecasts", forecasts.distinct());
            body.writeNumberField("lost", Math.max(0, readings - open - forecasts.distinct()));
            body.writeNumberField("doubled", forecasts.doubled());
        });
        Files.writeString(Path.of("target", "kills.json"), new String(json, UTF_8) + "\n");
    }

    private ServeProcess serve(EmbeddedCluster cluster, int instance) throws IOException {
        Path folder = Files.createDirectories(dir.resolve("instance-" + instance));
        return ServeProcess.start(folder, """
                kafka:
                  bootstrap.servers: %s
                  session.timeout.ms: 3000
                  heartbeat.interval.ms: 500
                topics:
                  partitions: %d
                state:
                  dir: foreflow-state
                http:
                  port: 0
                """.formatted(cluster.bootstrapServers(), PARTITIONS));
    }
}
