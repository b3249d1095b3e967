package io.foreflow.forecaster.bench;

import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.Topology;

/**
 * The application for comparison: a Kafka Streams application that copies each record to another topic and does nothing
 * else, with the same guarantee and the same settings as the service.
 */
final class PassThrough implements AutoCloseable {
    private final KafkaStreams streams;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();

    private PassThrough(KafkaStreams streams) {
        this.streams = streams;
    }

    static PassThrough start(String from, String to, Properties settings) {
        Topology topology = new Topology();
        topology.addSource("in", new ByteArrayDeserializer(), new ByteArrayDeserializer(), from);
        topology.addSink("out", to, new ByteArraySerializer(), new ByteArraySerializer(), "in");
        PassThrough copying = new PassThrough(new KafkaStreams(topology, settings));
        copying.streams.setStateListener((now, before) -> {
            if (now == State.ERROR || now == State.NOT_RUNNING) {
                copying.stopped.complete(null);
            }
        });
        copying.streams.start();
        return copying;
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
