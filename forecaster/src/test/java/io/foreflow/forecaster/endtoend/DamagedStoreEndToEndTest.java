package io.foreflow.forecaster.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.series.SensorId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service whose stores were damaged by a crash starts by itself and reads them from Kafka again. */
class DamagedStoreEndToEndTest {
    private static final int PARTITIONS = 4;
    private static final int HOURS = 100;
    private static final int REVISION_HORIZON = 24;

    private static final List<SensorId> SENSORS = IntStream.range(0, 8)
            .mapToObj(number -> SensorId.of("pump-" + number))
            .toList();

    @TempDir
    Path dir;

    @Test
    void shouldReadDamagedStoresFromKafkaAgain() throws Exception {
        // given
        try (EmbeddedCluster cluster = EmbeddedCluster.start()) {
            TopicNames topics = TopicNames.DEFAULT;
            TestTopics.createOwn(cluster.bootstrapServers(), topics, PARTITIONS);
            try (Sender sender = new Sender(cluster.bootstrapServers(), topics.readings());
                    ForecastCount forecasts = new ForecastCount(cluster.bootstrapServers(), topics.forecasts())) {
                try (ServeProcess service = serve(cluster)) {
                    send(sender, 0, HOURS);
                    forecasts.await(SENSORS.size() * (HOURS - 1), service);
                    service.kill();
                }
                Path tasks = dir.resolve("foreflow-state").resolve("foreflow");
                List<Path> broken = List.of(
                        store(tasks, "0_0", "head"), store(tasks, "0_2", "pending"), store(tasks, "0_2", "raw"));
                for (Path store : broken) {
                    Files.delete(manifest(store));
                }

                // when
                try (ServeProcess service = serve(cluster)) {
                    send(sender, HOURS, 2 * HOURS);
                    for (SensorId sensor : SENSORS) {
                        sender.send(List.of(Series.last(sensor, 2 * HOURS, REVISION_HORIZON)));
                    }
                    forecasts.await(SENSORS.size() * 2 * HOURS, service);
                    service.stop();

                    // then
                    assertThat(service.said())
                            .contains("A store in " + tasks.resolve("0_0") + " was damaged")
                            .contains("A store in " + tasks.resolve("0_2") + " was damaged");
                    assertThat(service.timesSaid("was damaged")).isEqualTo(2);
                }
                forecasts.readOn();
                assertThat(forecasts.doubled()).as("forecasts that came twice").isZero();
                assertThat(forecasts.distinct()).isEqualTo(SENSORS.size() * 2 * HOURS);
            }
        }
    }

    private static void send(Sender sender, int from, int to) {
        for (SensorId sensor : SENSORS) {
            sender.send(Series.hours(sensor, from, to));
        }
    }

    private static Path store(Path tasks, String task, String name) {
        return tasks.resolve(task).resolve("rocksdb").resolve(name);
    }

    private static Path manifest(Path store) throws IOException {
        try (Stream<Path> files = Files.list(store)) {
            return files.filter(file -> file.getFileName().toString().startsWith("MANIFEST-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private ServeProcess serve(EmbeddedCluster cluster) throws IOException {
        return ServeProcess.start(dir, """
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
                """.formatted(cluster.bootstrapServers(), PARTITIONS), ServeProcess.OWN_LOG);
    }
}
