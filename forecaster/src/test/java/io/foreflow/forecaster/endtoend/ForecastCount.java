package io.foreflow.forecaster.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.forecaster.kafka.KnownTopic;
import io.foreflow.forecaster.topology.ForecastJson;
import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.series.SensorId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;

/** Counts committed forecasts of a {@link Series} by sensor and origin, as a consumer from outside sees them. */
final class ForecastCount implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(180);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<SensorId, BitSet> origins = new HashMap<>();
    private int doubled;

    /** @param topic exists */
    ForecastCount(String bootstrapServers, String topic) {
        consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        5_000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = KnownTopic.partitions(consumer, topic);
        assertThat(partitions).as(topic).isNotEmpty();
        consumer.assign(partitions);
    }

    /** Waits for so many forecasts, all different, while every instance runs on; when that fails, says what they said. */
    void await(int wanted, ServeProcess... instances) throws IOException {
        try {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .ignoreException(TimeoutException.class)
                    .failFast("an instance has ended by itself", () -> Stream.of(instances)
                            .anyMatch(instance -> !instance.isAlive()))
                    .until(() -> {
                        readOn();
                        return distinct() >= wanted;
                    });
        } catch (ConditionTimeoutException | TerminalFailureException e) {
            StringBuilder said =
                    new StringBuilder("%d of %d forecasts; the instances said:".formatted(distinct(), wanted));
            for (ServeProcess instance : instances) {
                instance.dumpThreads();
                said.append("\n\n").append(instance.said());
            }
            throw new AssertionError(said.toString(), e);
        }
    }

    /** Reads on to the present end of each partition. */
    void readOn() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(Duration.ofMillis(50)).forEach(record -> add(ForecastJson.read(record.value())));
        }
    }

    private void add(Forecast forecast) {
        BitSet seen = origins.computeIfAbsent(forecast.sensor(), sensor -> new BitSet());
        int hour = hour(forecast.origin());
        doubled += seen.get(hour) ? 1 : 0;
        seen.set(hour);
    }

    /** Returns true if there is a forecast of this sensor with this origin. */
    boolean has(SensorId sensor, Instant origin) {
        return origins.getOrDefault(sensor, new BitSet()).get(hour(origin));
    }

    int distinct() {
        return origins.values().stream().mapToInt(BitSet::cardinality).sum();
    }

    /** Returns the number of forecasts that came again. */
    int doubled() {
        return doubled;
    }

    private static int hour(Instant origin) {
        return Math.toIntExact(Duration.between(Series.START, origin).toHours());
    }

    @Override
    public void close() {
        consumer.close();
    }
}
