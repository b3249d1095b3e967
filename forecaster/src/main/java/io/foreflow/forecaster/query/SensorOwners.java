package io.foreflow.forecaster.query;

import io.foreflow.models.series.SensorId;
import java.util.List;
import org.apache.kafka.streams.state.HostInfo;

/** The instances of the service, by the sensors whose state they own. Safe for use by many threads. */
public interface SensorOwners {
    /** Returns true if {@code instance} is this one. */
    boolean isSelf(HostInfo instance);

    /**
     * Returns the instance that owns the sensor's partition.
     *
     * @throws UnavailableStateException while no instance owns it
     */
    HostInfo ownerOf(SensorId sensor);

    /**
     * Returns the instances that own partitions, in no particular order.
     *
     * @throws UnavailableStateException while they are unknown
     */
    List<HostInfo> instances();
}
