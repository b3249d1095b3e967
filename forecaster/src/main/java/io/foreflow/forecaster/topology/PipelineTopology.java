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
     * Builds the topology. A pure function: no I/O, no environment, no clock. The result belongs to one
     * {@code KafkaStreams} or test driver.
     *
     * @param partitions number of partitions of the readings topic
     * @param models finds the model in use at each closed bucket
     * @param metrics counts what happens
     * @param arrival extracts the time of arrival of a reading
     * @param budget number of bytes of sensor states that are kept deserialised
     */
    public static Topology build(
            PipelineConfig config,
            int partitions,
            ModelView models,
            PipelineMetrics metrics,
            TimestampExtractor arrival,
            HeapBudget budget) {
        Topology topology = new Topology();
        addTo(topology, config, partitions, models, metrics, arrival, budget);
        return topology;
    }

    /** Adds the stages to a topology, as {@link #build} does. */
    public static void addTo(
            Topology topology,
            PipelineConfig config,
            int partitions,
            ModelView models,
            PipelineMetrics metrics,
            TimestampExtractor arrival,
            HeapBudget budget) {
        WindowingStage.addTo(
                topology,
                WindowingStage.Config.of(config.topics(), config.input(), config.windowing(), metrics)
                        .withOutputs(config.outputs())
                        .withPartitions(partitions)
                        .withArrival(arrival)
                        .withBudget(budget));
        ForecastingStage.addTo(topology, WindowingStage.CLOSED_BUCKETS, config, models, metrics, budget);
    }
}
