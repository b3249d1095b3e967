package io.foreflow.forecaster.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.forecaster.topology.ForecastJson;
import io.foreflow.ingest.publish.TopicAdmin;
import io.foreflow.ingest.publish.TopicPlan;
import io.foreflow.ingest.wire.Json;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.series.SensorId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two instances that are killed again and again, at any moment: while they start, restore, rebalance, forecast or commit.
 * {@code -Dforeflow.kills=N} sets how often; the counts are left in {@code target/kills.json}.
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

    private static final Duration PATIENCE = Duration.ofSeconds(120);
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
            createTopics(cluster, topics);
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
                        deleteState(victim);
                        wiped++;
                    }
                    instances[victim] = serve(cluster, victim);
                    if (kill % ROW == 0) {
                        // The latest hour of a sensor is open until a later reading comes.
                        forecasts.await(SENSORS.size() * (sent - 1), instances);
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
                report(sent * SENSORS.size(), wiped, forecasts);
                assertThat(forecasts.doubled).as("forecasts that came twice").isZero();
                assertThat(forecasts.distinct()).isEqualTo(sent * SENSORS.size());
            } finally {
                for (ServeProcess instance : instances) {
                    instance.close();
                }
            }
        }
    }

    /** Counts committed forecasts by sensor and origin, as a consumer from outside sees them. */
    private static final class ForecastCount implements AutoCloseable {
        private final KafkaConsumer<byte[], byte[]> consumer;
        private final Map<String, BitSet> origins = new HashMap<>();
        private int doubled;

        ForecastCount(String bootstrapServers, String topic) {
            consumer = new KafkaConsumer<>(
                    Map.of(
                            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                            ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"),
                    new ByteArrayDeserializer(),
                    new ByteArrayDeserializer());
            consumer.assign(consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList());
        }

        void await(int wanted, ServeProcess[] instances) {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .failFast("an instance has ended by itself", () -> Stream.of(instances)
                            .anyMatch(instance -> !instance.isAlive()))
                    .until(() -> {
                        readOn();
                        return distinct() >= wanted;
                    });
        }

        void readOn() {
            Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(50)).forEach(record -> add(ForecastJson.read(record.value())));
            }
        }

        private void add(Forecast forecast) {
            BitSet seen = origins.computeIfAbsent(forecast.sensor().value(), sensor -> new BitSet());
            int hour = Math.toIntExact(
                    Duration.between(Series.START, forecast.origin()).toHours());
            doubled += seen.get(hour) ? 1 : 0;
            seen.set(hour);
        }

        int distinct() {
            return origins.values().stream().mapToInt(BitSet::cardinality).sum();
        }

        @Override
        public void close() {
            consumer.close();
        }
    }

    private static void report(int wanted, int wiped, ForecastCount forecasts) throws IOException {
        byte[] json = Json.object(body -> {
            body.writeNumberField("kills", KILLS);
            body.writeNumberField("stateFoldersDeleted", wiped);
            body.writeNumberField("readings", wanted);
            body.writeNumberField("forecasts", forecasts.distinct());
            body.writeNumberField("lost", wanted - forecasts.distinct());
            body.writeNumberField("doubled", forecasts.doubled);
        });
        Files.writeString(Path.of("target", "kills.json"), new String(json, UTF_8) + "\n");
    }

    private static void createTopics(EmbeddedCluster cluster, TopicNames topics) throws InterruptedException {
        try (TopicAdmin admin = TopicAdmin.connect(
                Map.of("bootstrap.servers", cluster.bootstrapServers()),
                true,
                Duration.ofSeconds(30),
                Clock.systemUTC(),
                line -> {})) {
            admin.ensure(TopicPlan.all(topics, PARTITIONS, 1));
        }
    }

    private void deleteState(int instance) throws IOException {
        Path state = dir.resolve("instance-" + instance).resolve("foreflow-state");
        if (Files.exists(state)) {
            try (Stream<Path> files = Files.walk(state)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
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
