package io.foreflow.forecaster.bench;

import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.Topology;

/** An application for comparison: Kafka Streams with a topology and settings, and nothing of the service. */
final class BareStreams implements AutoCloseable {
    private final KafkaStreams streams;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();

    private BareStreams(KafkaStreams streams) {
        this.streams = streams;
    }

    /** Returns the topology that copies each record to another topic. */
    static Topology copying(String from, String to) {
        Topology topology = new Topology();
        topology.addSource("in", new ByteArrayDeserializer(), new ByteArrayDeserializer(), from);
        topology.addSink("out", to, new ByteArraySerializer(), new ByteArraySerializer(), "in");
        return topology;
    }

    static BareStreams start(Topology topology, Properties settings) {
        BareStreams bare = new BareStreams(new KafkaStreams(topology, settings));
        bare.streams.setStateListener((now, before) -> {
            if (now == State.ERROR || now == State.NOT_RUNNING) {
                bare.stopped.complete(null);
            }
        });
        bare.streams.start();
        return bare;
    }

    /** Completes when it has ended, also by an error. */
    CompletableFuture<Void> stopped() {
        return stopped;
    }

    @Override
    public void close() {
        // The next one of the same group starts at once.
        streams.close(CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    }
}
