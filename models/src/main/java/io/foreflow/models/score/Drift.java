package io.foreflow.models.score;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.series.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether a model forecasts one sensor worse than it did. Looks at the residuals only: for each scored step at the mean absolute error of the model's
 * forecasts of it, over the trailing error of yesterday's value, with a {@link PageHinkley} test whose tolerance is {@value #TOLERANCE} and
 * whose threshold is {@value #THRESHOLD_DAYS} for each step of a day: errors that grow by the whole error of yesterday's value are noticed after some
 * four days, and a single bad day is not. It says nothing within the first {@value #QUIET_DAYS} days of a model, begins anew with each model and after
 * it has noticed something, and asks for retraining at most once in {@value #QUIET_DAYS} days of the sensor's time. It decides nothing.
 *
 * @param model whose forecasts are looked at; empty before there was one
 * @param test on the steps since that model came, or since drift was noticed last
 * @param quietUntil no request is made before, by the sensor's time
 */
public record Drift(Optional<ModelRef> model, PageHinkley test, Instant quietUntil) {
    /** The name of the method in requests. */
    public static final String METHOD = "page-hinkley";

    static final double TOLERANCE = 0.1;
    static final double THRESHOLD_DAYS = 4;
    static final int QUIET_DAYS = 7;
    /** A single step counts as at most so many errors of yesterday's value. */
    private static final double OUTLIER = 5;

    /** Nothing has been looked at. */
    public static final Drift NONE =
            new Drift(Optional.empty(), PageHinkley.START, Instant.EPOCH.minus(Duration.ofDays(36_500)));

    public Drift {
        requireNonNull(test, "test");
        requireNonNull(quietUntil, "quietUntil");
    }

    /**
     * What came of one more step.
     *
     * @param drift from now on
     * @param noticed what the test said when it noticed drift; empty when it did not
     * @param due whether retraining is to be asked for: drift was noticed, and not so soon before
     */
    public record DriftUpdate(Drift drift, Optional<PageHinkley> noticed, boolean due) {}

    /**
     * @param by whose forecasts of the step these were
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
