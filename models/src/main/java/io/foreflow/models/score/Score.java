package io.foreflow.models.score;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.Values;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How good the forecasts of one step were that had been made 1, 2, … steps before its end. Lead 0 is the forecast whose origin is the start of
 * this step. Only forecasts of revision 0 are scored, and only against values that came of readings.
 *
 * @param sensor whose value it is
 * @param time start of the step
 * @param step its length
 * @param actual the value, in the sensor's unit
 * @param errors by contender and lead: forecast less actual value, more than 0 where too much was forecast; NaN where there was no forecast
 * @param yardsticks by lead: mean absolute error of yesterday's value over the week before that forecast; NaN where it is unknown
 * @param hits by lead: whether the value lies within the interval
 * @param fallbacks leads whose forecast a fallback made, ascending
 * @param rolling scores over all leads and the steps of the last week, this one included
 */
@RecordBuilder
public record Score(
        SensorId sensor,
        Instant time,
        Step step,
        double actual,
        Map<Contender, Values> errors,
        Values yardsticks,
        List<Hit> hits,
        List<Integer> fallbacks,
        Rolling rolling)
        implements ScoreBuilder.With {

    /** A scaled error counts as at most so much: a value that stands for "no value" would otherwise decide a week of scores. */
    static final double MOST_YARDSTICKS = 500;

    /** Whether a value lies within its interval. */
    public enum Hit {
        INSIDE,
        OUTSIDE,
        /** There was no forecast, or it had no bounds. */
        UNKNOWN
    }

    public Score {
        requireNonNull(sensor, "sensor");
        requireNonNull(time, "time");
        requireNonNull(step, "step");
        requireNonNull(rolling, "rolling");
        errors = Collections.unmodifiableMap(new EnumMap<>(errors));
        hits = List.copyOf(hits);
        fallbacks = List.copyOf(fallbacks);
        int horizon = yardsticks.length();
        if (!Double.isFinite(actual)) {
            throw new IllegalArgumentException("actual (" + actual + ") must be a finite number");
        }
        if (errors.size() != Contender.values().length
                || errors.values().stream().anyMatch(values -> values.length() != horizon)
                || hits.size() != horizon) {
            throw new IllegalArgumentException("errors, yardsticks and hits must have one entry for each lead");
        }
    }

    public Values errors(Contender contender) {
        return requireNonNull(errors.get(contender));
    }

    /**
     * Returns the absolute error over the yardstick, at most {@value #MOST_YARDSTICKS}; NaN where either is unknown or the yardstick is 0.
     */
    public double scaledError(Contender contender, int lead) {
        double yardstick = yardsticks.at(lead);
        return yardstick > 0
                ? Math.min(MOST_YARDSTICKS, Math.abs(errors(contender).at(lead)) / yardstick)
                : Double.NaN;
    }

    /** The mean of the numbers that are not NaN; NaN if there are none. */
    static double mean(Values values) {
        return values.stream().filter(value -> !Double.isNaN(value)).average().orElse(Double.NaN);
    }
}
