package io.foreflow.training.backtest;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.forecast.Baseline;
import io.foreflow.models.forecast.Forecaster.ForecastOutcome;
import io.foreflow.models.forecast.Forecaster.Forecasted;
import io.foreflow.models.forecast.Forecaster.Unable;
import io.foreflow.models.forecast.Forecaster.UnableReason;

/**
 * A baseline with its unknown steps filled, see {@link Baseline#completed}, as it is scored everywhere.
 *
 * @param baseline the baseline, which needs no fit
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
    public FittedCandidate fit(KnownPast past, CandidateProgress progress) {
        return FittedCandidate.of(window -> baseline.completed(window)
                .<ForecastOutcome>map(values -> new Forecasted(values, baseline.label()))
                .orElse(new Unable(UnableReason.TOO_LITTLE_MEMORY)));
    }
}
