package io.foreflow.forecaster.topology;

import io.foreflow.forecaster.metrics.PipelineMetrics;
import io.foreflow.windowing.streams.HeapBudget;
import io.foreflow.windowing.streams.WindowingStage;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.TimestampExtractor;

/** Composes the stages: windowing, then scoring and forecasting, in one sub-topology keyed by sensor. */
public final class PipelineTopology {
    private PipelineTopology() {}

    /**
     * A pure function: no I/O, no environment, no clock. What it returns belongs to one {@code KafkaStreams} or test driver.
     *
     * @param partitions how many the topic has from which readings are read
     * @param models asked for the model in use at each closed bucket
     * @param metrics told what happens
     * @param arrival when a reading arrived
     * @param budget how many bytes of what is known of sensors is kept deserialised
     */
    public static Topology build(
            PipelineConfig config,
            int partitions,
            ModelView models,
            PipelineMetrics metrics,
            TimestampExtractor arrival,
            HeapBudget budget) {
        Topology topology = new Topology();
        WindowingStage.addTo(
                topology,
                new WindowingStage.Config(config.topics(), config.input(), config.windowing(), metrics)
                        .withPartitions(partitions)
                        .withArrival(arrival)
                        .withBudget(budget));
        ForecastingStage.addTo(topology, WindowingStage.CLOSED_BUCKETS, config, models, metrics, budget);
        return topology;
    }
}
