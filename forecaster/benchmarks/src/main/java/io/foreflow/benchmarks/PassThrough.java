package io.foreflow.benchmarks;

import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;

/**
 * The application for comparison: a Kafka Streams application that copies each record to another topic and does nothing
 * else, with the same guarantee and the same settings as the service.
 */
final class PassThrough {
    private PassThrough() {}

    static KafkaStreams copying(String from, String to, Properties settings) {
        Topology topology = new Topology();
        topology.addSource("in", new ByteArrayDeserializer(), new ByteArrayDeserializer(), from);
        topology.addSink("out", to, new ByteArraySerializer(), new ByteArraySerializer(), "in");
        return new KafkaStreams(topology, settings);
    }
}
