package io.foreflow.models.score;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.series.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Detects that a model forecasts one sensor worse than before. It looks at the residuals only: for each scored step it
 * takes the mean absolute error of the model's forecasts over the trailing error of yesterday's value. A
 * {@link PageHinkley} test with the tolerance {@value #TOLERANCE} and the threshold {@value #THRESHOLD_DAYS} for each
 * step of a day decides. Errors that grow by the whole error of yesterday's value are detected after some four days; a
 * single bad day is not. The detector is silent within the first {@value #QUIET_DAYS} days of a model. It restarts with
 * each model and after each detection, and requests retraining at most once in {@value #QUIET_DAYS} days of the
 * sensor's time. It changes nothing by itself.
 *
 * @param model the observed model; empty before there was one
 * @param test test over the steps since that model came, or since the last detection
 * @param quietUntil no request is made before this time of the sensor
 */
public record Drift(Optional<ModelRef> model, PageHinkley test, Instant quietUntil) {
    /** Name of the method in requests. */
    public static final String METHOD = "page-hinkley";

    static final double TOLERANCE = 0.1;
    static final double THRESHOLD_DAYS = 4;
    static final int QUIET_DAYS = 7;
    /** Maximum that a single step counts, in errors of yesterday's value. */
    private static final double OUTLIER = 5;

    /** The state before the first step. */
    public static final Drift NONE =
            new Drift(Optional.empty(), PageHinkley.START, Instant.EPOCH.minus(Duration.ofDays(36_500)));

    public Drift {
        requireNonNull(test, "test");
        requireNonNull(quietUntil, "quietUntil");
    }

    /**
     * The result of one more step.
     *
     * @param drift state from now on
     * @param noticed the test that detected drift; empty if it did not
     * @param due true if retraining must be requested: drift was detected, and the last request is long enough ago
     */
    public record DriftUpdate(Drift drift, Optional<PageHinkley> noticed, boolean due) {}

    /**
     * @param by the model that made the forecasts of the step
     * @param time start of the step
     * @param scaledError mean absolute error over the trailing error of yesterday's value, 0 or more
     */
    public DriftUpdate look(ModelRef by, Instant time, Step step, double scaledError) {
        boolean same = model.isPresent() && model.get().equals(by);
        PageHinkley next = (same ? test : PageHinkley.START).with(Math.min(OUTLIER, scaledError), TOLERANCE);
        boolean drifted = next.count() > QUIET_DAYS * step.perDay() && next.statistic() > threshold(step);
        if (!drifted) {
            return new DriftUpdate(new Drift(Optional.of(by), next, quietUntil), Optional.empty(), false);
        }
        boolean due = !time.isBefore(quietUntil);
        Instant quiet = due ? time.plus(Duration.ofDays(QUIET_DAYS)) : quietUntil;
        return new DriftUpdate(new Drift(Optional.of(by), PageHinkley.START, quiet), Optional.of(next), due);
    }

    static double threshold(Step step) {
        return THRESHOLD_DAYS * step.perDay();
    }
}
