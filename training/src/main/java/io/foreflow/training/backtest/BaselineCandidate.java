package io.foreflow.training.backtest;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.forecast.Baseline;
import io.foreflow.models.forecast.Forecaster.Forecasted;
import io.foreflow.models.forecast.Forecaster.Outcome;
import io.foreflow.models.forecast.Forecaster.Reason;
import io.foreflow.models.forecast.Forecaster.Unable;

/**
 * A baseline as it is scored everywhere: with its unknown steps filled, see {@link Baseline#completed}.
 *
 * @param baseline which needs no fit
 */
record BaselineCandidate(Baseline baseline) implements Candidate {
    BaselineCandidate {
        requireNonNull(baseline, "baseline");
    }

    @Override
    public String name() {
        return baseline.label();
    }

    @Override
    public Fitted fit(Past past, Progress progress) {
        return Fitted.of(window -> baseline.completed(window)
                .<Outcome>map(values -> new Forecasted(values, baseline.label()))
                .orElse(new Unable(Reason.TOO_LITTLE_MEMORY)));
    }
}
