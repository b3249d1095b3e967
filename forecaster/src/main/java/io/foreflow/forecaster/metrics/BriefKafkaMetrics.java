package io.foreflow.forecaster.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import java.util.List;

/**
 * Drops most of Kafka's metrics: those of each task, store, processor, broker node and produced topic, rates (their
 * totals stay), those of restoring consumers, and repetitions of a partition's lag.
 */
final class BriefKafkaMetrics implements MeterFilter {
    /** Beginnings of the names of dropped meters. */
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

    /** Name of a partition's present lag, and beginning of the names of its mean and maximum. */
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
