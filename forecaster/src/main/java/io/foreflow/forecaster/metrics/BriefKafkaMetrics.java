package io.foreflow.forecaster.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import java.util.List;

/**
 * Leaves out of Kafka's metrics what few people read: those of each task, store, processor, broker node and produced
 * topic, rates (their totals are kept), restoring consumers, and what repeats the lag of a partition.
 */
final class BriefKafkaMetrics implements MeterFilter {
    /** Beginnings of the names of meters that are left out. */
    private static final List<String> FAMILIES = List.of(
            "kafka.stream.state.",
            "kafka.stream.record.cache.",
            "kafka.stream.processor.node.",
            "kafka.stream.task.",
            "kafka.stream.topic.",
            "kafka.consumer.node.",
            "kafka.producer.node.",
            "kafka.admin.client.node.",
            "kafka.producer.topic.",
            "kafka.consumer.fetch.manager.records.lead",
            "kafka.consumer.fetch.manager.preferred.read.replica");

    /** The lag of a partition as it is now, among others that start with this. */
    private static final String LAG = "kafka.consumer.fetch.manager.records.lag";

    private static final String CLIENT = "client.id";
    private static final String RESTORING = "-restore-consumer";

    @Override
    public MeterFilterReply accept(Meter.Id id) {
        String name = id.getName();
        if (!name.startsWith("kafka.")) {
            return MeterFilterReply.NEUTRAL;
        }
        String client = id.getTag(CLIENT);
        boolean repeatsLag = name.startsWith(LAG) && !name.equals(LAG);
        boolean left = FAMILIES.stream().anyMatch(name::startsWith)
                || repeatsLag
                || name.contains(".rate")
                || name.contains("authentication")
                || (client != null && client.endsWith(RESTORING));
        return left ? MeterFilterReply.DENY : MeterFilterReply.NEUTRAL;
    }
}
