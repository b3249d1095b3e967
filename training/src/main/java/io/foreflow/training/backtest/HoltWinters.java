package io.foreflow.training.backtest;

import io.foreflow.models.forecast.Forecaster.ForecastOutcome;
import io.foreflow.models.forecast.Forecaster.Forecasted;
import io.foreflow.models.forecast.Forecaster.Unable;
import io.foreflow.models.forecast.Forecaster.UnableReason;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.training.backtest.DoubleSeasonal.Smoothing;
import io.foreflow.training.data.SensorSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Exponential smoothing with a daily and a weekly season, see {@link DoubleSeasonal}, for each sensor: a classical twin
 * of the networks. The smoothing parameters are those with the least squared error of one-step forecasts before the
 * cut; the states are updated through the test block, value by value.
 */
record HoltWinters() implements Candidate {
    static final String NAME = "holt-winters";

    private static final int LEAST_WEEKS = 3;
    private static final int DAYS_PER_WEEK = 7;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public FittedCandidate fit(KnownPast past, CandidateProgress progress) {
        int least = LEAST_WEEKS * DAYS_PER_WEEK * past.windows().shape().step().perDay();
        return new FittedHoltWinters(SensorFits.of(
                past,
                progress,
                series -> series.size() >= least ? Optional.of(best(series)) : Optional.empty(),
                "no sensor has " + least + " values, three weeks of them,"));
    }

    /**
     * Searches along one parameter after another, with steps that are halved when none helps. Hooke and Jeeves, "Direct
     * search solution of numerical and statistical problems", Journal of the ACM 8, 1961.
     */
    static Smoothing best(SensorSeries series) {
        DoubleSeasonal start = DoubleSeasonal.start(series);
        Smoothing best = Smoothing.START;
        double least = start.squaredError(best);
        for (double step = Smoothing.FIRST_STEP; step >= Smoothing.LAST_STEP; ) {
            boolean better = false;
            for (int i = 0; i < Smoothing.PARAMETERS; i++) {
                for (double signed : new double[] {step, -step}) {
                    Smoothing tried = best.moved(i, signed);
                    double error = tried.equals(best) ? least : start.squaredError(tried);
                    if (error < least) {
                        best = tried;
                        least = error;
                        better = true;
                        break;
                    }
                }
            }
            step = better ? step : step / 2;
        }
        return best;
    }

    private record FittedHoltWinters(SensorFits<Smoothing> parameters) implements FittedCandidate {
        @Override
        public List<String> notes() {
            return parameters.notes();
        }

        @Override
        public List<ForecastOutcome> forecast(SensorSeries series, List<Window> windows) {
            Smoothing smoothing = parameters.bySensor().get(series.sensor());
            List<ForecastOutcome> outcomes = new ArrayList<>(windows.size());
            DoubleSeasonal state = smoothing == null ? null : DoubleSeasonal.start(series);
            for (Window window : windows) {
                if (smoothing == null || state == null) {
                    outcomes.add(new Unable(UnableReason.TOO_LITTLE_MEMORY));
                } else {
                    state.advance(smoothing, series.countBefore(window.origin()));
                    Values values = state.forecast(
                            smoothing, window.origin(), window.shape().horizon());
                    outcomes.add(new Forecasted(values, NAME));
                }
            }
            return outcomes;
        }
    }
}
