package io.foreflow.models.forecast;

import io.foreflow.models.bundle.ModelBundle.Part;
import io.foreflow.models.engine.Engine;
import io.foreflow.models.engine.Predictor;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.Shape;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Forecasts with one trained network; whether a window's zone is one that it knows is not asked here. Confined to one thread. */
final class NetworkForecaster implements Forecaster, AutoCloseable {
    private static final int BATCH = 512;

    private final WindowShape shape;
    private final String method;
    private final WindowEncoder encoder;
    private final List<Shape> inputShapes;
    private final Predictor predictor;
    private final float[][] inputs;
    private final float[] output;

    /**
     * @param method the name of what it makes
     * @throws IllegalArgumentException if the network does not fit the features and the window shape
     */
    NetworkForecaster(String method, Part part, FeatureSet features, WindowShape shape, Engine engine) {
        this.method = method;
        this.shape = shape;
        requireFit(part.network(), features, shape);
        this.encoder = features.encoder(shape);
        this.inputShapes = List.copyOf(features.inputs(shape).values());
        this.predictor = engine.predictor(part.network(), part.weights());
        this.inputs = buffers(1);
        this.output = new float[shape.horizon()];
    }

    private static void requireFit(NetworkSpec network, FeatureSet features, WindowShape shape) {
        Map<String, Shape> inputs = features.inputs(shape);
        if (!List.copyOf(network.inputs().entrySet()).equals(List.copyOf(inputs.entrySet()))) {
            throw new IllegalArgumentException("the network reads " + network.inputs() + " where the features "
                    + features.label() + " give " + inputs);
        }
        if (!network.outputShape().equals(features.output(shape))) {
            throw new IllegalArgumentException("the network yields " + network.outputShape()
                    + " where the horizon asks for " + features.output(shape));
        }
    }

    @Override
    public Outcome forecast(Window window) {
        Optional<Reason> obstacle = obstacle(window);
        if (obstacle.isPresent()) {
            return new Unable(obstacle.get());
        }
        encoder.write(inputs, 0);
        predictor.predict(inputs, 1, output);
        return outcome(output, 0);
    }

    /**
     * Forecasts many windows with few calls of the engine: the same as one {@link #forecast} after another, up to
     * rounding.
     *
     * @return one outcome for each window, in their order
     */
    List<Outcome> forecastAll(List<Window> windows) {
        List<Outcome> outcomes = new ArrayList<>(windows.size());
        float[][] rows = buffers(Math.min(BATCH, Math.max(1, windows.size())));
        float[] results = new float[BATCH * shape.horizon()];
        for (int from = 0; from < windows.size(); from += BATCH) {
            outcomes.addAll(
                    forecastBatch(windows.subList(from, Math.min(from + BATCH, windows.size())), rows, results));
        }
        return outcomes;
    }

    private List<Outcome> forecastBatch(List<Window> windows, float[][] rows, float[] results) {
        List<Optional<Reason>> obstacles = new ArrayList<>(windows.size());
        int count = 0;
        for (Window window : windows) {
            Optional<Reason> obstacle = obstacle(window);
            obstacles.add(obstacle);
            if (obstacle.isEmpty()) {
                encoder.write(rows, count++);
            }
        }
        if (count > 0) {
            predictor.predict(rows, count, results);
        }
        List<Outcome> outcomes = new ArrayList<>(windows.size());
        int row = 0;
        for (int i = 0; i < windows.size(); i++) {
            Optional<Reason> obstacle = obstacles.get(i);
            if (obstacle.isPresent()) {
                outcomes.add(new Unable(obstacle.get()));
            } else {
                // Loaded again: the encoder remembers one window at a time.
                encoder.load(windows.get(i));
                outcomes.add(outcome(results, row++));
            }
        }
        return outcomes;
    }

    /** Why the window cannot be forecast; when nothing stands in the way, the encoder has loaded it. */
    private Optional<Reason> obstacle(Window window) {
        if (!window.shape().equals(shape)) {
            return Optional.of(Reason.SHAPE_MISMATCH);
        }
        if (!window.isComplete()) {
            return Optional.of(Reason.INCOMPLETE_HISTORY);
        }
        return encoder.load(window) ? Optional.empty() : Optional.of(Reason.TOO_LITTLE_MEMORY);
    }

    /** The loaded window's forecast from row {@code row} of the network's results. */
    private Outcome outcome(float[] results, int row) {
        double[] values = new double[shape.horizon()];
        for (int lead = 0; lead < values.length; lead++) {
            values[lead] = encoder.decode(lead, results[row * values.length + lead]);
            if (!Double.isFinite(values[lead])) {
                return new Unable(Reason.NOT_FINITE);
            }
        }
        return new Forecasted(Values.of(values), method);
    }

    private float[][] buffers(int rows) {
        return inputShapes.stream().map(shape -> new float[rows * shape.size()]).toArray(float[][]::new);
    }

    @Override
    public void close() {
        predictor.close();
    }
}
