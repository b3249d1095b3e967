package io.foreflow.forecaster.demo;

import io.foreflow.models.series.BucketGrid;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What was measured, bucket by bucket. */
final class Buckets {
    private Buckets() {}

    /**
     * The mean of the readings of each bucket: what the demo's windower makes of several readings too.
     *
     * @param readings by time, each once
     * @param grid the buckets of the sensor
     * @return by the start of the bucket; buckets without readings are absent
     */
    static Map<Instant, Double> of(SortedMap<Instant, Double> readings, BucketGrid grid) {
        return readings.entrySet().stream()
                .collect(Collectors.groupingBy(
                        entry -> grid.floor(entry.getKey()),
                        TreeMap::new,
                        Collectors.averagingDouble(Map.Entry::getValue)));
    }
}
