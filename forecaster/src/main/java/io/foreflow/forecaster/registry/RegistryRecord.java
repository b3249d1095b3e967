package io.foreflow.forecaster.registry;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A record to write to the models topic.
 *
 * @param value null for a tombstone
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way to Kafka, never compared
public record RegistryRecord(byte[] key, byte @Nullable [] value) {
    public RegistryRecord {
        requireNonNull(key, "key");
    }

    static RegistryRecord of(RecordKey key, byte[] value) {
        return new RegistryRecord(ModelRecords.key(key), value);
    }

    static RegistryRecord tombstone(RecordKey key) {
        return new RegistryRecord(ModelRecords.key(key), null);
    }
}
