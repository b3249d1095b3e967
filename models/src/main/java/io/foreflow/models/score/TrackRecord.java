package io.foreflow.models.score;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.forecast.IntervalTracker;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.score.Score.Hit;
import io.foreflow.models.series.BucketGrid;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
     * @param waiting the sensor's forecasts; those with another horizon than this record are ignored
     * @return empty if that step has no value or an imputed one, or if there was no forecast of it
     */
    public Optional<Scored> score(Window closed, Collection<PendingForecast> waiting) {
        int last = closed.shape().history() - 1;
        double actual = closed.history().at(last);
        if (Double.isNaN(actual) || closed.imputed().contains(last)) {
            return Optional.empty();
        }
        @Nullable PendingForecast[] byLead = byLead(closed, waiting);
        List<PendingForecast> found =
                Arrays.stream(byLead).filter(Objects::nonNull).toList();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Score errors = score(closed, actual, byLead);
        Rolling newRolling = rolling.with(errors);
        Score complete = errors.withRolling(newRolling);
        Values residuals = Values.generate(
                byLead.length, lead -> -complete.errors(Contender.FORECAST).at(lead));
        Values unrests =
                Values.generate(byLead.length, lead -> byLead[lead] == null ? Double.NaN : byLead[lead].unrest());
        Values misses = Values.generate(byLead.length, lead -> miss(byLead[lead], lead, actual));
        IntervalTracker newIntervals = intervals.observe(closed, residuals, unrests, misses);
        return Optional.of(look(complete, byLead, newIntervals, newRolling));
    }

    private @Nullable PendingForecast[] byLead(Window closed, Collection<PendingForecast> waiting) {
        @Nullable PendingForecast[] byLead = new PendingForecast[intervals.horizon()];
        BucketGrid grid = closed.grid();
        long bucket = grid.indexOf(closed.origin()) - 1;
        for (PendingForecast one : waiting) {
            long lead = bucket - grid.indexOf(one.origin());
            if (lead >= 0 && lead < byLead.length && one.horizon() == byLead.length) {
                byLead[(int) lead] = one;
            }
        }
        return byLead;
    }

    private static Score score(Window closed, double actual, @Nullable PendingForecast[] byLead) {
        Map<Contender, Values> errors = new EnumMap<>(Contender.class);
        for (Contender contender : Contender.values()) {
            errors.put(contender, Values.generate(byLead.length, lead -> error(byLead[lead], contender, lead, actual)));
        }
        List<Hit> hits = new ArrayList<>(byLead.length);
        List<Integer> fallbacks = new ArrayList<>();
        for (int lead = 0; lead < byLead.length; lead++) {
            PendingForecast one = byLead[lead];
            hits.add(hit(one, lead, actual));
            if (one != null && one.model().isEmpty()) {
                fallbacks.add(lead);
            }
        }
        return ScoreBuilder.builder()
                .sensor(closed.sensor())
                .time(closed.targetTime(-1))
                .step(closed.shape().step())
                .actual(actual)
                .errors(errors)
                .yardsticks(Values.generate(
                        byLead.length, lead -> byLead[lead] == null ? Double.NaN : byLead[lead].yardstick()))
                .hits(hits)
                .fallbacks(fallbacks)
                .rolling(Rolling.NONE)
                .build();
    }

    private static double error(@Nullable PendingForecast one, Contender contender, int lead, double actual) {
        return one == null
                ? Double.NaN
                : Math.max(-LARGEST, Math.min(LARGEST, one.values(contender).at(lead) - actual));
    }

    private static Hit hit(@Nullable PendingForecast one, int lead, double actual) {
        double miss = miss(one, lead, actual);
        return Double.isNaN(miss) ? Hit.UNKNOWN : miss == 0 ? Hit.INSIDE : Hit.OUTSIDE;
    }

    private static double miss(@Nullable PendingForecast one, int lead, double actual) {
        return one == null
                ? Double.NaN
                : one.interval()
                        .map(interval -> IntervalTracker.miss(interval, lead, actual))
                        .orElse(Double.NaN);
    }

    /** Looks for drift in the forecasts of one model: the one behind the youngest forecast of a model. */
    private Scored look(
            Score score, @Nullable PendingForecast[] byLead, IntervalTracker newIntervals, Rolling newRolling) {
        ModelRef model = null;
        double sum = 0;
        int count = 0;
        for (int lead = 0; lead < byLead.length; lead++) {
            PendingForecast one = byLead[lead];
            ModelRef by = one == null ? null : one.model().orElse(null);
            double error = score.scaledError(Contender.FORECAST, lead);
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
