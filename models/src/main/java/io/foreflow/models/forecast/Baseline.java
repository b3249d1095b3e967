package io.foreflow.models.forecast;

import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A forecast that needs no training. Baselines are the yardstick for every network, and networks correct them. Hyndman
 * and Athanasopoulos, "Forecasting: Principles and Practice", 3rd edition, 2021, section 5.2.
 */
public enum Baseline {
    /** The latest known value of the history, at every step. */
    PERSISTENCE("persistence"),
    /** The value at the same local time the day before. */
    YESTERDAY("yesterday"),
    /** The value at the same local time the week before. */
    LAST_WEEK("lastWeek"),
    /** The mean over the one to four weeks before that are present, at the same local time. */
    USUAL("usual");

    /** The baselines whose trailing error a window knows. If two are equally good, the earlier one is chosen. */
    private static final List<Baseline> SEASONAL = List.of(USUAL, LAST_WEEK, YESTERDAY);

    private static final Map<String, Baseline> BY_LABEL =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Baseline::label, Function.identity()));

    private final String label;

    Baseline(String label) {
        this.label = label;
    }

    /**
     * Returns the name in records, tables and metrics: {@code persistence}, {@code yesterday}, {@code lastWeek},
     * {@code usual}.
     */
    public String label() {
        return label;
    }

    /** Returns the baseline with this label; empty if there is none. */
    public static Optional<Baseline> labelled(String label) {
        return Optional.ofNullable(BY_LABEL.get(label));
    }

    /** Returns one value for each target step, in the sensor's unit; NaN where it is unknown. */
    public Values forecast(Window window) {
        return switch (this) {
            case PERSISTENCE -> {
                double last = latest(window.history());
                yield Values.generate(window.shape().horizon(), lead -> last);
            }
            case YESTERDAY -> window.yesterday();
            case LAST_WEEK -> window.lastWeek();
            case USUAL -> window.usual();
        };
    }

    /**
     * Returns this baseline with its unknown steps filled. Each takes the first known value of: the usual value,
     * yesterday's, the latest of the history, the level. Empty if a step has none of them.
     */
    public Optional<Values> completed(Window window) {
        if (this != PERSISTENCE && forecast(window).isComplete()) {
            return Optional.of(forecast(window));
        }
        double[] values = new double[window.shape().horizon()];
        return complete(window, values) ? Optional.of(Values.owning(values)) : Optional.empty();
    }

    /**
     * Returns the mean absolute error over the week before the origin, in the sensor's unit; NaN if it is unknown, and
     * always for persistence.
     */
    public double trailingError(Window window) {
        return switch (this) {
            case PERSISTENCE -> Double.NaN;
            case YESTERDAY -> window.baselines().yesterday();
            case LAST_WEEK -> window.baselines().lastWeek();
            case USUAL -> window.baselines().usual();
        };
    }

    /**
     * Returns the baseline with the least trailing error among those that know at least half of the target steps. Empty
     * if no such error is known.
     */
    public static Optional<Baseline> best(Window window) {
        Baseline best = null;
        double least = Double.POSITIVE_INFINITY;
        for (Baseline baseline : SEASONAL) {
            double error = baseline.trailingError(window);
            if (error < least && baseline.knowsHalf(window)) {
                best = baseline;
                least = error;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Fills {@code target} with {@link #completed}, one number a step. Returns false if a step stays unknown. */
    public boolean complete(Window window, double[] target) {
        double last = latest(window.history());
        Values own = this == PERSISTENCE ? Values.EMPTY : forecast(window);
        boolean complete = true;
        for (int lead = 0; lead < target.length; lead++) {
            double value = this == PERSISTENCE ? last : own.at(lead);
            if (Double.isNaN(value)) {
                value = window.usual().at(lead);
            }
            if (Double.isNaN(value)) {
                value = window.yesterday().at(lead);
            }
            if (Double.isNaN(value)) {
                value = last;
            }
            if (Double.isNaN(value)) {
                value = window.level();
            }
            target[lead] = value;
            complete &= Double.isFinite(value);
        }
        return complete;
    }

    /**
     * Returns true if the baseline is known at half of the target steps or more; with less it would mostly be another
     * baseline.
     */
    boolean knowsHalf(Window window) {
        Values values = forecast(window);
        return 2 * values.present() >= values.length();
    }

    private static double latest(Values history) {
        for (int i = history.length() - 1; i >= 0; i--) {
            if (!history.isMissing(i)) {
                return history.at(i);
            }
        }
        return Double.NaN;
    }
}
