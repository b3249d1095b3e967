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
import java.util.Optional;

/**
 * The score of one step: the errors of the forecasts that were made 1, 2, … steps before its end. Lead 0 is the
 * forecast whose origin is the start of this step. Only forecasts of revision 0 are scored, and only against values
 * that come from readings.
 *
 * @param sensor the sensor
 * @param time start of the step
 * @param step length of the step
 * @param actual the actual value, in the sensor's unit
 * @param errors forecast less actual value, by contender and lead: positive if the forecast was too high; NaN where
 *     there was no forecast
 * @param yardsticks by lead, the mean absolute error of yesterday's value over the week before that forecast; NaN where
 *     it is unknown
 * @param hits by lead, the place of the value relative to the interval
 * @param fallbacks leads whose forecast a fallback made, ascending
 * @param models the models that made the other forecasts, by lead
 * @param shadow errors of the model that forecasts in the champion's shadow, if there is one
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
        List<ModelLeads> models,
        Optional<ShadowErrors> shadow,
        Rolling rolling)
        implements ScoreBuilder.With {

    /** Maximum of a scaled error. Otherwise a value that means "no value" would decide a week of scores. */
    static final double MOST_YARDSTICKS = 500;

    /** The place of a value relative to its interval. */
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
        models = List.copyOf(models);
        requireNonNull(shadow, "shadow");
        int horizon = yardsticks.length();
        if (!Double.isFinite(actual)) {
            throw new IllegalArgumentException("actual (" + actual + ") must be a finite number");
        }
        if (errors.size() != Contender.values().length || !haveLength(errors, horizon) || hits.size() != horizon) {
            throw new IllegalArgumentException("errors, yardsticks and hits must have one entry for each lead");
        }
        if (shadow.isPresent() && shadow.get().errors().length() != horizon) {
            throw new IllegalArgumentException("the errors of a shadow must have one entry for each lead");
        }
        for (ModelLeads leads : models) {
            if (leads.last() >= horizon) {
                throw new IllegalArgumentException(
                        "a model forecasts up to lead " + leads.last() + " of a horizon of " + horizon);
            }
        }
    }

    private static boolean haveLength(Map<Contender, Values> errors, int horizon) {
        for (Values values : errors.values()) {
            if (values.length() != horizon) {
                return false;
            }
        }
        return true;
    }

    public Values errors(Contender contender) {
        return requireNonNull(errors.get(contender));
    }

    /**
     * Returns by lead the absolute error over the yardstick, at most {@value #MOST_YARDSTICKS}; NaN if either is
     * unknown or the yardstick is 0.
     */
    public double[] scaledErrors(Contender contender) {
        return scaled(errors(contender));
    }

    /** Scales errors by lead, as {@link #scaledErrors} does. */
    public double[] scaled(Values unscaled) {
        double[] scaled = new double[unscaled.length()];
        for (int lead = 0; lead < scaled.length; lead++) {
            double yardstick = yardsticks.at(lead);
            scaled[lead] =
                    yardstick > 0 ? Math.min(MOST_YARDSTICKS, Math.abs(unscaled.at(lead)) / yardstick) : Double.NaN;
        }
        return scaled;
    }
}
