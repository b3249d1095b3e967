package io.foreflow.forecaster.topology;

import io.foreflow.forecaster.metrics.PipelineMetrics;
import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.series.SensorId;
import io.foreflow.windowing.wire.SensorIdSerde;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.Topology;

/** The forecasting stage: closed buckets in, forecasts out to their topic. */
final class ForecastingStage {
    /** The node that forecasts; forwards key {@link SensorId}, value {@link Forecast}. */
    static final String FORECASTS = "forecasting";

    private static final String SINK = "forecasts";

    private ForecastingStage() {}

    /**
     * @param closedBuckets the node to attach to; forwards key {@link SensorId}, value {@code BucketClosed}
     * @param topic that forecasts go to
     */
    static void addTo(
            Topology topology, String closedBuckets, String topic, ModelView models, PipelineMetrics metrics) {
        Serializer<Forecast> values = (unused, forecast) -> ForecastJson.write(forecast);
        topology.addProcessor(FORECASTS, () -> new ForecastingProcessor(models, metrics), closedBuckets);
        topology.addSink(SINK, topic, SensorIdSerde.create().serializer(), values, FORECASTS);
    }
}
