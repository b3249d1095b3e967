package io.foreflow.models.score;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.forecast.Baseline;
import io.foreflow.models.forecast.IntervalTracker;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.score.Score.Hit;
import io.foreflow.models.series.BucketGrid;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The record of one sensor's forecasts. Immutable: each step whose value becomes known makes a new record.
 *
 * @param intervals tracker that bounds forecasts
 * @param rolling scores of about the last week
 * @param drift detector of a model that has become worse
 */
public record TrackRecord(IntervalTracker intervals, Rolling rolling, Drift drift) {
    /** Maximum magnitude of an error, so that sums of errors stay finite. */
    private static final double LARGEST = 1e300;

    public TrackRecord {
        requireNonNull(intervals, "intervals");
        requireNonNull(rolling, "rolling");
        requireNonNull(drift, "drift");
    }

    /** Creates the record of a sensor that has no scores yet, whose intervals start from {@code intervals}. */
    public static TrackRecord start(IntervalTracker intervals) {
        return new TrackRecord(intervals, Rolling.NONE, Drift.NONE);
    }

    /**
     * The result of one more step.
     *
     * @param record record from now on
     * @param drifted true if drift of the model was detected
     * @param request request for retraining, if one is due
     */
    public record Scored(Score score, TrackRecord record, boolean drifted, Optional<RetrainingRequest> request) {}

    /**
     * Scores the forecasts of the last step of the window's history.
     *
     * @param closed a window of revision 0
     * @param baselines forecasts of that step by the baselines, by lead
     * @param waiting the sensor's forecasts; those with another horizon than this record are ignored
     * @param shadow forecasts of the model in the champion's shadow, if there is one
     * @return empty if that step has no value or an imputed one, or if there was no forecast of it
     */
    public Optional<Scored> score(
            Window closed,
            StepBaselines baselines,
            Iterable<PendingForecast> waiting,
            Optional<ShadowForecasts> shadow) {
        int last = closed.shape().history() - 1;
        double actual = closed.history().at(last);
        if (Double.isNaN(actual) || closed.imputed().contains(last)) {
            return Optional.empty();
        }
        @Nullable PendingForecast[] byLead = byLead(closed, waiting);
        if (byLead == null) {
            return Optional.empty();
        }
        int horizon = byLead.length;
        double[] errors = new double[horizon];
        double[] residuals = new double[horizon];
        double[] unrests = new double[horizon];
        double[] misses = new double[horizon];
        double[] yardsticks = new double[horizon];
        Hit[] hits = new Hit[horizon];
        List<Integer> fallbacks = new ArrayList<>(0);
        @Nullable ModelRef[] models = new ModelRef[horizon];
        for (int lead = 0; lead < horizon; lead++) {
            PendingForecast one = byLead[lead];
            errors[lead] = one == null ? Double.NaN : bounded(one.value(lead) - actual);
            residuals[lead] = -errors[lead];
            unrests[lead] = one == null ? Double.NaN : one.unrest();
            yardsticks[lead] = one == null ? Double.NaN : one.yardstick();
            misses[lead] = one == null ? Double.NaN : one.miss(lead, actual);
            hits[lead] = Double.isNaN(misses[lead]) ? Hit.UNKNOWN : misses[lead] == 0 ? Hit.INSIDE : Hit.OUTSIDE;
            models[lead] = one == null ? null : one.model().orElse(null);
            if (one != null && models[lead] == null) {
                fallbacks.add(lead);
            }
        }
        Map<Contender, Values> byContender = new EnumMap<>(Contender.class);
        byContender.put(Contender.FORECAST, Values.owning(errors));
        for (Baseline baseline : Baseline.values()) {
            byContender.put(Contender.of(baseline), errors(baselines.of(baseline), byLead, actual));
        }
        Score score = ScoreBuilder.builder()
                .sensor(closed.sensor())
                .time(closed.targetTime(-1))
                .step(closed.shape().step())
                .actual(actual)
                .errors(byContender)
                .yardsticks(Values.owning(yardsticks))
                .hits(Arrays.asList(hits))
                .fallbacks(fallbacks)
                .models(ModelLeads.of(models))
                .shadow(shadow.flatMap(one -> errors(one, closed, actual)))
                .rolling(Rolling.NONE)
                .build();
        Rolling newRolling = rolling.with(score);
        IntervalTracker newIntervals =
                intervals.observe(closed, Values.owning(residuals), Values.owning(unrests), Values.owning(misses));
        return Optional.of(look(score.withRolling(newRolling), byLead, newIntervals, newRolling));
    }

