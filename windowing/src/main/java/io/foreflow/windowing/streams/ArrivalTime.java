package io.foreflow.windowing.streams;

import java.time.Clock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Takes Streams' own time from when a record arrived, never from when it was measured: otherwise retention would delete replayed
 * old data at once, and the broker would refuse data ahead of its time. The broker's stamp, as on Foreflow's own topics, is that
 * time. A producer's stamp is not: many producers stamp a record with the time of its measurement, and mirrors keep the stamp. A
 * record with such a stamp arrives when it is read.
 */
public final class ArrivalTime implements TimestampExtractor {
    private final Clock clock;

    /** @param clock of the machine */
    public ArrivalTime(Clock clock) {
        this.clock = clock;
    }

    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        long now = clock.millis();
        return record.timestampType() == TimestampType.LOG_APPEND_TIME ? Math.min(record.timestamp(), now) : now;
    }
}
