package io.foreflow.windowing.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.models.series.SensorId;
import org.apache.kafka.common.utils.Utils;

/**
 * Finds the partition of a sensor's readings: the one that Kafka's default partitioner chooses for a record whose key
 * is the sensor's id. Readings of one sensor on two partitions would be two sensors.
 *
 * @param partitions number of partitions of the topic, at least 1
 */
record SensorPartitions(int partitions) {
    SensorPartitions {
        if (partitions < 1) {
            throw new IllegalArgumentException("a topic must have at least 1 partition, not " + partitions);
        }
    }

    int of(SensorId sensor) {
        return of(sensor.value().getBytes(UTF_8), partitions);
    }

    static int of(byte[] key, int partitions) {
        return Utils.toPositive(Utils.murmur2(key)) % partitions;
    }

    /** Explains that a reading lies on another partition than {@link #of}, and what to do. */
    String misplaced(SensorId sensor, int partition) {
        return "the reading lies on partition " + partition + " but those of the sensor " + sensor
                + " belong on partition " + of(sensor) + " of " + partitions
                + "; write the sensor's id as the key and use the partitioner murmur2 (Java's default; librdkafka:"
                + " partitioner=murmur2_random)";
    }
}
