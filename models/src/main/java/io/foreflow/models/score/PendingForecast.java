package io.foreflow.models.score;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.forecast.Baseline;
import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.forecast.Forecast.Interval;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * A forecast that waits for the actual values, with the baselines' forecasts of the same steps.
 *
 * @param origin start of the first target step
 * @param model the model that made it; empty for a fallback
 * @param interval its bounds, if any
 * @param unrest unrest of the sensor at that time, see {@link io.foreflow.models.forecast.IntervalTracker#unrest}
 * @param yardstick mean absolute error of yesterday's value over the week before its origin, in the sensor's unit; NaN
 *     where it was unknown
 * @param values values by contender, one for each target step; a baseline's unknown steps are filled, see
 *     {@link Baseline#completed}
 */
public record PendingForecast(
        Instant origin,
        Optional<ModelRef> model,
        Optional<Interval> interval,
        double unrest,
        double yardstick,
        Map<Contender, Values> values) {
    public PendingForecast {
        requireNonNull(origin, "origin");
        values = Collections.unmodifiableMap(new EnumMap<>(values));
        if (values.size() != Contender.values().length
                || values.values().stream().mapToInt(Values::length).distinct().count() != 1) {
            throw new IllegalArgumentException("each contender needs one value for each target step");
        }
    }

    /** @param unrest unrest of the sensor when the forecast was made */
    public static PendingForecast of(Forecast forecast, Window window, double unrest) {
        Map<Contender, Values> values = new EnumMap<>(Contender.class);
        for (Contender contender : Contender.values()) {
            values.put(
                    contender,
                    contender
                            .baseline()
                            .map(baseline -> baseline.completed(window)
                                    .orElse(Values.missing(window.shape().horizon())))
                            .orElse(forecast.values()));
        }
        return new PendingForecast(
                forecast.origin(),
                forecast.model(),
                forecast.interval(),
                unrest,
                window.baselines().yesterday(),
                values);
    }

    /** Number of steps of the forecast. */
    public int horizon() {
        return values(Contender.FORECAST).length();
    }

    public Values values(Contender contender) {
        return requireNonNull(values.get(contender));
    }
}
