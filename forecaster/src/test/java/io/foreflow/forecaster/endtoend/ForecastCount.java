package io.foreflow.forecaster.endtoend;

import io.foreflow.forecaster.topology.ForecastJson;
import io.foreflow.models.forecast.Forecast;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;

/** Counts committed forecasts by sensor and origin, as a consumer from outside sees them. */
final class ForecastCount implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<String, BitSet> origins = new HashMap<>();
    private int doubled;

    /** @param topic exists; its forecasts are of hours from {@link Series#START} on */
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

    /**
     * Waits until there are so many forecasts.
     *
     * @param instances must not end meanwhile
     */
    void await(int wanted, ServeProcess... instances) {
        Awaitility.await()
                .atMost(PATIENCE)
                .failFast("an instance has ended by itself", () -> Stream.of(instances)
                        .anyMatch(instance -> !instance.isAlive()))
                .until(() -> {
                    readOn();
                    return distinct() >= wanted;
                });
    }

    /** Reads on to the present end of each partition. */
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

    /** Returns the number of pairs of sensor and origin that have a forecast. */
    int distinct() {
        return origins.values().stream().mapToInt(BitSet::cardinality).sum();
    }

    /** Returns the number of forecasts beyond the first of their sensor and origin. */
    int doubled() {
        return doubled;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
