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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Three instances share 12 partitions and a week of 200 sensors. In turn each is killed or asked to end, and started
 * again at once, in every way in which instances can form a group. {@code -Dforeflow.faults=N} sets how often; the
 * counts are left in {@code target/instances-MEMBERSHIP.json}.
 */
class ManyInstancesTest {
    private static final int FAULTS = Integer.getInteger("foreflow.faults", 2);
    private static final int INSTANCES = 3;
    private static final int PARTITIONS = 12;
    private static final int WEEK = 7 * 24;
    private static final int REVISION_HORIZON = 24;

    /** A fault comes at most so long after the readings that an instance then works on. */
    private static final int LONGEST_MILLIS = 2_000;

    private static final List<SensorId> SENSORS = IntStream.range(0, 200)
            .mapToObj(number -> SensorId.of("pump-" + number))
            .toList();

    /** Ways to form a group of instances. */
    enum Membership {
        CLASSIC("""
                  session.timeout.ms: 3000
                  heartbeat.interval.ms: 500
                """),

        /** Each partition's state has a copy on another instance. */
        STANDBY("""
                  session.timeout.ms: 3000
                  heartbeat.interval.ms: 500
                  num.standby.replicas: 1
                """),

        /** An instance has a name, and keeps its partitions if it is back within the session. */
        STATIC("""
                  session.timeout.ms: 20000
                  group.instance.id: instance-%d
                """),

        /** The broker assigns the partitions. */
        STREAMS("""
                  group.protocol: streams
                """);

        private final String settings;

        Membership(String settings) {
            this.settings = settings;
        }

        String settings(int instance) {
            return settings.formatted(instance);
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @TempDir
    Path dir;

    @ParameterizedTest
    @EnumSource
    void shouldMakeEveryForecastOnceWhicheverInstanceEnds(Membership membership) throws Exception {
        // given
        Random random = new Random(FAULTS);
        int sent = 0;
        int kills = 0;
        try (EmbeddedCluster cluster = EmbeddedCluster.start()) {
            TopicNames topics = TopicNames.DEFAULT;
            TestTopics.createOwn(cluster.bootstrapServers(), topics, PARTITIONS);
            List<ServeProcess> instances = new ArrayList<>();
            try (Sender sender = new Sender(cluster.bootstrapServers(), topics.readings());
                    ForecastCount forecasts = new ForecastCount(cluster.bootstrapServers(), topics.forecasts())) {
                for (int instance = 0; instance < INSTANCES; instance++) {
                    instances.add(serve(cluster, membership, instance));
                }

                // when
                for (int fault = 0; fault <= FAULTS; fault++) {
                    int upTo = WEEK * (fault + 1) / (FAULTS + 1);
                    for (SensorId sensor : SENSORS) {
                        sender.send(Series.hours(sensor, sent, upTo));
                    }
                    sent = upTo;
                    if (fault < FAULTS) {
                        int victim = fault % INSTANCES;
                        ServeProcess process = instances.get(victim);
                        process.mustLive(Duration.ofMillis(random.nextInt(LONGEST_MILLIS)));
                        if (fault % 2 == 0) {
                            process.kill();
                            kills++;
                        } else {
                            process.stop();
                            assertThat(process.exitCode()).isZero();
                        }
                        instances.set(victim, serve(cluster, membership, victim));
                    }
                    // The latest hour of a sensor is open until a later reading comes.
                    forecasts.await(SENSORS.size() * (sent - 1), instances.toArray(ServeProcess[]::new));
                }
                for (SensorId sensor : SENSORS) {
                    sender.send(List.of(Series.last(sensor, sent, REVISION_HORIZON)));
                }
                forecasts.await(SENSORS.size() * sent, instances.toArray(ServeProcess[]::new));
                for (ServeProcess instance : instances) {
                    instance.stop();
                }

                // then
                forecasts.readOn();
                report(membership, kills, sent * SENSORS.size(), forecasts);
                assertThat(forecasts.doubled()).as("forecasts that came twice").isZero();
                assertThat(forecasts.distinct()).isEqualTo(sent * SENSORS.size());
            } finally {
                for (ServeProcess instance : instances) {
                    instance.close();
                }
            }
        }
    }

    private static void report(Membership membership, int kills, int wanted, ForecastCount forecasts)
            throws IOException {
        byte[] json = Json.object(body -> {
            body.writeStringField("membership", membership.toString());
            body.writeNumberField("instances", INSTANCES);
            body.writeNumberField("partitions", PARTITIONS);
            body.writeNumberField("sensors", SENSORS.size());
            body.writeNumberField("kills", kills);
            body.writeNumberField("stops", FAULTS - kills);
            body.writeNumberField("readings", wanted);
            body.writeNumberField("forecasts", forecasts.distinct());
            body.writeNumberField("lost", wanted - forecasts.distinct());
            body.writeNumberField("doubled", forecasts.doubled());
        });
        Files.writeString(Path.of("target", "instances-" + membership + ".json"), new String(json, UTF_8) + "\n");
    }

    private ServeProcess serve(EmbeddedCluster cluster, Membership membership, int instance) throws IOException {
        Path folder = Files.createDirectories(dir.resolve("instance-" + instance));
        return ServeProcess.start(folder, """
                kafka:
                  bootstrap.servers: %s
                %s
                topics:
                  partitions: %d
                state:
                  dir: foreflow-state
                http:
                  port: 0
                """.formatted(
                cluster.bootstrapServers(), membership.settings(instance).stripTrailing(), PARTITIONS));
    }
}
