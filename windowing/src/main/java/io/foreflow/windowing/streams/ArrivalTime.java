package io.foreflow.windowing.streams;

import java.time.Clock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Streams' own time is when a record arrived, never when it was measured: otherwise replayed old data would be deleted by
 * retention at once, and data ahead of its time would be refused by the broker. On Foreflow's own topics that is the broker's stamp. A
 * stamp of a producer that is missing or lies ahead of the clock counts as now. A record that was brought to its sensor's partition
 * carries when it had arrived before, so that the detour changes nothing.
 */
final class ArrivalTime implements TimestampExtractor {
    private final Clock clock;
    private final boolean brought;

    /** @param brought true for the topic that brings readings together by sensor */
    ArrivalTime(Clock clock, boolean brought) {
        this.clock = clock;
        this.brought = brought;
    }

    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        long now = clock.millis();
        long arrival = brought ? BySensorRecords.arrival(record.headers(), record.timestamp()) : record.timestamp();
        return arrival < 0 ? now : Math.min(arrival, now);
    }
}
