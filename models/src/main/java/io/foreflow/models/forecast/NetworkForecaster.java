package io.foreflow.models.forecast;

import io.foreflow.models.engine.Engine;
import io.foreflow.models.engine.NamedNetwork;
import io.foreflow.models.engine.Predictor;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.Shape;
import io.foreflow.models.series.WindowShape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Forecasts with one trained network, or with the mean of several that have the same inputs: collects rows, then
 * predicts all of them at once. Confined to one thread.
 */
public final class NetworkForecaster implements AutoCloseable {
    private final InputRows inputs;
    private final int horizon;
    private final List<Predictor> predictors;

    /** The rows to predict, ascending. */
    private int[] rows = {};

    private int count;

    private float[] results = {};

    /** Results of one more network, before they are added. */
    private float[] further = {};

    /**
     * @param parts at least one network
     * @param inputs inputs of the model's networks
     * @param engines returns the engine for a network
     * @throws IllegalArgumentException if a network does not fit the features and the window shape
     */
    public NetworkForecaster(
            List<NamedNetwork> parts,
            FeatureSet features,
            List<CovariateInput> covariates,
            NetworkInputs inputs,
            Function<NetworkSpec, Engine> engines) {
        WindowShape shape = inputs.shape();
        Map<String, Shape> given = features.inputs(shape, covariates);
        parts.forEach(part -> requireFit(part.network(), features, given, shape));
        this.inputs = inputs.of(features, covariates);
        this.horizon = shape.horizon();
        this.predictors = parts.stream()
                .map(part -> engines.apply(part.network()).predictor(part.network(), part.weights()))
                .toList();
    }

    private static void requireFit(
            NetworkSpec network, FeatureSet features, Map<String, Shape> inputs, WindowShape shape) {
        if (!List.copyOf(network.inputs().entrySet()).equals(List.copyOf(inputs.entrySet()))) {
            throw new IllegalArgumentException("the network reads " + network.inputs() + " where the features "
                    + features.label() + " give " + inputs);
        }
        if (!network.outputShape().equals(features.output(shape))) {
            throw new IllegalArgumentException("the network yields " + network.outputShape()
                    + " where the horizon needs " + features.output(shape));
        }
    }

    /** Returns the rows that the networks read. */
    public InputRows inputs() {
        return inputs;
    }

    /** Starts anew, without rows. */
    public void clear() {
        count = 0;
    }

    /**
     * Adds an encoded row, greater than those before.
     *
     * @return false if its window knew too little; then it is not added
     */
    public boolean add(int row) {
        if (!inputs.isKnown(row)) {
            return false;
        }
        if (count == rows.length) {
            rows = Arrays.copyOf(rows, Math.max(1, 2 * count));
        }
        rows[count++] = row;
        return true;
    }

    /** Returns the number of rows that were added. */
    public int count() {
        return count;
    }

    /** Returns the {@code i}-th row that was added. */
    public int row(int i) {
        return rows[i];
    }

    /** Predicts all rows that were added, at least one: computes the mean of the networks' results. */
    public void predict() {
        int numbers = count * horizon;
        if (results.length < numbers) {
            results = new float[rows.length * horizon];
            further = predictors.size() == 1 ? further : new float[rows.length * horizon];
        }
        float[][] read = inputs.numbers(rows, count);
        predictors.get(0).predict(read, count, results);
        if (predictors.size() == 1) {
            return;
        }
        for (int network = 1; network < predictors.size(); network++) {
            predictors.get(network).predict(read, count, further);
            for (int i = 0; i < numbers; i++) {
                results[i] += further[i];
            }
        }
        for (int i = 0; i < numbers; i++) {
            results[i] /= predictors.size();
        }
    }

    /**
     * Writes the forecast of the {@code i}-th row that was added into {@code values}, in the sensor's unit.
     *
     * @return false if it is not finite at every step
     */
    public boolean read(int i, double[] values) {
        boolean finite = true;
        for (int lead = 0; lead < horizon; lead++) {
            values[lead] = inputs.decode(rows[i], lead, results[i * horizon + lead]);
            finite &= Double.isFinite(values[lead]);
        }
        return finite;
    }

    @Override
    public void close() {
        predictors.forEach(Predictor::close);
    }
}
