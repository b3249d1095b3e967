package io.foreflow.forecaster.alerts;

import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.forecast.Forecast.Interval;
import io.foreflow.models.forecast.IntervalTracker;
import io.foreflow.models.series.BucketGrid;
import io.foreflow.models.series.Values;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** The condition of an alert rule. Its text is as people write it. */
public sealed interface AlertCondition {
    /** Number of steps in a row that must meet it, at least 1. */
    int steps();

    /** The part of a forecast that a condition compares. */
    enum ForecastPart {
        FORECAST,
        LOWER,
        UPPER;

        /** Returns the values of this part; empty if the forecast has no bounds. */
        Optional<Values> of(Forecast forecast) {
            return switch (this) {
                case FORECAST -> Optional.of(forecast.values());
                case LOWER -> forecast.interval().map(Interval::lower);
                case UPPER -> forecast.interval().map(Interval::upper);
            };
        }

        /** Name in the configuration. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A comparison of two numbers. */
    enum Inequality {
        ABOVE(">"),
        AT_LEAST(">="),
        BELOW("<"),
        AT_MOST("<=");

        private final String sign;

        Inequality(String sign) {
            this.sign = sign;
        }

        /** Sign in the configuration. */
        public String sign() {
            return sign;
        }

        boolean holds(double value, double bound) {
            return switch (this) {
                case ABOVE -> value > bound;
                case AT_LEAST -> value >= bound;
                case BELOW -> value < bound;
                case AT_MOST -> value <= bound;
            };
        }
    }

    /**
     * A forecast crosses a bound within some time.
     *
     * @param within time from the origin in which all of the steps must start; empty: the whole horizon
     */
    record ForecastCondition(
            ForecastPart part, Inequality comparison, double bound, Optional<Duration> within, int steps)
            implements AlertCondition {
        public ForecastCondition {
            requireSteps(steps);
            if (!Double.isFinite(bound)) {
                throw new IllegalArgumentException("the bound (" + bound + ") must be a finite number");
            }
        }

        /** Returns true if the forecast has what this condition compares. */
        boolean canJudge(Forecast forecast) {
            return part.of(forecast).isPresent();
        }

        /** Returns the first of the first {@link #steps} steps in a row that meet the condition; empty if none do. */
        Optional<Crossing> crossing(Forecast forecast) {
            Values values = part.of(forecast).orElse(Values.of());
            BucketGrid grid = BucketGrid.of(forecast.step(), forecast.zone());
            Optional<Instant> end = within.map(forecast.origin()::plus);
            int run = 0;
            for (int lead = 0; lead < values.length(); lead++) {
                Instant start = grid.plus(forecast.origin(), lead);
                if (end.isPresent() && !start.isBefore(end.get())) {
                    break;
                }
                run = comparison.holds(values.at(lead), bound) ? run + 1 : 0;
                if (run == steps) {
                    int first = lead - steps + 1;
                    return Optional.of(new Crossing(grid.plus(forecast.origin(), first), values.at(first), bound));
                }
            }
            return Optional.empty();
        }

        @Override
        public String toString() {
            return part.label() + " " + comparison.sign() + " " + number(bound)
                    + within.map(time -> " within " + text(time)).orElse("") + forSteps(steps);
        }
    }

    /** Readings lie outside the interval that was forecast for them one step before. */
    record AnomalyCondition(int steps) implements AlertCondition {
        /** Level of the intervals. Nothing that is stored bounds another share of values. */
        public static final double LEVEL = IntervalTracker.LEVEL;

        public AnomalyCondition {
            requireSteps(steps);
        }

        /** Returns the crossing of a value outside the interval of its step; empty if it lies inside. */
        static Optional<Crossing> crossing(ClosedStep closed, double lower, double upper) {
            double miss = IntervalTracker.miss(lower, upper, closed.value());
            return miss > 0
                    ? Optional.of(new Crossing(closed.at(), closed.value(), upper))
                    : miss < 0 ? Optional.of(new Crossing(closed.at(), closed.value(), lower)) : Optional.empty();
        }

        @Override
        public String toString() {
            return "anomaly" + forSteps(steps);
        }
    }

    private static void requireSteps(int steps) {
        if (steps < 1) {
            throw new IllegalArgumentException("the number of steps (" + steps + ") must be at least 1");
        }
    }

    private static String forSteps(int steps) {
        return steps == 1 ? "" : " for " + steps;
    }

    private static String text(Duration time) {
        return time.toSeconds() % 3_600 == 0
                ? time.toHours() + "h"
                : time.toSeconds() % 60 == 0 ? time.toMinutes() + "m" : time.toSeconds() + "s";
    }

    private static String number(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? Long.toString((long) number)
                : Double.toString(number);
    }
}
