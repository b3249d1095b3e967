package io.foreflow.forecaster.query;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedSet;

/**
 * The number of sensors of one instance.
 *
 * @param byStatus number of sensors by status, 0 included
 * @param partitions partitions that were counted
 */
public record SensorCounts(Map<SensorStatus, Long> byStatus, SortedSet<Integer> partitions) {
    public SensorCounts {
        Map<SensorStatus, Long> all = new EnumMap<>(SensorStatus.class);
        for (SensorStatus status : SensorStatus.values()) {
            all.put(status, byStatus.getOrDefault(status, 0L));
        }
        byStatus = Collections.unmodifiableMap(all);
    }
}
