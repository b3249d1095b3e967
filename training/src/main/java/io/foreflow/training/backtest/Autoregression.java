package io.foreflow.training.backtest;

import io.foreflow.models.engine.NormalEquations;
import io.foreflow.models.engine.NormalEquations.Solution;
import io.foreflow.models.forecast.Forecaster.ForecastOutcome;
import io.foreflow.models.forecast.Forecaster.Forecasted;
import io.foreflow.models.forecast.Forecaster.Unable;
import io.foreflow.models.forecast.Forecaster.UnableReason;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowShape;
import io.foreflow.training.data.SensorSeries;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Linear autoregression on the last {@value #LAGS} values of the sensor, one for each sensor, in closed form: a
 * classical twin of the networks. Direct: each target step has its own coefficients, which all follow from one
 * decomposition; iterating one-step forecasts would add up their errors. Values are standardised with their mean and
 * standard deviation before the cut. A small penalty on the coefficients, chosen on the latest quarter of the past,
 * keeps correlated lags from cancelling out.
 *
 * <p>A lag that was not measured takes the value of the week before it, else of the day before it, else the mean. With
 * less than half of the lags known there is no forecast.
 */
record Autoregression() implements Candidate {
    static final String NAME = "autoregression";
    static final int LAGS = 336;

    /** Minimum number of rows for a fit. */
    private static final int LEAST_ROWS = 168;

    private static final double[] LAMBDAS = {1, 10, 100, 1_000, 10_000};
    private static final int DAYS_PER_WEEK = 7;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public FittedCandidate fit(KnownPast past, CandidateProgress progress) {
        WindowShape shape = past.windows().shape();
        return new SensorAutoregressions(SensorFits.of(
                past,
                progress,
                series -> {
                    MeasuredOrigins rows = new MeasuredOrigins(series, shape);
                    return rows.size() >= LEAST_ROWS ? Optional.of(rows.fit()) : Optional.empty();
                },
                "no sensor has " + LEAST_ROWS + " times " + LAGS + " values followed by " + shape.horizon() + " more"));
    }

    /** The coefficients of one sensor. */
    private static final class FittedAutoregression {
        /** Mean of the values before the cut. */
        private final double mean;
        /** Their standard deviation, above 0. */
        private final double deviation;
        /** [lags, the oldest first][horizon]. */
        private final double[][] kernel;

        private FittedAutoregression(double mean, double deviation, double[][] kernel) {
            this.mean = mean;
            this.deviation = deviation;
            this.kernel = kernel;
        }

        double mean() {
            return mean;
        }

        double deviation() {
            return deviation;
        }

        ForecastOutcome forecast(SensorSeries series, Window window) {
            double[] lags = new double[LAGS];
            if (!read(series, window.origin(), this, lags)) {
                return new Unable(UnableReason.TOO_LITTLE_MEMORY);
            }
            double[] sums = predicted(lags);
            return new Forecasted(Values.generate(sums.length, lead -> mean + deviation * sums[lead]), NAME);
        }

        double[] predicted(double[] lags) {
            double[] sums = new double[kernel[0].length];
            for (int lag = 0; lag < LAGS; lag++) {
                for (int lead = 0; lead < sums.length; lead++) {
                    sums[lead] += lags[lag] * kernel[lag][lead];
                }
            }
            return sums;
        }

        double scaled(double value) {
            return (value - mean) / deviation;
        }
    }

    /** Reads the scaled lags of an origin. Returns false if less than half of them are known. */
    private static boolean read(SensorSeries series, Instant origin, FittedAutoregression model, double[] lags) {
        int day = series.step().perDay();
        int week = DAYS_PER_WEEK * day;
        double[] values = series.before(origin, LAGS + week).toArray();
        int known = 0;
        for (int i = 0; i < values.length; i++) {
            known += i >= week && !Double.isNaN(values[i]) ? 1 : 0;
            if (!Double.isNaN(values[i])) {
                values[i] = model.scaled(values[i]);
            } else if (i >= week) {
                values[i] = values[i - week];
            } else {
                values[i] = i >= day ? values[i - day] : 0;
            }
        }
        System.arraycopy(values, week, lags, 0, LAGS);
        return 2 * known >= LAGS;
    }

    /** The origins of a past whose targets were all measured. */
    private static final class MeasuredOrigins {
        private final SensorSeries series;
        private final int horizon;
        private final FittedAutoregression scale;
        private final List<double[]> lags = new ArrayList<>();
        private final List<double[]> targets = new ArrayList<>();

        MeasuredOrigins(SensorSeries series, WindowShape shape) {
            this.series = series;
            this.horizon = shape.horizon();
            this.scale = scale(series);
            for (int i = 0; i < series.size(); i++) {
                add(series.time(i));
            }
        }

        private static FittedAutoregression scale(SensorSeries series) {
            double mean = series.measured().values().stream()
                    .mapToDouble(Double::doubleValue)
                    .average()
                    .orElse(0);
            double square = series.measured().values().stream()
                    .mapToDouble(value -> (value - mean) * (value - mean))
                    .average()
                    .orElse(0);
            return new FittedAutoregression(mean, square > 0 ? Math.sqrt(square) : 1, new double[0][0]);
        }

        private void add(Instant origin) {
            Values target = series.from(origin, horizon);
            double[] row = new double[LAGS];
            if (target.isComplete() && read(series, origin, scale, row)) {
                lags.add(row);
                targets.add(target.stream().map(scale::scaled).toArray());
            }
        }

        int size() {
            return lags.size();
        }

        /** Chooses the penalty on the latest rows, and fits once more on all. */
        FittedAutoregression fit() {
            int training = (int) (size() * (1 - KnownPast.VALIDATION_SHARE));
            NormalEquations equations = equations(Math.max(1, training - horizon));
            double best = LAMBDAS[0];
            double least = Double.POSITIVE_INFINITY;
            for (double lambda : LAMBDAS) {
                double error = error(model(equations.solve(lambda)), training);
                if (error < least) {
                    best = lambda;
                    least = error;
                }
            }
            return model(equations(size()).solve(best));
        }

        private NormalEquations equations(int rows) {
            NormalEquations equations = NormalEquations.throughOrigin("lags", LAGS, horizon);
            for (int row = 0; row < rows; row++) {
                equations.add(lags.get(row), targets.get(row));
            }
            return equations;
        }

        private FittedAutoregression model(Solution solution) {
            return new FittedAutoregression(scale.mean(), scale.deviation(), solution.kernel());
        }

        private double error(FittedAutoregression model, int from) {
            double sum = 0;
            for (int row = from; row < size(); row++) {
                double[] predicted = model.predicted(lags.get(row));
                double[] actual = targets.get(row);
                for (int lead = 0; lead < horizon; lead++) {
                    sum += Math.abs(predicted[lead] - actual[lead]);
                }
            }
            return sum;
        }
    }

    private record SensorAutoregressions(SensorFits<FittedAutoregression> models) implements FittedCandidate {
        @Override
        public List<String> notes() {
            return models.notes();
        }

        @Override
        public List<ForecastOutcome> forecast(SensorSeries series, List<Window> windows) {
            FittedAutoregression model = models.bySensor().get(series.sensor());
            if (model == null) {
                return windows.stream()
                        .<ForecastOutcome>map(window -> new Unable(UnableReason.TOO_LITTLE_MEMORY))
                        .toList();
            }
            return windows.stream()
                    .map(window -> model.forecast(series, window))
                    .toList();
        }
    }
}
