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
 * A forecast that needs no training: the yardstick that stands beside every network, and what a network corrects.
 * Hyndman and Athanasopoulos, "Forecasting: Principles and Practice", 3rd edition, 2021, section 5.2.
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

    /** Those whose trailing error a window knows; of two equally good ones the earlier is taken. */
    private static final List<Baseline> SEASONAL = List.of(USUAL, LAST_WEEK, YESTERDAY);

    private static final Map<String, Baseline> BY_LABEL =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Baseline::label, Function.identity()));

    private final String label;

    Baseline(String label) {
        this.label = label;
    }

    /** The name in records, tables and metrics: {@code persistence}, {@code yesterday}, {@code lastWeek}, {@code usual}. */
    public String label() {
        return label;
    }

    /** The one with this label; empty if there is none. */
    public static Optional<Baseline> labelled(String label) {
        return Optional.ofNullable(BY_LABEL.get(label));
    }

    /** One value for each target step, in the sensor's unit; NaN where it is unknown. */
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
     * This baseline with its unknown steps filled, each with the first that is known of: the usual value, yesterday's,
     * the latest of the history, the level. Empty when a step has none of them.
     */
    public Optional<Values> completed(Window window) {
        double[] values = new double[window.shape().horizon()];
        return complete(window, values) ? Optional.of(Values.of(values)) : Optional.empty();
    }

    /**
     * The mean absolute error over the week before the origin, in the sensor's unit; NaN where it is unknown, and
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
     * The baseline with the least trailing error among those that know at least half of the target steps. Empty when no
     * such error is known.
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

    /** Fills {@code target}, one number a step; false when a step stays unknown. */
    boolean complete(Window window, double[] target) {
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

    /** True when it is known at half of the target steps or more: less would be another baseline under this name. */
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
