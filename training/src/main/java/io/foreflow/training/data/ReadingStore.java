package io.foreflow.training.data;

import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Holds the readings of many sensors in arrays of numbers, each sensor's in their order of arrival. A reading takes 16
 * bytes, 8 more where times of arrival differ, and 8 for each covariate. It comes out equal to the one that went in. Not safe for use by several threads
 * while readings are added.
 */
public final class ReadingStore {
    private final Map<SensorId, StoredReadings> bySensor = new HashMap<>();

    /** @param arrivedAt time of arrival, in whole milliseconds */
    public void add(Reading reading, Instant arrivedAt) {
        bySensor.computeIfAbsent(reading.sensor(), StoredReadings::new).add(reading, arrivedAt.toEpochMilli());
    }

    /** Gives back the memory that was kept for more readings. */
    public void trim() {
        bySensor.values().forEach(StoredReadings::trim);
    }

    /** Returns the sensors with a reading of their own: announcements alone make no sensor. */
    public SortedSet<SensorId> sensors() {
        return bySensor.entrySet().stream()
                .filter(entry -> entry.getValue().hasOwn())
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns true if a reading has a covariate of this name. */
    public boolean hasCovariate(String name) {
        return bySensor.values().stream().anyMatch(readings -> readings.hasCovariate(name));
    }

    /** Returns the number of readings of a sensor; 0 if it is unknown. */
    public int count(SensorId sensor) {
        StoredReadings readings = bySensor.get(sensor);
        return readings == null ? 0 : readings.size();
    }

    /** Passes the readings of a sensor and their times of arrival, in the order of arrival. */
    public void forEach(SensorId sensor, BiConsumer<Reading, Instant> consumer) {
        StoredReadings readings = bySensor.get(sensor);
        for (int i = 0; readings != null && i < readings.size(); i++) {
            consumer.accept(readings.at(i), Instant.ofEpochMilli(readings.arrival(i)));
        }
    }

    /** Returns the readings of a sensor in the order of arrival. They are made one by one. */
    public Iterable<Reading> readings(SensorId sensor) {
        return () -> {
            StoredReadings readings = bySensor.get(sensor);
            return readings == null ? Collections.emptyIterator() : readings.inOrder();
        };
    }

    /**
     * Returns the readings of all sensors that have values, sensor by sensor, each in the order of time; equal times
     * keep the order of arrival. Announcements are left out.
     */
    public Iterable<Reading> byTime() {
        return () -> sensors().stream()
                .flatMap(sensor -> {
                    StoredReadings readings = bySensor.get(sensor);
                    return readings == null ? Stream.<Reading>empty() : readings.byTime();
                })
                .iterator();
    }

    /** Adds a sensor's id and everything that is known of its readings to a digest. */
    public void digest(SensorId sensor, MessageDigest digest) {
        digest.update(sensor.value().getBytes(StandardCharsets.UTF_8));
        StoredReadings readings = bySensor.get(sensor);
        if (readings != null) {
            readings.digest(digest);
        }
    }
}
