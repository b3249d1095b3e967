package io.foreflow.forecaster.topology;

import io.foreflow.forecaster.metrics.PipelineMetrics;
import io.foreflow.windowing.streams.WindowingStage;
import java.time.Clock;
import org.apache.kafka.streams.Topology;

/** How the stages are composed: windowing, then scoring and forecasting, in one sub-topology keyed by sensor. */
public final class PipelineTopology {
    private PipelineTopology() {}

    /**
     * A pure function: no I/O, no environment, no clock. What it returns belongs to one {@code KafkaStreams} or test driver.
     *
     * @param models asked for the model in use at each closed bucket
     * @param metrics told what happens
     * @param clock of the machine, only for the stages to look at while they run
     */
    public static Topology build(PipelineConfig config, ModelView models, PipelineMetrics metrics, Clock clock) {
        Topology topology = new Topology();
        WindowingStage.addTo(
                topology,
                new WindowingStage.Config(config.topics(), config.input(), config.windowing(), metrics)
                        .withClock(clock));
        ForecastingStage.addTo(topology, WindowingStage.CLOSED_BUCKETS, config, models, metrics);
        return topology;
    }
}
