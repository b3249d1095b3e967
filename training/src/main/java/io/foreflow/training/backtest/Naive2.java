package io.foreflow.training.backtest;

import io.foreflow.models.forecast.Forecaster.ForecastOutcome;
import io.foreflow.models.forecast.Forecaster.Forecasted;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.training.data.SensorSeries;
import java.util.Arrays;

/**
 * The yardstick of the M4 competition: the last value, carried on and multiplied by the day's shape where the series has one.
 * The shape is that of a classical multiplicative decomposition with centred moving averages; there is one where the
 * autocorrelation at a day's lag differs from zero with 90 % confidence. Makridakis, Spiliotis and Assimakopoulos,
 * "The M4 Competition: 100,000 time series and 61 forecasting methods", International Journal of Forecasting 36, 2020,
 * appendix A.
 *
 * <p>For series without gaps.
 */
record Naive2() implements Candidate {
    static final String NAME = "naive2";

    /** Quantile of the normal distribution: 5 % of it lie beyond this many standard deviations to either side. */
    private static final double CRITICAL = 1.645;

    private static final int LEAST_DAYS = 3;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public FittedCandidate fit(KnownPast past, CandidateProgress progress) {
        return (series, windows) ->
                windows.stream().map(window -> forecast(series, window)).toList();
    }

    private static ForecastOutcome forecast(SensorSeries series, Window window) {
        int length = series.countBefore(window.origin());
        double[] values = new double[length];
        Arrays.setAll(values, series::value);
        int day = series.step().perDay();
        double[] shape = new double[day];
        Arrays.fill(shape, 1);
        if (isSeasonal(values, day)) {
            shape = shape(values, day);
        }
        double[] factors = shape;
        double last = values[length - 1] / factors[(length - 1) % day];
        return new Forecasted(
                Values.generate(window.shape().horizon(), lead -> last * factors[(length + lead) % day]), NAME);
    }

    /** Returns true if the autocorrelation is significant, by Bartlett's formula for its standard error. */
    static boolean isSeasonal(double[] values, int period) {
        if (values.length < LEAST_DAYS * period) {
            return false;
        }
        double mean = Arrays.stream(values).average().orElse(0);
        double variance = covariance(values, mean, 0);
        double sum = 1;
        for (int lag = 1; lag < period; lag++) {
            double correlation = covariance(values, mean, lag) / variance;
            sum += 2 * correlation * correlation;
        }
        double correlation = covariance(values, mean, period) / variance;
        return Math.abs(correlation) > CRITICAL * Math.sqrt(sum / values.length);
    }

    private static double covariance(double[] values, double mean, int lag) {
        double sum = 0;
        for (int i = lag; i < values.length; i++) {
            sum += (values[i] - mean) * (values[i - lag] - mean);
        }
        return sum;
    }

    /** Returns one factor for each step of the period, from the first value's on; their mean is 1. */
    static double[] shape(double[] values, int period) {
        double[] sums = new double[period];
        int[] counts = new int[period];
        int half = period / 2;
        for (int i = half; i < values.length - half; i++) {
            sums[i % period] += values[i] / trend(values, i, period);
            counts[i % period]++;
        }
        double[] shape = new double[period];
        Arrays.setAll(shape, i -> sums[i] / counts[i]);
        double mean = Arrays.stream(shape).average().orElse(1);
        Arrays.setAll(shape, i -> shape[i] / mean);
        return shape;
    }

    /** Returns the mean over one period around {@code i}; for an even period the outermost two values count half. */
    private static double trend(double[] values, int i, int period) {
        int half = period / 2;
        double sum = 0;
        for (int offset = -half; offset <= half; offset++) {
            boolean outermost = period % 2 == 0 && Math.abs(offset) == half;
            sum += values[i + offset] * (outermost ? 0.5 : 1);
        }
        return sum / period;
    }
}
