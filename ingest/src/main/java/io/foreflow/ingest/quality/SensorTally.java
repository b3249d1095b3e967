package io.foreflow.ingest.quality;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.series.SensorId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.DoublePredicate;
import org.jspecify.annotations.Nullable;

/** The summary of one sensor's readings: at most about 6 KB. */
final class SensorTally {
    private final ValueTally values = new ValueTally();
    private final Distances distances = new Distances();
    private final LongestRuns runs = new LongestRuns();
    private @Nullable Instant first;
    private @Nullable Instant last;
    private @Nullable Instant before;
    private long duplicates;
    private boolean rises;
    private boolean falls;

    void add(Instant time, double value) {
        values.add(value);
        runs.add(value, time);
        if (first == null || time.isBefore(first)) {
            first = time;
        }
        if (last == null || time.isAfter(last)) {
            last = time;
        }
        if (before != null) {
            follow(before, time);
        }
        before = time;
    }

    private void follow(Instant earlier, Instant time) {
        int order = time.compareTo(earlier);
        if (order == 0) {
            duplicates++;
            return;
        }
        rises |= order > 0;
        falls |= order < 0;
        // Distances below a millisecond count as one.
        distances.add(Math.max(1, Math.abs(Duration.between(earlier, time).toMillis())));
    }

    ValueTally values() {
        return values;
    }

    /** Returns true if the readings came in order of time, forwards or backwards. */
    boolean isInOrder() {
        return !(rises && falls);
    }

    SensorProfile profile(SensorId sensor, DoublePredicate marks) {
        long median = distances.median();
        return SensorProfileBuilder.builder()
                .sensor(sensor)
                .readings(values.count())
                .first(requireNonNull(first, "first"))
                .last(requireNonNull(last, "last"))
                .interval(median == 0 ? Optional.empty() : Optional.of(Duration.ofMillis(median)))
                .gaps(distances.gaps())
                .longestGap(Duration.ofMillis(distances.longestGap()))
                .longestRun(runs.longest())
                .stuck(runs.stuck(marks))
                .duplicates(duplicates)
                .inOrder(isInOrder())
                .lowest(values.lowest().value(0))
                .highest(values.highest().value(0))
                .build();
    }
}
