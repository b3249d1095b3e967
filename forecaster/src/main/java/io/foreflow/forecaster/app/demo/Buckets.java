package io.foreflow.forecaster.app.demo;

import io.foreflow.windowing.core.WindowerConfig;
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
     * @return by the start of the bucket; buckets without readings are absent
     */
    static Map<Instant, Double> of(SortedMap<Instant, Double> readings, WindowerConfig config) {
        return readings.entrySet().stream()
                .collect(Collectors.groupingBy(
                        entry -> config.shape().step().floor(entry.getKey()),
                        TreeMap::new,
                        Collectors.averagingDouble(Map.Entry::getValue)));
    }
}
