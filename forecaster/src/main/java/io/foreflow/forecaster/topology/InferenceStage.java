package io.foreflow.forecaster.topology;

import io.foreflow.forecaster.metrics.InferenceMetrics;
import io.foreflow.ingest.wire.TopicNames;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;

/** The inference stage, a sub-topology without state: requests in, a result for each out. */
final class InferenceStage {
    static final String RESULTS_SINK = "inference-results";
    static final String REJECTED_SINK = "inference-rejected";

    private static final String REQUESTS = "inference-requests";
    private static final String INFERENCE = "inference";

    private InferenceStage() {}

    static void addTo(Topology topology, TopicNames topics, InferenceView view, InferenceMetrics metrics) {
        topology.addSource(
                AutoOffsetReset.earliest(),
                REQUESTS,
                // A producer's clock says nothing here, and a record without a time is answered like others.
                (record, partitionTime) -> Math.max(0, record.timestamp()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                topics.inferenceRequests());
        topology.addProcessor(INFERENCE, () -> new InferenceProcessor(view, metrics), REQUESTS);
        addSink(topology, RESULTS_SINK, topics.inferenceResults());
        addSink(topology, REJECTED_SINK, topics.rejected());
    }

    private static void addSink(Topology topology, String name, String topic) {
        topology.addSink(name, topic, new ByteArraySerializer(), new ByteArraySerializer(), INFERENCE);
    }
}
