package io.foreflow.models.forecast;

import io.foreflow.models.engine.Engine;
import io.foreflow.models.engine.NamedNetwork;
import io.foreflow.models.engine.Predictor;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.Shape;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Forecasts with one trained network, or with the mean of several that have the same inputs. The caller has already
 * checked that the model can forecast the window: its shape, its zone and a complete history. Confined to one thread.
 */
public final class NetworkForecaster implements Forecaster, AutoCloseable {
    private static final int BATCH = 512;

    private final WindowShape shape;
    private final String method;
    private final WindowEncoder encoder;
    private final List<Shape> inputShapes;
    private final List<Predictor> predictors;
    private final float[][] inputs;
    private final float[] output;

    /** Results of one more network, before they are added. */
    private float[] further = {};

    /**
     * @param method name of the method
     * @param parts at least one network
     * @param engines returns the engine for a network
     * @throws IllegalArgumentException if a network does not fit the features and the window shape
     */
    public NetworkForecaster(
            String method,
            List<NamedNetwork> parts,
            FeatureSet features,
            List<CovariateInput> covariates,
            WindowShape shape,
            Function<NetworkSpec, Engine> engines) {
        this.method = method;
        this.shape = shape;
        Map<String, Shape> given = features.inputs(shape, covariates);
        parts.forEach(part -> requireFit(part.network(), features, given, shape));
        this.encoder = features.encoder(shape, covariates);
        this.inputShapes = List.copyOf(given.values());
        this.predictors = parts.stream()
                .map(part -> engines.apply(part.network()).predictor(part.network(), part.weights()))
                .toList();
        this.inputs = buffers(1);
        this.output = new float[shape.horizon()];
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

    @Override
    public ForecastOutcome forecast(Window window) {
        if (!encoder.load(window)) {
            return new Unable(UnableReason.TOO_LITTLE_MEMORY);
        }
        encoder.write(inputs, 0);
        predict(inputs, 1, output);
        return outcome(output, 0);
    }

    /** Computes the mean of the networks' results. */
    private void predict(float[][] rows, int count, float[] results) {
        predictors.get(0).predict(rows, count, results);
        if (predictors.size() == 1) {
            return;
        }
        int numbers = count * shape.horizon();
        if (further.length < numbers) {
            further = new float[numbers];
        }
        for (Predictor predictor : predictors.subList(1, predictors.size())) {
            predictor.predict(rows, count, further);
            for (int i = 0; i < numbers; i++) {
                results[i] += further[i];
            }
        }
        for (int i = 0; i < numbers; i++) {
            results[i] /= predictors.size();
        }
    }

    /**
     * Forecasts many windows with few calls of the engine: the results equal those of one {@link #forecast} after
     * another, up to rounding.
     *
     * @return one outcome for each window, in their order
     */
    public List<ForecastOutcome> forecastAll(List<Window> windows) {
        List<ForecastOutcome> outcomes = new ArrayList<>(windows.size());
        float[][] rows = buffers(Math.min(BATCH, Math.max(1, windows.size())));
        float[] results = new float[BATCH * shape.horizon()];
        for (int from = 0; from < windows.size(); from += BATCH) {
            outcomes.addAll(
                    forecastBatch(windows.subList(from, Math.min(from + BATCH, windows.size())), rows, results));
        }
        return outcomes;
    }

    private List<ForecastOutcome> forecastBatch(List<Window> windows, float[][] rows, float[] results) {
        List<Boolean> loadable = new ArrayList<>(windows.size());
        int count = 0;
        for (Window window : windows) {
            loadable.add(encoder.load(window));
            if (loadable.get(loadable.size() - 1)) {
                encoder.write(rows, count++);
            }
        }
        if (count > 0) {
            predict(rows, count, results);
        }
        List<ForecastOutcome> outcomes = new ArrayList<>(windows.size());
        int row = 0;
        for (int i = 0; i < windows.size(); i++) {
            // Load the window again: the encoder remembers one at a time.
            if (loadable.get(i) && encoder.load(windows.get(i))) {
                outcomes.add(outcome(results, row++));
            } else {
                outcomes.add(new Unable(UnableReason.TOO_LITTLE_MEMORY));
            }
        }
        return outcomes;
    }

    /** Returns the loaded window's forecast from row {@code row} of the network's results. */
    private ForecastOutcome outcome(float[] results, int row) {
        double[] values = new double[shape.horizon()];
        for (int lead = 0; lead < values.length; lead++) {
            values[lead] = encoder.decode(lead, results[row * values.length + lead]);
            if (!Double.isFinite(values[lead])) {
                return new Unable(UnableReason.NOT_FINITE);
            }
        }
        return new Forecasted(Values.of(values), method);
    }

    private float[][] buffers(int rows) {
        return inputShapes.stream().map(shape -> new float[rows * shape.size()]).toArray(float[][]::new);
    }

    @Override
    public void close() {
        predictors.forEach(Predictor::close);
    }
}
