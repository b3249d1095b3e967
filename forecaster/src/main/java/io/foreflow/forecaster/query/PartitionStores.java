package io.foreflow.forecaster.query;

import io.foreflow.models.series.SensorId;
import java.util.SortedSet;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** The stores of the partitions that this instance owns. Safe for use by many threads. */
public interface PartitionStores {
    /**
     * Returns the partitions that this instance owns.
     *
     * @throws UnavailableStateException while they are unknown
     */
    SortedSet<Integer> owned();

    /**
     * Returns the partition of a sensor.
     *
     * @throws UnavailableStateException while its owner is unknown
     */
    int partitionOf(SensorId sensor);

    /**
     * Returns a store of a partition.
     *
     * @throws UnavailableStateException if another instance owns the partition, or if the store is being restored
     */
    ReadOnlyKeyValueStore<byte[], byte[]> store(String name, int partition);
}
