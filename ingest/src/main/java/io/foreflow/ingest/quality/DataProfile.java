package io.foreflow.ingest.quality;

import io.foreflow.ingest.quality.SensorProfile.StuckRun;
import io.foreflow.ingest.quality.SensorProfile.ValueRun;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Summarises the readings of one or more files as they are read, in a few kilobytes per sensor: times, gaps, runs of
 * one value, and values that probably mean "no value". Not safe for use by several threads.
 */
public final class DataProfile {
    private static final int MAX_NAMED = 3;

    private final Map<SensorId, SensorTally> tallies = new HashMap<>();

    /** Adds a reading, in the order of the file. A reading without a value is ignored. */
    public void add(Reading reading) {
        Double value = reading.value();
        if (value != null) {
            tallies.computeIfAbsent(reading.sensor(), sensor -> new SensorTally())
                    .add(reading.time(), value);
        }
    }

    /** Returns the profile of each sensor that has a reading with a value. */
    public SortedMap<SensorId, SensorProfile> sensors() {
        Map<SensorId, Set<Double>> marks = marks();
        SortedMap<SensorId, SensorProfile> profiles = new TreeMap<>();
        tallies.forEach((sensor, tally) ->
                profiles.put(sensor, tally.profile(sensor, marks.getOrDefault(sensor, Set.of())::contains)));
        return Collections.unmodifiableSortedMap(profiles);
    }

    /** Returns the values that probably mean "no value", by sensor and value. */
    public List<SuspectedMark> suspects() {
        List<SuspectedMark> suspects = new ArrayList<>();
        new TreeMap<>(marks()).forEach((sensor, marks) -> {
            ValueTally values = tallies.getOrDefault(sensor, new SensorTally()).values();
            new TreeSet<>(marks).forEach(mark -> {
                long rows = rows(values, mark);
                suspects.add(new SuspectedMark(sensor, mark, rows, (double) rows / values.count()));
            });
        });
        return List.copyOf(suspects);
    }

    private static long rows(ValueTally values, double mark) {
        int low = values.lowest().placeOf(mark);
        return low >= 0
                ? values.lowest().count(low)
                : values.highest().count(values.highest().placeOf(mark));
    }

    private Map<SensorId, Set<Double>> marks() {
        Map<SensorId, Set<Double>> marks = new HashMap<>();
        Set<Double> known = new TreeSet<>();
        tallies.forEach((sensor, tally) -> {
            Set<Double> own = Marks.of(tally.values(), tally.isInOrder());
            if (!own.isEmpty()) {
                marks.put(sensor, new TreeSet<>(own));
                known.addAll(own);
            }
        });
        tallies.forEach((sensor, tally) -> known.stream()
                .filter(mark -> Marks.isShared(mark, tally.values(), known))
                .forEach(mark ->
                        marks.computeIfAbsent(sensor, unused -> new TreeSet<>()).add(mark)));
        return marks;
    }

    /**
     * Returns lines that people should know before they use the data: one for each suspected value and each sensor that
     * was stuck.
     */
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        List<SuspectedMark> suspects = suspects();
        suspects.stream()
                .map(SuspectedMark::value)
                .distinct()
                .sorted()
                .map(value -> note(suspects.stream()
                        .filter(suspect -> suspect.value() == value)
                        .sorted(Comparator.comparingDouble(SuspectedMark::share).reversed())
                        .toList()))
                .forEach(notes::add);
        sensors().values().forEach(profile -> profile.stuck()
                .map(stuck -> note(profile.sensor(), stuck))
                .ifPresent(notes::add));
        return List.copyOf(notes);
    }

    /** @param suspects suspects of one value, the most frequent first */
    private static String note(List<SuspectedMark> suspects) {
        String value = plain(suspects.get(0).value());
        Set<String> named = new LinkedHashSet<>();
        suspects.stream()
                .limit(MAX_NAMED)
                .forEach(suspect -> named.add(suspect.sensor() + " in " + percent(suspect.share()) + " of its rows"));
        int more = suspects.size() - named.size();
        return value + " probably means \"no value\": it is far from all other values, and occurs in "
                + String.join(", ", named)
                + (more == 0 ? "" : " and " + more + " more sensor" + (more == 1 ? "" : "s"))
                + ". If so, pass --missing=" + value + " or set input.missing: [" + value + "]";
    }

    private static String note(SensorId sensor, StuckRun stuck) {
        ValueRun run = stuck.run();
        return sensor + " has the value " + plain(run.value()) + " in "
                + String.format(Locale.ROOT, "%,d", run.length()) + " readings in a row from " + run.from()
                + ", usually in about " + String.format(Locale.ROOT, "%,d", stuck.usual())
                + ": perhaps it was stuck";
    }

    /** Writes a number as people do, -200 and not -200.0. */
    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, share < 0.01 ? "%.2f %%" : "%.1f %%", 100 * share);
    }
}
