package io.foreflow.models.score;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.forecast.Baseline;
import io.foreflow.models.series.Values;

/**
 * The forecasts of one step by the baselines, as they would have been made 1, 2, … steps before its end. Unknown values
 * are filled as in {@link Baseline#completed}.
 *
 * @param persistence by lead, the latest value known before that forecast
 * @param yesterday by lead, the value at the same local time the latest day that was known
 * @param lastWeek by lead, the value at the same local time the week before
 * @param usual by lead, the mean over the one to four weeks before
 */
public record StepBaselines(Values persistence, Values yesterday, Values lastWeek, Values usual) {
    public StepBaselines {
        requireNonNull(persistence, "persistence");
        int horizon = persistence.length();
        if (yesterday.length() != horizon || lastWeek.length() != horizon || usual.length() != horizon) {
            throw new IllegalArgumentException("each baseline needs one value for each lead");
        }
    }

    /** Returns the baseline's forecasts by lead; NaN where nothing was known. */
    public Values of(Baseline baseline) {
        return switch (baseline) {
            case PERSISTENCE -> persistence;
            case YESTERDAY -> yesterday;
            case LAST_WEEK -> lastWeek;
            case USUAL -> usual;
        };
    }
}
