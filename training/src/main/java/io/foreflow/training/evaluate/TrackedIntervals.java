package io.foreflow.training.evaluate;

import io.foreflow.models.forecast.Forecast.Interval;
import io.foreflow.models.forecast.ForecastDigits;
import io.foreflow.models.forecast.IntervalStarts;
import io.foreflow.models.forecast.IntervalTracker;
import io.foreflow.models.forecast.TargetBounds;
import io.foreflow.models.score.PendingForecast;
import io.foreflow.models.series.BucketGrid;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The intervals that a live service would have given with forecasts of one sensor: each from errors that were known at
 * its origin.
 *
 * @param intervals one for each window; both bounds are NaN while no errors are known
 * @param end tracker at the last origin
 */
public record TrackedIntervals(List<Interval> intervals, IntervalTracker end) {

    /**
     * @param windows windows of one sensor and one shape, at least one, by ascending origin
     * @param forecasts one for each window
     * @param starts first intervals
     * @param bounds bounds of the target
     */
    public static TrackedIntervals of(
            List<Window> windows, List<Values> forecasts, IntervalStarts starts, TargetBounds bounds) {
        return new TrackedSensor(windows, forecasts, starts, bounds).run();
    }

    private static final class TrackedSensor {
        private final List<Window> windows;
        private final List<Values> forecasts;
        private final IntervalStarts starts;
        private final TargetBounds bounds;
        private final BucketGrid grid;
        private final int horizon;

        /** Forecasts by the bucket of their origin, as the live service keeps them. */
        private final Map<Long, PendingForecast> waiting = new HashMap<>();

        private final List<Interval> intervals = new ArrayList<>();

        TrackedSensor(List<Window> windows, List<Values> forecasts, IntervalStarts starts, TargetBounds bounds) {
            this.windows = windows;
            this.forecasts = forecasts;
            this.starts = starts;
            this.bounds = bounds;
            this.grid = windows.get(0).grid();
            this.horizon = windows.get(0).shape().horizon();
        }

        TrackedIntervals run() {
            Values missing = Values.missing(horizon);
            IntervalTracker tracker = IntervalTracker.start(horizon);
            for (int place = 0; place < windows.size(); place++) {
                Window window = windows.get(place);
                if (!tracker.hasObserved()) {
                    tracker = starts.at(window).orElseGet(() -> IntervalTracker.start(horizon));
                }
                tracker = observed(tracker, window);
                Optional<Interval> interval = tracker.bounds(window, forecasts.get(place), bounds);
                intervals.add(interval.orElse(new Interval(IntervalTracker.LEVEL, missing, missing)));
                long bucket = grid.indexOf(window.origin());
                waiting.put(
                        bucket,
                        PendingForecast.of(
                                window.origin(),
                                Optional.empty(),
                                forecasts.get(place),
                                interval.map(ForecastDigits.of(window)::round),
                                tracker.unrest(),
                                window.baselines().yesterday()));
                waiting.remove(bucket - horizon);
            }
            return new TrackedIntervals(intervals, tracker);
        }

        /** Returns the tracker after the last step before the window's origin, if that was measured. */
        private IntervalTracker observed(IntervalTracker tracker, Window window) {
            int last = window.shape().history() - 1;
            double actual = window.history().at(last);
            if (Double.isNaN(actual) || window.imputed().contains(last)) {
                return tracker;
            }
            long bucket = grid.indexOf(window.origin()) - 1;
            double[] residuals = new double[horizon];
            double[] made = new double[horizon];
            double[] misses = new double[horizon];
            for (int lead = 0; lead < horizon; lead++) {
                PendingForecast one = waiting.get(bucket - lead);
                residuals[lead] = one == null ? Double.NaN : actual - one.value(lead);
                made[lead] = one == null ? Double.NaN : one.unrest();
                misses[lead] = one == null ? Double.NaN : one.miss(lead, actual);
            }
            return tracker.observe(window, Values.of(residuals), Values.of(made), Values.of(misses));
        }
    }
}
