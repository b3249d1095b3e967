package io.foreflow.models.score;

import io.foreflow.models.forecast.Baseline;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A source of forecasts that are scored side by side. */
public enum Contender {
    /** The forecast that was emitted, by a model or a fallback. */
    FORECAST("forecast", null),
    PERSISTENCE(Baseline.PERSISTENCE),
    YESTERDAY(Baseline.YESTERDAY),
    LAST_WEEK(Baseline.LAST_WEEK),
    USUAL(Baseline.USUAL);

    private final String label;
    private final Optional<Baseline> baseline;

    Contender(Baseline baseline) {
        this(baseline.label(), baseline);
    }

    Contender(String label, @Nullable Baseline baseline) {
        this.label = label;
        this.baseline = Optional.ofNullable(baseline);
    }

    /** Returns the name in records and metrics: {@code forecast}, or the baseline's. */
    public String label() {
        return label;
    }

    /** Returns the contender that this baseline is. */
    static Contender of(Baseline baseline) {
        return switch (baseline) {
            case PERSISTENCE -> PERSISTENCE;
            case YESTERDAY -> YESTERDAY;
            case LAST_WEEK -> LAST_WEEK;
            case USUAL -> USUAL;
        };
    }

    /** Returns the baseline; empty for {@link #FORECAST}. */
    public Optional<Baseline> baseline() {
        return baseline;
    }
}
