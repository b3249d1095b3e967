package io.foreflow.training.backtest;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.RidgeFit;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.forecast.FeatureSet;
import io.foreflow.models.forecast.Forecaster.ForecastOutcome;
import io.foreflow.models.forecast.Forecaster.Forecasted;
import io.foreflow.models.forecast.Forecaster.Unable;
import io.foreflow.models.forecast.Forecaster.UnableReason;
import io.foreflow.models.forecast.WindowEncoder;
import io.foreflow.models.model.ModelForecaster;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.WeightShapes;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowShape;
import io.foreflow.training.data.Encoding;
import io.foreflow.training.data.WindowSet;
import io.foreflow.training.evaluate.ErrorSums;
import io.foreflow.training.evaluate.Yardstick;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A linear map from a window's features to its target steps. */
final class LinearModel {
    private static final FeatureSet FEATURES = FeatureSet.CONTEXT_ROW;

    private final WindowShape shape;
    private final Tensor kernel;
    private final Tensor bias;
    private final int features;

    private LinearModel(WindowShape shape, Weights weights) {
        String layer = network(shape).output();
        this.shape = shape;
        this.kernel = weights.get(layer, WeightShapes.KERNEL);
        this.bias = weights.get(layer, WeightShapes.BIAS);
        this.features = kernel.shape().at(0);
    }

    /**
     * The best of several penalties.
     *
     * @param lambda the penalty
     * @param errors mean absolute error of each sensor on the validation windows, over its yardstick
     */
    record PenaltyChoice(double lambda, Map<SensorId, Double> errors) {
        PenaltyChoice {
            errors = Map.copyOf(errors);
        }

        /** Returns the error of a sensor; NaN if it has none. */
        double errorOf(SensorId sensor) {
            return errors.getOrDefault(sensor, Double.NaN);
        }

        private double mean() {
            return errors.values().stream()
                    .mapToDouble(Double::doubleValue)
                    .average()
                    .orElse(Double.POSITIVE_INFINITY);
        }
    }

    /**
     * Fits with each penalty and returns the one with the least mean error over the sensors.
     *
     * @param yardsticks yardsticks by sensor
     * @throws IllegalArgumentException if no window knows enough of its sensor
     */
    static PenaltyChoice choose(
            WindowSet training, WindowSet validation, double[] lambdas, Map<SensorId, Yardstick> yardsticks) {
        List<Weights> path =
                RidgeFit.path(network(training.shape()), rows(training).samples(), lambdas);
        PenaltyChoice best = null;
        for (int i = 0; i < lambdas.length; i++) {
            LinearModel model = new LinearModel(training.shape(), path.get(i));
            PenaltyChoice choice = new PenaltyChoice(lambdas[i], model.errors(validation, yardsticks));
            if (best == null || choice.mean() < best.mean()) {
                best = choice;
            }
        }
        return requireNonNull(best, "lambdas");
    }

    /** @throws IllegalArgumentException if no window knows enough of its sensor */
    static LinearModel fit(WindowSet windows, double lambda) {
        return new LinearModel(
                windows.shape(),
                RidgeFit.path(network(windows.shape()), rows(windows).samples(), lambda)
                        .get(0));
    }

    private static Encoding.EncodedWindows rows(WindowSet windows) {
        return Encoding.validation(windows, FEATURES);
    }

    private static NetworkSpec network(WindowShape shape) {
        return NetworkSpec.sequential(FEATURES.inputs(shape).values().iterator().next())
                .add(new Dense(shape.horizon(), Activation.LINEAR))
                .build();
    }

    /** Returns the errors by sensor. Imputed targets do not count; a sensor without a target that counts is absent. */
    private Map<SensorId, Double> errors(WindowSet windows, Map<SensorId, Yardstick> yardsticks) {
        Map<SensorId, ErrorSums> sums = new HashMap<>();
        WindowEncoder encoder = FEATURES.encoder(shape);
        float[][] row = new float[1][features];
        for (TrainingWindow window : windows.windows()) {
            if (forecast(window.window(), encoder, row) instanceof Forecasted forecasted) {
                ErrorSums sum = sums.computeIfAbsent(
                        window.window().sensor(),
                        sensor -> new ErrorSums(yardsticks
                                .getOrDefault(sensor, Yardstick.UNKNOWN)
                                .value()));
                Set<Integer> imputed = new HashSet<>(window.targetImputed());
                for (int lead = 0; lead < shape.horizon(); lead++) {
                    if (!imputed.contains(lead)) {
                        sum.add(forecasted.values().at(lead), window.target().at(lead));
                    }
                }
            }
        }
        Map<SensorId, Double> errors = new HashMap<>();
        sums.forEach((sensor, sum) -> {
            double error = sum.score().mase();
            if (Double.isFinite(error)) {
                errors.put(sensor, error);
            }
        });
        return errors;
    }

    /** Returns one outcome for each window, in their order. */
    List<ForecastOutcome> forecastAll(List<Window> windows) {
        WindowEncoder encoder = FEATURES.encoder(shape);
        float[][] row = new float[1][features];
        return windows.stream().map(window -> forecast(window, encoder, row)).toList();
    }

    private ForecastOutcome forecast(Window window, WindowEncoder encoder, float[][] row) {
        if (!window.isComplete()) {
            return new Unable(UnableReason.INCOMPLETE_HISTORY);
        }
        if (!encoder.load(window)) {
            return new Unable(UnableReason.TOO_LITTLE_MEMORY);
        }
        encoder.write(row, 0);
        float[] numbers = new float[shape.horizon()];
        for (int lead = 0; lead < numbers.length; lead++) {
            numbers[lead] = bias.at(lead);
        }
        for (int i = 0; i < features; i++) {
            if (row[0][i] != 0) {
                for (int lead = 0; lead < numbers.length; lead++) {
                    numbers[lead] += row[0][i] * kernel.at(i * numbers.length + lead);
                }
            }
        }
        return new Forecasted(
                Values.generate(numbers.length, lead -> encoder.decode(lead, numbers[lead])), ModelForecaster.NETWORK);
    }
}
