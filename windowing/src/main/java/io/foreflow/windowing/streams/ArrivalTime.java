package io.foreflow.windowing.streams;

import java.time.Clock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Streams' own time is when a record arrived, never when it was measured: otherwise replayed old data would be deleted by
 * retention at once, and data ahead of its time would be refused by the broker. On Foreflow's own topics that is the broker's stamp. A
 * stamp of a producer that is missing or lies ahead of the clock counts as now.
 */
final class ArrivalTime implements TimestampExtractor {
    private final Clock clock;

    ArrivalTime(Clock clock) {
        this.clock = clock;
    }

    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        long now = clock.millis();
        return record.timestamp() < 0 ? now : Math.min(record.timestamp(), now);
    }
}
