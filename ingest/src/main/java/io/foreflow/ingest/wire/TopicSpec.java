package io.foreflow.ingest.wire;

import static java.util.Objects.requireNonNull;

import org.apache.kafka.common.serialization.Serde;

/**
 * A topic with the types of its keys and values.
 *
 * @param name name with its prefix
 */
public record TopicSpec<K, V>(String name, Serde<K> key, Serde<V> value) {
    public TopicSpec {
        requireNonNull(name, "name");
        requireNonNull(key, "key");
        requireNonNull(value, "value");
    }
}
