package io.foreflow.windowing.streams;

import java.time.Clock;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Takes Streams' own time from a record's arrival, never from its measurement. Otherwise retention would delete
 * replayed old data at once, and the broker would refuse data ahead of its time. A stamp by the broker, as on
 * Foreflow's own topics, is the time of arrival. A stamp by a producer is not: many producers stamp a record with the
 * time of its measurement, and mirrors keep the stamp. For a record with such a stamp the time at which it is read
 * counts as its arrival. The record itself does not say who stamped it: Kafka Streams passes every record on as stamped
 * by its producer.
 *
 * <p>A stamp that is ahead of this machine's clock counts too, since that clock may be behind. Only a stamp that is far
 * ahead is cut: the broker refuses changes of state that are an hour ahead of its own clock.
 */
public final class ArrivalTime implements TimestampExtractor {
    /** Maximum time that a stamp may be ahead, in milliseconds. */
    static final long MOST_AHEAD_MS = Duration.ofMinutes(59).toMillis();

    private final Clock clock;
    private final boolean stampedByBroker;

    /**
     * @param clock the machine's clock
     * @param stampedByBroker true for a topic with {@code message.timestamp.type=LogAppendTime}
     */
    public ArrivalTime(Clock clock, boolean stampedByBroker) {
        this.clock = clock;
        this.stampedByBroker = stampedByBroker;
    }

    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        long now = clock.millis();
        return stampedByBroker ? Math.min(record.timestamp(), now + MOST_AHEAD_MS) : now;
    }
}
