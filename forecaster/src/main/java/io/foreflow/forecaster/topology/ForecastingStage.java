package io.foreflow.forecaster.topology;

import static io.foreflow.windowing.streams.RecordFailures.surviving;

import io.foreflow.forecaster.alerts.Alert;
import io.foreflow.forecaster.metrics.PipelineMetrics;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.score.PairedErrors;
import io.foreflow.models.score.RetrainingRequest;
import io.foreflow.models.score.Score;
import io.foreflow.models.series.SensorId;
import io.foreflow.windowing.streams.HeapBudget;
import io.foreflow.windowing.wire.SensorIdSerde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The forecasting stage. It reads closed buckets, and writes scores of the waiting forecasts, requests for retraining,
 * new forecasts and alerts to their topics. One node does all of it, because a bucket's value bounds the very forecast that
 * follows it.
 */
final class ForecastingStage {
    static final String FORECASTS_SINK = "forecasts";
    static final String SCORES_SINK = "scores";
    static final String RETRAINING_REQUESTS_SINK = "retraining-requests";
    static final String COMPARISONS_SINK = "comparisons";
    static final String ALERTS_SINK = "alerts-raised";
    private static final String FORECASTING = "forecasting";

    private ForecastingStage() {}

    /**
     * @param closedBuckets the node to attach to; forwards key {@link SensorId}, value {@code Emission}: closed buckets and retirements
     */
    static void addTo(
            Topology topology,
            String closedBuckets,
            PipelineConfig config,
            ModelView models,
            PipelineMetrics metrics,
            HeapBudget budget) {
        TopicNames topics = config.topics();
        OutputValues values = new OutputValues(config.outputs().format());
        int horizon = config.windowing().shape().horizon();
        metrics.alerts().bind(config.alerts().names());
        topology.addProcessor(
                        FORECASTING,
                        () -> surviving(
                                new ForecastingProcessor(models, metrics, horizon, values, budget, config.alerts())),
                        closedBuckets)
                .addStateStore(store(ScoreStores.PENDING), FORECASTING)
                .addStateStore(store(ScoreStores.RESIDUALS), FORECASTING)
                .addStateStore(store(NewestForecasts.STORE), FORECASTING)
                .addStateStore(alerts(), FORECASTING);
        Serializer<Forecast> forecasts = (unused, forecast) -> values.write(forecast);
        Serializer<Score> scores = (unused, score) -> values.write(score);
        Serializer<RetrainingRequest> requests = (unused, request) -> RetrainingRequestJson.write(request);
        addSink(topology, FORECASTS_SINK, topics.forecasts(), forecasts);
        addSink(topology, SCORES_SINK, topics.scores(), scores);
        addSink(topology, RETRAINING_REQUESTS_SINK, topics.retrainingRequests(), requests);
        Serializer<PairedErrors> comparisons = (unused, paired) -> PairedErrorsJson.write(paired);
        addSink(topology, COMPARISONS_SINK, topics.comparisons(), comparisons);
        Serializer<Alert> alerts = (unused, alert) -> AlertJson.write(alert);
        addSink(topology, ALERTS_SINK, topics.alerts(), alerts);
    }

    private static void addSink(Topology topology, String name, String topic, Serializer<?> values) {
        topology.addSink(name, topic, SensorIdSerde.create().serializer(), values, FORECASTING);
    }

    /** Returns the builder of the store of alerts. It holds few rows, and opens without a disk. */
    private static StoreBuilder<KeyValueStore<byte[], byte[]>> alerts() {
        return Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(StoredAlerts.STORE), Serdes.ByteArray(), Serdes.ByteArray());
    }

    /** Returns the builder of a store, cached as those of the windowing stage. */
    private static StoreBuilder<KeyValueStore<byte[], byte[]>> store(String name) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.ByteArray(), Serdes.ByteArray())
                .withCachingEnabled();
    }
}
