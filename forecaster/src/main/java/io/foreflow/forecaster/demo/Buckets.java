package io.foreflow.forecaster.demo;

import io.foreflow.models.series.BucketGrid;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Groups measured values into buckets. */
final class Buckets {
    private Buckets() {}

    /**
     * Returns the mean of the readings of each bucket, as the demo's windower computes it.
     *
     * @param readings readings by time, each once
     * @param grid bucket grid of the sensor
     * @return values by the start of the bucket; buckets without readings are absent
     */
    static Map<Instant, Double> of(SortedMap<Instant, Double> readings, BucketGrid grid) {
        return readings.entrySet().stream()
                .collect(Collectors.groupingBy(
                        entry -> grid.floor(entry.getKey()),
                        TreeMap::new,
                        Collectors.averagingDouble(Map.Entry::getValue)));
    }
}