    /** Returns the forecasts of the last step by lead; null if there is none. */
    private @Nullable PendingForecast @Nullable [] byLead(Window closed, Iterable<PendingForecast> waiting) {
        @Nullable PendingForecast[] byLead = new PendingForecast[intervals.horizon()];
        BucketGrid grid = closed.grid();
        long bucket = grid.indexOf(closed.origin()) - 1;
        boolean any = false;
        for (PendingForecast one : waiting) {
            long lead = bucket - grid.indexOf(one.originSecond());
            if (lead >= 0 && lead < byLead.length && one.horizon() == byLead.length) {
                byLead[(int) lead] = one;
                any = true;
            }
        }
        return any ? byLead : null;
    }

    private Optional<ShadowErrors> errors(ShadowForecasts shadow, Window closed, double actual) {
        @Nullable PendingForecast[] byLead = byLead(closed, shadow.waiting());
        if (byLead == null) {
            return Optional.empty();
        }
        double[] errors = new double[byLead.length];
        boolean any = false;
        for (int lead = 0; lead < errors.length; lead++) {
            PendingForecast one = byLead[lead];
            boolean counts =
                    one != null && one.model().filter(shadow.model()::equals).isPresent();
            errors[lead] = one != null && counts ? bounded(one.value(lead) - actual) : Double.NaN;
            any |= counts;
        }
        return any
                ? Optional.of(new ShadowErrors(shadow.model(), shadow.role(), Values.owning(errors)))
                : Optional.empty();
    }

    private static Values errors(Values forecasts, @Nullable PendingForecast[] byLead, double actual) {
        double[] errors = new double[byLead.length];
        for (int lead = 0; lead < errors.length; lead++) {
            errors[lead] = byLead[lead] == null ? Double.NaN : bounded(forecasts.at(lead) - actual);
        }
        return Values.owning(errors);
    }

    private static double bounded(double error) {
        return Math.max(-LARGEST, Math.min(LARGEST, error));
    }

    /** Looks for drift in the forecasts of one model: the one behind the youngest forecast of a model. */
    private Scored look(
            Score score, @Nullable PendingForecast[] byLead, IntervalTracker newIntervals, Rolling newRolling) {
        ModelRef model = null;
        double sum = 0;
        int count = 0;
        double[] errors = score.scaledErrors(Contender.FORECAST);
        for (int lead = 0; lead < byLead.length; lead++) {
            PendingForecast one = byLead[lead];
            ModelRef by = one == null ? null : one.model().orElse(null);
            double error = errors[lead];
            if (by != null && !Double.isNaN(error) && (model == null || model.equals(by))) {
                model = by;
                sum += error;
                count++;
            }
        }
        if (model == null) {
            return new Scored(score, new TrackRecord(newIntervals, newRolling, drift), false, Optional.empty());
        }
        Drift.DriftUpdate looked = drift.look(model, score.time(), score.step(), sum / count);
        ModelRef of = model;
        Optional<RetrainingRequest> request = looked.noticed()
                .filter(test -> looked.due())
                .map(test -> new RetrainingRequest(
                        score.sensor(),
                        score.time(),
                        of,
                        Drift.METHOD,
                        test.statistic(),
                        Drift.threshold(score.step()),
                        test.mean(),
                        newRolling.mase(Contender.FORECAST).mean()));
        return new Scored(
                score,
                new TrackRecord(newIntervals, newRolling, looked.drift()),
                looked.noticed().isPresent(),
                request);
    }
}
