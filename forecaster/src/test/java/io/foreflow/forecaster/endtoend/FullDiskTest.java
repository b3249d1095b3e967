package io.foreflow.forecaster.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.series.SensorId;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.Options;

/**
 * A state folder on a disk of its own that becomes full. The disk is a file system in memory, which only root may mount.
 * Where that is not allowed the test is skipped, unless the variable {@code FOREFLOW_REQUIRE_DOCKER} is 1.
 */
class FullDiskTest {
    private static final int PARTITIONS = 2;
    private static final int REVISION_HORIZON = 24;

    /** Hours of each sensor before the disk is full, and until the end. */
    private static final int BEFORE = 100;

    private static final int HOURS = 1_000;

    private static final List<SensorId> SENSORS = IntStream.range(0, 4)
            .mapToObj(number -> SensorId.of("pump-" + number))
            .toList();

    @TempDir
    Path dir;

    private Path state;

    @BeforeEach
    void mount() throws Exception {
        state = Files.createDirectories(dir.resolve("foreflow-state"));
        int code = run("mount", "-t", "tmpfs", "-o", "size=128m", "foreflow-test", state.toString());
        if (code != 0) {
            String reason = "no file system can be mounted here: only root may, with the right CAP_SYS_ADMIN";
            if ("1".equals(System.getenv("FOREFLOW_REQUIRE_DOCKER"))) {
                fail(reason);
            }
            Assumptions.abort(reason);
        }
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", state.toString());
    }

    @Test
    void shouldSayThatTheDiskIsFullAndLoseNothing() throws Exception {
        // given
        int wanted = SENSORS.size() * HOURS;
        try (EmbeddedCluster cluster = EmbeddedCluster.start()) {
            TopicNames topics = TopicNames.DEFAULT;
            TestTopics.createOwn(cluster.bootstrapServers(), topics, PARTITIONS);
            try (Sender sender = new Sender(cluster.bootstrapServers(), topics.readings());
                    ForecastCount forecasts = new ForecastCount(cluster.bootstrapServers(), topics.forecasts())) {
                Path ballast = state.resolve("ballast");
                try (ServeProcess service = serve(cluster)) {
                    send(sender, 0, BEFORE);
                    forecasts.await(SENSORS.size() * (BEFORE - 1), service);

                    // when
                    fill(ballast);
                    send(sender, BEFORE, HOURS);
                    for (SensorId sensor : SENSORS) {
                        sender.send(List.of(Series.last(sensor, HOURS, REVISION_HORIZON)));
                    }

                    // then
                    assertThat(service.exitCode()).as(service.said()).isEqualTo(1);
                    assertThat(lines(service, "foreflow: The service stops: "))
                            .singleElement()
                            .satisfies(line -> assertThat(line).contains("the disk of the state folder " + state));
                }
                // What the service has thrown away has made room.
                fill(ballast);
                try (ServeProcess service = serve(cluster)) {
                    assertThat(service.exitCode()).as(service.said()).isEqualTo(1);
                    assertThat(lines(service, "foreflow: ")).last().satisfies(line -> assertThat(line)
                            .contains("the disk of the state folder " + state + " is full"));
                }
                forecasts.readOn();
                assertThat(forecasts.distinct())
                        .as("forecasts before there is room")
                        .isLessThan(wanted);
                Files.delete(ballast);
                try (ServeProcess service = serve(cluster)) {
                    forecasts.await(wanted, service);
                    service.stop();
                }
                forecasts.readOn();
                assertThat(forecasts.doubled()).as("forecasts that came twice").isZero();
                assertThat(forecasts.distinct()).isEqualTo(wanted);
            }
        }
    }

    /** Lets a file grow until the disk is full to the last byte. */
    private static void fill(Path ballast) throws IOException {
        byte[] block = new byte[4_096];
        try (OutputStream out = Files.newOutputStream(ballast, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    private static void send(Sender sender, int from, int to) {
        for (SensorId sensor : SENSORS) {
            sender.send(Series.hours(sensor, from, to));
        }
    }

    private static List<String> lines(ServeProcess service, String beginning) throws IOException {
        return service.said().lines().filter(line -> line.startsWith(beginning)).toList();
    }

    /** Lets the stores write to their disk soon, not only after 16 MB. */
    public static final class SmallBuffers implements RocksDBConfigSetter {
        @Override
        public void setConfig(String storeName, Options options, Map<String, Object> configs) {
            options.setWriteBufferSize(64 * 1_024);
        }

        @Override
        public void close(String storeName, Options options) {}
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .inheritIO()
                .start()
                .waitFor();
    }

    private ServeProcess serve(EmbeddedCluster cluster) throws IOException {
        return ServeProcess.start(
                dir, """
                kafka:
                  bootstrap.servers: %s
                  session.timeout.ms: 6000
                  rocksdb.config.setter: %s
                topics:
                  partitions: %d
                state:
                  dir: %s
                http:
                  port: 0
                """.formatted(cluster.bootstrapServers(), SmallBuffers.class.getName(), PARTITIONS, state));
    }
}
