package io.foreflow.models.score;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.series.SensorId;
import java.time.Instant;

/**
 * Says that a model forecasts a sensor worse than it did. Whoever reads it decides what to do.
 *
 * @param sensor whose forecasts have become worse
 * @param time start of the step at which it was noticed
 * @param model that forecasts worse
 * @param method that noticed it, {@link Drift#METHOD}
 * @param statistic what the test said
 * @param threshold what it must say more than
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
