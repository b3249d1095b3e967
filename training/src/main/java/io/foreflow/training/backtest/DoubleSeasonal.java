package io.foreflow.training.backtest;

import io.foreflow.models.series.Values;
import io.foreflow.training.data.SensorSeries;
import java.time.Instant;
import java.util.Arrays;

/**
 * The states of additive exponential smoothing with two seasons, by local time, so that clock changes shift nothing:
 *
 * <pre>
 * level   l ← α(y − d − w) + (1 − α)l
 * day     d ← δ(y − l − w) + (1 − δ)d
 * week    w ← ω(y − l − d) + (1 − ω)w
 * k steps ahead: l + d + w + φᵏe, with e the latest error y − (l + d + w)
 * </pre>
 *
 * <p>Taylor, "Short-term electricity demand forecasting using double seasonal exponential smoothing", Journal of the
 * Operational Research Society 54, 2003, additive and without its trend, which he found to be zero. Missing values change no
 * state. The states begin with means over the first two weeks. Confined to one thread.
 */
final class DoubleSeasonal {
    private static final int DAYS_PER_WEEK = 7;
    private static final int FIRST_WEEKS = 2;
    private static final long SECONDS_PER_DAY = 86_400;
    /** 1970-01-01 was a Thursday: the Monday before it was three days earlier. */
    private static final long MONDAY = 3;

    private final SensorSeries series;
    private final int perDay;

    /** Step within the local week of each value. */
    private final int[] steps;

    private final double[] day;
    private final double[] week;
    private double level;
    private double error;
    private int next;

    /**
     * @param alpha weight of the level, 0 to 1
     * @param delta weight of the daily season, 0 to 1
     * @param omega weight of the weekly season, 0 to 1
     * @param phi share of an error that is left a step later, 0 to below 1
     */
    record Smoothing(double alpha, double delta, double omega, double phi) {
        static final Smoothing START = new Smoothing(0.1, 0.1, 0.1, 0.5);
        static final double FIRST_STEP = 0.1;
        static final double LAST_STEP = 0.002;
        static final int PARAMETERS = 4;

        private static final double MOST = 0.995;

        /** Returns this with parameter {@code i} changed by {@code step}, within the allowed range. */
        Smoothing moved(int i, double step) {
            double[] all = {alpha, delta, omega, phi};
            all[i] = Math.max(0, Math.min(MOST, all[i] + step));
            return new Smoothing(all[0], all[1], all[2], all[3]);
        }
    }

    private DoubleSeasonal(SensorSeries series) {
        this.series = series;
        this.perDay = series.step().perDay();
        this.day = new double[perDay];
        this.week = new double[DAYS_PER_WEEK * perDay];
        this.steps = new int[series.size()];
        Arrays.setAll(steps, i -> stepOf(series.bucket(i)));
    }

    /** @param series values of at least two weeks; later values have no influence yet */
    static DoubleSeasonal start(SensorSeries series) {
        DoubleSeasonal states = new DoubleSeasonal(series);
        states.begin();
        return states;
    }

    private void begin() {
        int first = Math.min(series.size(), FIRST_WEEKS * week.length);
        double[] sums = new double[day.length + week.length];
        int[] counts = new int[sums.length];
        level = 0;
        for (int i = 0; i < first; i++) {
            level += series.value(i) / first;
        }
        for (int i = 0; i < first; i++) {
            double value = series.value(i) - level;
            sums[steps[i] % perDay] += value;
            counts[steps[i] % perDay]++;
            sums[perDay + steps[i]] += value;
            counts[perDay + steps[i]]++;
        }
        Arrays.setAll(day, i -> counts[i] == 0 ? 0 : sums[i] / counts[i]);
        Arrays.setAll(week, i -> counts[perDay + i] == 0 ? 0 : sums[perDay + i] / counts[perDay + i] - day[i % perDay]);
        error = 0;
        next = 0;
    }

    /** Returns the mean squared error of one-step forecasts over the whole series, from its start. */
    double squaredError(Smoothing smoothing) {
        begin();
        double sum = 0;
        for (int i = 0; i < series.size(); i++) {
            boolean follows = i > 0 && series.bucket(i) == series.bucket(i - 1) + 1;
            double carried = follows ? smoothing.phi() * error : 0;
            step(smoothing);
            sum += (error - carried) * (error - carried);
        }
        return sum / series.size();
    }

    /** Processes values up to the {@code count}-th of the series. */
    void advance(Smoothing smoothing, int count) {
        while (next < count) {
            step(smoothing);
        }
    }

    private void step(Smoothing smoothing) {
        int ofWeek = steps[next];
        int ofDay = ofWeek % perDay;
        double value = series.value(next++);
        double d = day[ofDay];
        double w = week[ofWeek];
        error = value - (level + d + w);
        level = smoothing.alpha() * (value - d - w) + (1 - smoothing.alpha()) * level;
        day[ofDay] = smoothing.delta() * (value - level - w) + (1 - smoothing.delta()) * d;
        week[ofWeek] = smoothing.omega() * (value - level - d) + (1 - smoothing.omega()) * w;
    }

    /** Returns the forecast of [origin, origin + horizon·step) from the present states. */
    Values forecast(Smoothing smoothing, Instant origin, int horizon) {
        long first = series.grid().indexOf(origin);
        long last = next == 0 ? first : series.bucket(next - 1);
        return Values.generate(horizon, lead -> {
            int ofWeek = stepOf(first + lead);
            return level
                    + day[ofWeek % perDay]
                    + week[ofWeek]
                    + Math.pow(smoothing.phi(), (double) (first + lead - last)) * error;
        });
    }

    private int stepOf(long bucket) {
        long local = series.grid().localSecondOf(bucket) + MONDAY * SECONDS_PER_DAY;
        return (int) (Math.floorMod(local, DAYS_PER_WEEK * SECONDS_PER_DAY)
                / series.step().seconds());
    }
}
