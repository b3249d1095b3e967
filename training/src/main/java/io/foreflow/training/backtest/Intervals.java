package io.foreflow.training.backtest;

import io.foreflow.models.forecast.Forecast.Interval;
import io.foreflow.models.forecast.IntervalTracker;
import io.foreflow.models.forecast.TargetBounds;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.training.backtest.BacktestData.Block;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The intervals that a live service would have given with forecasts: each from errors that were known at its origin. */
final class Intervals {
    private final Block block;
    private final List<Values> forecasts;
    private final Step step;

    /** Places of the block's windows by the bucket of their origin. */
    private final Map<Long, Integer> places = new HashMap<>();

    private final double[] unrests;

    private Intervals(Block block, List<Values> forecasts) {
        this.block = block;
        this.forecasts = forecasts;
        this.step = block.series().step();
        this.unrests = new double[forecasts.size()];
        for (int place = 0; place < forecasts.size(); place++) {
            places.put(step.indexOf(block.windows().get(place).origin()), place);
        }
    }

    /**
     * @param forecasts one for each window of the block
     * @param start what is known of the sensor's errors when the block begins
     * @param bounds of the target
     * @return one for each window; where nothing is known of errors both bounds are NaN
     */
    static List<Interval> of(Block block, List<Values> forecasts, IntervalTracker start, TargetBounds bounds) {
        return new Intervals(block, forecasts).run(start, bounds);
    }

    private List<Interval> run(IntervalTracker start, TargetBounds bounds) {
        List<Interval> intervals = new ArrayList<>(forecasts.size());
        IntervalTracker tracker = start;
        for (int place = 0; place < forecasts.size(); place++) {
            Window window = block.windows().get(place);
            tracker = observed(tracker, window, intervals);
            unrests[place] = tracker.unrest();
            Values missing = Values.missing(window.shape().horizon());
            intervals.add(tracker.bounds(window, forecasts.get(place), bounds)
                    .orElse(new Interval(IntervalTracker.LEVEL, missing, missing)));
        }
        return intervals;
    }

    /**
     * After the last step before the window's origin, if that was measured.
     *
     * @param intervals of the windows before
     */
    private IntervalTracker observed(IntervalTracker tracker, Window window, List<Interval> intervals) {
        double actual = block.series().before(window.origin(), 1).at(0);
        if (Double.isNaN(actual)) {
            return tracker;
        }
        long bucket = step.indexOf(window.origin()) - 1;
        int horizon = window.shape().horizon();
        double[] residuals = new double[horizon];
        double[] made = new double[horizon];
        double[] misses = new double[horizon];
        for (int lead = 0; lead < horizon; lead++) {
            Integer place = places.get(bucket - lead);
            residuals[lead] =
                    place == null ? Double.NaN : actual - forecasts.get(place).at(lead);
            made[lead] = place == null ? Double.NaN : unrests[place];
            misses[lead] = place == null ? Double.NaN : IntervalTracker.miss(intervals.get(place), lead, actual);
        }
        return tracker.observe(window, Values.of(residuals), Values.of(made), Values.of(misses));
    }
}
