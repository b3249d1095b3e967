package io.foreflow.models.forecast;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a model knows of its errors on windows that it was not fitted to: where the intervals of a sensor start of which no error has been
 * observed yet. All numbers are those of floats, and finite.
 *
 * @param sensors those that were seen; their trackers have observed errors
 * @param others for every other sensor, in multiples of what its window knows of errors ({@link #scale}); it has observed none
 */
public record IntervalStarts(SortedMap<SensorId, IntervalTracker> sensors, Optional<IntervalTracker> others) {
    /** Nothing is known. */
    public static final IntervalStarts NONE = new IntervalStarts(new TreeMap<>(), Optional.empty());

    /** How many numbers all trackers may have together: 28,000 sensors of hourly steps. */
    public static final int MAX_NUMBERS = 1 << 22;

    /** @throws IllegalArgumentException if the trackers differ in horizon, know too little or too much, or have numbers that are no float's */
    public IntervalStarts {
        requireNonNull(others, "others");
        SortedMap<SensorId, IntervalTracker> rounded = new TreeMap<>();
        sensors.forEach((sensor, tracker) -> rounded.put(sensor, rounded(tracker)));
        sensors = Collections.unmodifiableSortedMap(rounded);
        others = others.map(IntervalStarts::rounded);
        List<IntervalTracker> all =
                Stream.concat(others.stream(), rounded.values().stream()).toList();
        if (all.stream().map(IntervalTracker::horizon).distinct().count() > 1) {
            throw new IllegalArgumentException("intervals that start together must have one horizon");
        }
        if (!rounded.values().stream().allMatch(IntervalTracker::hasObserved)
                || others.filter(IntervalTracker::hasObserved).isPresent()) {
            throw new IllegalArgumentException(
                    "intervals start from errors that were observed, those of other sensors from none");
        }
        if (!all.isEmpty()
                && (long) all.size() * IntervalTracker.numbers(all.get(0).horizon()) > MAX_NUMBERS) {
            throw new IllegalArgumentException(
                    all.size() + " sensors are too many: at most " + MAX_NUMBERS + " numbers are kept");
        }
    }

    /**
     * One sensor on windows that its model was not fitted to.
     *
     * @param tracker after the last of them
     * @param scale the mean of what the windows knew of errors before, in the sensor's unit; NaN if nothing
     */
    public record SeenSensor(IntervalTracker tracker, double scale) {}

    /**
     * Of more sensors than can be kept the last ones, by id, start as others do; so do those whose numbers leave the range of floats.
     *
     * @param seen of one horizon
     */
    public static IntervalStarts of(Map<SensorId, SeenSensor> seen) {
        SortedMap<SensorId, IntervalTracker> sensors = new TreeMap<>();
        List<IntervalTracker> scaled = new ArrayList<>();
        new TreeMap<>(seen).forEach((sensor, one) -> {
            IntervalTracker tracker = one.tracker().calm();
            if (tracker.hasObserved() && isFloat(tracker)) {
                if (sensors.size() < MAX_NUMBERS / IntervalTracker.numbers(tracker.horizon()) - 1) {
                    sensors.put(sensor, tracker);
                }
                if (one.scale() > 0) {
                    scaled.add(tracker.times(1 / one.scale()));
                }
            }
        });
        scaled.removeIf(tracker -> !isFloat(tracker));
        return new IntervalStarts(
                sensors, scaled.isEmpty() ? Optional.empty() : Optional.of(IntervalTracker.typical(scaled)));
    }

    /** What the window knows of the errors of its sensor's forecasts, in the sensor's unit, 0 or more; NaN if nothing. */
    public static double scale(Window window) {
        return HourlyErrors.prior(window);
    }

    /** True when nothing is known. */
    public boolean isEmpty() {
        return sensors.isEmpty() && others.isEmpty();
    }

    /** @throws IllegalArgumentException if they are for forecasts of another length, in steps */
    public void requireHorizon(int horizon) {
        Stream.concat(others.stream(), sensors.values().stream())
                .filter(tracker -> tracker.horizon() != horizon)
                .findFirst()
                .ifPresent(tracker -> {
                    throw new IllegalArgumentException("intervals of " + tracker.horizon()
                            + " steps are no start for forecasts of " + horizon + " steps");
                });
    }

    /** Where the intervals of the window's sensor start at this window; empty if nothing is known that helps. */
    public Optional<IntervalTracker> at(Window window) {
        IntervalTracker own = sensors.get(window.sensor());
        if (own != null) {
            return Optional.of(own);
        }
        double scale = scale(window);
        return others.filter(unused -> scale > 0).map(tracker -> tracker.times(scale));
    }

    private static boolean isFloat(IntervalTracker tracker) {
        return tracker.numbers().stream().allMatch(number -> Float.isFinite((float) number));
    }

    private static IntervalTracker rounded(IntervalTracker tracker) {
        if (!isFloat(tracker)) {
            throw new IllegalArgumentException("intervals start from numbers that are known, and finite as floats");
        }
        Values numbers = tracker.numbers();
        return IntervalTracker.of(Values.generate(numbers.length(), i -> (float) numbers.at(i)));
    }
}
