package io.foreflow.models.forecast;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.series.SensorId;
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
 * A model's errors on windows that it was not fitted to. The intervals of a sensor without observed errors start from
 * them.
 *
 * @param sensors trackers of the sensors that were seen; they have observed errors
 * @param others tracker for every other sensor, in multiples of the scale of its window ({@link #scale}); it has
 *     observed no errors
 */
public record IntervalStarts(SortedMap<SensorId, IntervalTracker> sensors, Optional<IntervalTracker> others) {
    /** Starts without any knowledge. */
    public static final IntervalStarts NONE = new IntervalStarts(new TreeMap<>(), Optional.empty());

    /** Maximum number of numbers in all trackers together: 28,000 sensors of hourly steps. */
    public static final int MAX_NUMBERS = 1 << 22;

    /** Least scale of a sensor that tells about others; 1 / scale must be finite. */
    private static final double LEAST_SCALE = 1e-38;

    /**
     * @throws IllegalArgumentException if the trackers differ in horizon, or know too little or too much
     */
    public IntervalStarts {
        requireNonNull(others, "others");
        sensors = Collections.unmodifiableSortedMap(new TreeMap<>(sensors));
        List<IntervalTracker> all =
                Stream.concat(others.stream(), sensors.values().stream()).toList();
        if (!all.stream().allMatch(IntervalTracker::isKnown)) {
            throw new IllegalArgumentException("intervals must start from known errors");
        }
        if (all.stream().map(IntervalTracker::horizon).distinct().count() > 1) {
            throw new IllegalArgumentException("intervals that start together must have one horizon");
        }
        if (!sensors.values().stream().allMatch(IntervalTracker::hasObserved)
                || others.filter(IntervalTracker::hasObserved).isPresent()) {
            throw new IllegalArgumentException(
                    "trackers of seen sensors must have observed errors, that of other sensors none");
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
     * @param tracker tracker after the last of these windows
     * @param scale the mean of the scales of the windows, in the sensor's unit; NaN if unknown
     */
    public record SeenSensor(IntervalTracker tracker, double scale) {}

    /**
     * Creates the starts. If there are more sensors than can be kept, the last ones, by id, start as unknown sensors
     * do.
     *
     * @param seen trackers of one horizon
     */
    public static IntervalStarts of(Map<SensorId, SeenSensor> seen) {
        SortedMap<SensorId, IntervalTracker> sensors = new TreeMap<>();
        List<IntervalTracker> scaled = new ArrayList<>();
        new TreeMap<>(seen).forEach((sensor, one) -> {
            IntervalTracker tracker = one.tracker().calm();
            if (tracker.hasObserved()) {
                if (sensors.size() < MAX_NUMBERS / IntervalTracker.numbers(tracker.horizon()) - 1) {
                    sensors.put(sensor, tracker);
                }
                if (one.scale() >= LEAST_SCALE) {
                    scaled.add(tracker.times(1 / one.scale()));
                }
            }
        });
        return new IntervalStarts(
                sensors, scaled.isEmpty() ? Optional.empty() : Optional.of(IntervalTracker.typical(scaled)));
    }

    /**
     * Returns the scale of forecast errors that the window suggests, in the sensor's unit, 0 or more; NaN if it knows
     * nothing.
     */
    public static double scale(Window window) {
        return HourlyErrors.prior(window);
    }

    /** Returns true if nothing is known. */
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
                            + " steps cannot start forecasts of " + horizon + " steps");
                });
    }

    /** Returns the first tracker of the window's sensor; empty if nothing useful is known. */
    public Optional<IntervalTracker> at(Window window) {
        IntervalTracker own = sensors.get(window.sensor());
        if (own != null) {
            return Optional.of(own);
        }
        double scale = scale(window);
        return others.filter(unused -> scale > 0).map(tracker -> tracker.times(scale));
    }
}
