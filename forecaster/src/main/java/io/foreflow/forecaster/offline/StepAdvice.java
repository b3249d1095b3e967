package io.foreflow.forecaster.offline;

import io.foreflow.ingest.quality.SensorProfile;
import io.foreflow.models.series.Step;
import io.foreflow.windowing.core.Aggregate;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Advises people when the step does not suit the interval of their sensors. */
public final class StepAdvice {
    /** Minimum factor between an interval and the step at which they do not suit. */
    private static final double TOLERANCE = 1.5;

    private StepAdvice() {}

    /** Returns true if the interval of a sensor is known and does not suit the step. */
    static boolean concerns(SensorProfile sensor, Step step) {
        return sensor.interval()
                .map(interval ->
                        interval.toMillis() * TOLERANCE < step.duration().toMillis()
                                || interval.toMillis() > step.duration().toMillis() * TOLERANCE)
                .orElse(false);
    }

    /** Returns a line for each interval that does not suit the step; none if all do. */
    public static List<String> lines(Collection<SensorProfile> sensors, Step step, Aggregate aggregate) {
        Map<Duration, TreeSet<String>> byInterval = new TreeMap<>();
        sensors.stream().filter(sensor -> concerns(sensor, step)).forEach(sensor -> byInterval
                .computeIfAbsent(rounded(sensor.interval().orElseThrow()), unused -> new TreeSet<>())
                .add(sensor.sensor().value()));
        return byInterval.entrySet().stream()
                .map(entry -> line(entry.getValue(), entry.getKey(), step, aggregate))
                .toList();
    }

    /** Rounds to whole seconds, because sensor clocks are not exact to the millisecond. */
    private static Duration rounded(Duration interval) {
        return interval.compareTo(Duration.ofSeconds(2)) < 0
                ? interval
                : Duration.ofSeconds(Math.round(interval.toMillis() / 1000.0));
    }

    private static String line(SortedSet<String> names, Duration interval, Step step, Aggregate aggregate) {
        String who = names.size() == 1
                ? names.first() + " has a reading"
                : names.first() + " and " + (names.size() - 1) + " more sensors have a reading";
        String often = who + " every " + text(interval);
        String set = isStep(interval) ? ", set window.step: " + text(interval).replace(" ", "") : ", set window.step";
        return interval.compareTo(step.duration()) < 0
                ? often + ", about "
                        + Math.round((double) step.duration().toMillis() / interval.toMillis()) + " in a step of "
                        + text(step.duration()) + ": a bucket's value is their " + aggregate.label()
                        + " (window.aggregate). To forecast in finer steps" + set
                : often + ", but window.step is " + text(step.duration())
                        + ": most buckets are empty, and no model can learn from them. To forecast them" + set;
    }

    private static boolean isStep(Duration interval) {
        return interval.toNanosPart() == 0 && Duration.ofDays(1).toSeconds() % interval.toSeconds() == 0;
    }

    /** Writes a duration as people read it, such as 15 m. */
    public static String text(Duration duration) {
        if (duration.toNanosPart() != 0) {
            return duration.toMillis() + " ms";
        }
        long seconds = duration.toSeconds();
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + " d";
        }
        if (seconds % 3_600 == 0) {
            return seconds / 3_600 + " h";
        }
        return seconds % 60 == 0 ? seconds / 60 + " m" : seconds + " s";
    }
}
