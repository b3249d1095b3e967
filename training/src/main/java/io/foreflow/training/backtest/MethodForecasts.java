package io.foreflow.training.backtest;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.forecast.Forecast.Interval;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All forecasts of one method in a test block.
 *
 * @param sensors forecasts by id of the sensor
 * @param notes lines on the fit, for people
 */
public record MethodForecasts(SortedMap<SensorId, SensorForecasts> sensors, List<String> notes) {

    /**
     * @param values forecasts by window of the sensor's block, each with a value for each target step; all NaN if
     *     nothing was known of the sensor
     * @param intervals intervals by window; empty if the method has none
     * @param fallbacks indices of the windows that the method could not forecast, so that the fallback stands in its
     *     place
     * @param clipped number of the method's values that {@link io.foreflow.models.forecast.Guard} clipped
     */
    public record SensorForecasts(List<Values> values, List<Interval> intervals, Set<Integer> fallbacks, int clipped) {
        public SensorForecasts {
            values = List.copyOf(values);
            intervals = List.copyOf(intervals);
            fallbacks = Set.copyOf(fallbacks);
            if (!intervals.isEmpty() && intervals.size() != values.size()) {
                throw new IllegalArgumentException(
                        intervals.size() + " intervals do not fit " + values.size() + " forecasts");
            }
        }
    }

    public MethodForecasts {
        sensors = Collections.unmodifiableSortedMap(new TreeMap<>(sensors));
        notes = List.copyOf(notes);
    }

    /** @throws NullPointerException if there is no such sensor */
    public SensorForecasts of(SensorId sensor) {
        return requireNonNull(sensors.get(sensor), () -> "there are no forecasts of " + sensor);
    }

    /** Returns the number of windows of all sensors that got a fallback. */
    public int fallbacks() {
        return sensors.values().stream().mapToInt(of -> of.fallbacks().size()).sum();
    }

    /** Returns the number of clipped values of all sensors. */
    public int clipped() {
        return sensors.values().stream().mapToInt(SensorForecasts::clipped).sum();
    }
}
