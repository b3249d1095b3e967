package io.foreflow.forecaster.topology;

import io.foreflow.forecaster.metrics.InferenceMetrics;
import io.foreflow.ingest.wire.TopicNames;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;

/**
 * The topology of inference, without state: it reads requests and writes a result for each. It runs beside
 * {@link PipelineTopology}, on threads of its own, so that no request can stop a forecast.
 */
public final class InferenceTopology {
    static final String RESULTS_SINK = "inference-results";
    static final String REJECTED_SINK = "inference-rejected";

    private static final String REQUESTS = "inference-requests";
    private static final String INFERENCE = "inference";

    private InferenceTopology() {}

    /**
     * Builds the topology. A pure function: no I/O, no environment, no clock. The result belongs to one
     * {@code KafkaStreams} or test driver.
     *
     * @param view finds the model that a request names
     * @param attempts hears of each request before work on it begins
     * @param metrics counts what happens
     */
    public static Topology build(
            TopicNames topics, InferenceView view, InferenceAttempts attempts, InferenceMetrics metrics) {
        Topology topology = new Topology();
        topology.addSource(
                AutoOffsetReset.earliest(),
                REQUESTS,
                // A producer's clock means nothing here, and a record without a time is answered like others.
                (record, partitionTime) -> Math.max(0, record.timestamp()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                topics.inferenceRequests());
        topology.addProcessor(INFERENCE, () -> new InferenceProcessor(view, attempts, metrics), REQUESTS);
        addSink(topology, RESULTS_SINK, topics.inferenceResults());
        addSink(topology, REJECTED_SINK, topics.rejected());
        return topology;
    }

    private static void addSink(Topology topology, String name, String topic) {
        topology.addSink(name, topic, new ByteArraySerializer(), new ByteArraySerializer(), INFERENCE);
    }
}
