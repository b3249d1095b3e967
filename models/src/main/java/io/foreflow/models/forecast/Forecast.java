package io.foreflow.models.forecast;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.series.BucketGrid;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.Values;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/**
 * A forecast and its metadata.
 *
 * @param sensor the sensor
 * @param issuedAt wall-clock time at which it was made
 * @param origin start of the first target step
 * @param step width of a target step
 * @param zone time zone of the sensor; together with origin and step it determines when each target step starts, see
 *     {@link BucketGrid}
 * @param values one for each target step, all finite, in the sensor's unit
 * @param interval bounds; empty while there are none
 * @param method {@code network}, or the name of the baseline that made it
 * @param fallback true if no model could be used
 * @param stale true for the single last forecast of a sensor that has fallen silent
 * @param model the model that made it; empty for a fallback
 * @param from start of the history
 * @param to end of the history, the origin
 * @param imputedFraction share of the history that was imputed, 0 to 1
 * @param knownFraction share of the history that was known, present or imputed, 0 to 1
 * @param revision 0 at first, one more each time late data changes it
 */
@RecordBuilder
public record Forecast(
        SensorId sensor,
        Instant issuedAt,
        Instant origin,
        Step step,
        ZoneId zone,
        Values values,
        Optional<Interval> interval,
        String method,
        boolean fallback,
        boolean stale,
        Optional<ModelRef> model,
        Instant from,
        Instant to,
        double imputedFraction,
        double knownFraction,
        int revision) {

    /**
     * @param level share of actual values that should lie inside, for instance 0.9
     * @param lower one for each target step
     * @param upper one for each target step
     */
    public record Interval(double level, Values lower, Values upper) {}

    public Forecast {
        requireNonNull(sensor, "sensor");
        requireNonNull(zone, "zone");
        if (!values.isComplete()) {
            throw new IllegalArgumentException("a forecast must be finite at every step");
        }
        if (fallback == model.isPresent()) {
            throw new IllegalArgumentException("a forecast is either a model's or a fallback");
        }
    }
}
