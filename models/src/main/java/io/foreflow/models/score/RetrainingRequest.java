package io.foreflow.models.score;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.series.SensorId;
import java.time.Instant;

/**
 * Reports that a model forecasts a sensor worse than before. The reader decides what to do.
 *
 * @param sensor the sensor whose forecasts have become worse
 * @param time start of the step at which it was detected
 * @param model the model that forecasts worse
 * @param method name of the detection method, {@link Drift#METHOD}
 * @param statistic value of the test's statistic
 * @param threshold value that the statistic must exceed
 * @param maseBefore mean absolute scaled error of the model over the steps that the test has seen
 * @param maseNow the same over about the last week
 */
public record RetrainingRequest(
        SensorId sensor,
        Instant time,
        ModelRef model,
        String method,
        double statistic,
        double threshold,
        double maseBefore,
        double maseNow) {
    public RetrainingRequest {
        requireNonNull(sensor, "sensor");
        requireNonNull(time, "time");
        requireNonNull(model, "model");
        requireNonNull(method, "method");
    }
}
