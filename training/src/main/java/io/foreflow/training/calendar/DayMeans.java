package io.foreflow.training.calendar;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Collects the mean reading of each sensor and local day. */
public final class DayMeans {
    /** A day with fewer readings than this share of the usual number is incomplete. */
    private static final double COMPLETE = 0.8;

    private final ZoneId zone;
    private final Map<SensorId, NavigableMap<Long, Day>> days = new TreeMap<>();

    private static final class Day {
        private double sum;
        private int count;
    }

    /** @param zone time zone of the sensors */
    public DayMeans(ZoneId zone) {
        this.zone = requireNonNull(zone, "zone");
    }

    /** Adds a reading. One without a value changes nothing. */
    public void add(Reading reading) {
        Double value = reading.value();
        if (value != null) {
            long date = LocalDate.ofInstant(reading.time(), zone).toEpochDay();
            Day day = days.computeIfAbsent(reading.sensor(), sensor -> new TreeMap<>())
                    .computeIfAbsent(date, missing -> new Day());
            day.sum += value;
            day.count++;
        }
    }

    ZoneId zone() {
        return zone;
    }

    /** Number of sensors with a value. */
    public int sensors() {
        return days.size();
    }

    /** Returns the first day with a value, counted from 1970-01-01. */
    long first() {
        return days.values().stream().mapToLong(NavigableMap::firstKey).min().orElse(0);
    }

    /** Returns the number of days from the first with a value to the last one. */
    public int count() {
        return days.isEmpty()
                ? 0
                : Math.toIntExact(days.values().stream()
                                .mapToLong(NavigableMap::lastKey)
                                .max()
                                .orElseThrow()
                        - first()
                        + 1);
    }

    /** Returns an array for each sensor: the means of all days from the first one on, NaN for an incomplete day. */
    List<double[]> means() {
        long first = first();
        int count = count();
        List<double[]> all = new ArrayList<>();
        for (NavigableMap<Long, Day> sensor : days.values()) {
            double enough = COMPLETE * usualCount(sensor.values());
            double[] means = new double[count];
            Arrays.fill(means, Double.NaN);
            sensor.forEach((date, day) -> {
                if (day.count >= enough) {
                    means[(int) (date - first)] = day.sum / day.count;
                }
            });
            all.add(means);
        }
        return all;
    }

    private static int usualCount(Collection<Day> days) {
        int[] counts = days.stream().mapToInt(day -> day.count).sorted().toArray();
        return counts[counts.length / 2];
    }
}
