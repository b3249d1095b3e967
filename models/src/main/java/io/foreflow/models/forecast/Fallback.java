package io.foreflow.models.forecast;

import io.foreflow.models.forecast.Forecaster.Forecasted;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import java.util.Optional;

/** Forecasts in place of a model that cannot be used: with the baseline that has lately been best for this sensor. */
public final class Fallback {
    /** Name of the method when only the mean of the memory is known, and neither a baseline nor a recent value. */
    public static final String LEVEL = "level";

    private Fallback() {}

    /**
     * Forecasts with the baseline that has the least trailing error. While no error is known, it is the first that
     * knows at least half of the target steps of: usual, lastWeek, yesterday, persistence. Unknown steps are filled,
     * see {@link Baseline#completed}, so that the forecast is finite at every step. The method is the baseline's label.
     *
     * @return empty only if nothing at all is known of the sensor
     */
    public static Optional<Forecasted> forecast(Window window) {
        Optional<Baseline> known = Baseline.best(window).or(() -> firstKnown(window));
        if (known.isPresent()) {
            Baseline baseline = known.get();
            return baseline.completed(window).map(values -> new Forecasted(values, baseline.label()));
        }
        if (!Double.isFinite(window.level())) {
            return Optional.empty();
        }
        Values level = Values.generate(window.shape().horizon(), lead -> window.level());
        return Optional.of(new Forecasted(level, LEVEL));
    }

    private static Optional<Baseline> firstKnown(Window window) {
        for (Baseline baseline :
                new Baseline[] {Baseline.USUAL, Baseline.LAST_WEEK, Baseline.YESTERDAY, Baseline.PERSISTENCE}) {
            if (baseline.knowsHalf(window)) {
                return Optional.of(baseline);
            }
        }
        return Optional.empty();
    }
}
