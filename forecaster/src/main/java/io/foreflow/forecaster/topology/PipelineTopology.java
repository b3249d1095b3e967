package io.foreflow.forecaster.topology;

import io.foreflow.forecaster.metrics.PipelineMetrics;
import io.foreflow.windowing.streams.WindowingStage;
import java.time.Clock;
import org.apache.kafka.streams.Topology;

/**
 * How the stages are composed: windowing, then scoring and forecasting, in one sub-topology keyed by sensor; and beside it, in one of its
 * own, inference.
 */
public final class PipelineTopology {
    private PipelineTopology() {}

    /** For readings from a topic of one partition, as in a test driver. */
    public static Topology build(
            PipelineConfig config, ModelView models, InferenceView answering, PipelineMetrics metrics, Clock clock) {
        return build(config, 1, models, answering, metrics, clock);
    }

    /**
     * A pure function: no I/O, no environment, no clock. What it returns belongs to one {@code KafkaStreams} or test driver.
     *
     * @param partitions how many the topic has from which readings are read
     * @param models asked for the model in use at each closed bucket
     * @param answering asked for the model that a request for inference names
     * @param metrics told what happens
     * @param clock of the machine, only for the stages to look at while they run
     */
    public static Topology build(
            PipelineConfig config,
            int partitions,
            ModelView models,
            InferenceView answering,
            PipelineMetrics metrics,
            Clock clock) {
        Topology topology = new Topology();
        WindowingStage.addTo(
                topology,
                new WindowingStage.Config(config.topics(), config.input(), config.windowing(), metrics)
                        .withPartitions(partitions)
                        .withClock(clock));
        ForecastingStage.addTo(topology, WindowingStage.CLOSED_BUCKETS, config, models, metrics);
        InferenceStage.addTo(topology, config.topics(), answering, metrics.inference());
        return topology;
    }
}
