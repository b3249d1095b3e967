package io.foreflow.models.score;

import io.foreflow.models.forecast.Baseline;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whose forecasts are scored beside each other. */
public enum Contender {
    /** What was forecast, by a model or a fallback. */
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

    /** The name in records and metrics: {@code forecast}, or the baseline's. */
    public String label() {
        return label;
    }

    /** Empty for {@link #FORECAST}. */
    public Optional<Baseline> baseline() {
        return baseline;
    }
}
