package io.foreflow.models.engine;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.FitResult.EpochLoss;
import io.foreflow.models.engine.NormalEquations.Solution;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec;
import io.foreflow.models.network.LayerSpec.Add;
import io.foreflow.models.network.LayerSpec.Concatenate;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.LayerSpec.Dropout;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.NetworkSpec.Node;
import io.foreflow.models.network.OptimizerSpec;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.TrainingSpec;
import io.foreflow.models.network.WeightShapes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the weights of a single linear Dense layer at once, as {@link OptimizerSpec.Ridge} says: by Cholesky's
 * decomposition of the normal equations of centred features, in double precision. The same for every engine. Takes
 * memory for features²/2 numbers and time for rows · features² operations.
 */
public final class RidgeFit {
    private final NetworkSpec network;
    private final Map<String, Shape> shapes;
    private final Node node;
    private final Dense dense;
    private final int features;
    private final int units;

    /** Equations that a row gives: one for each position that the layer is applied to. */
    private final int positions;

    private RidgeFit(NetworkSpec network) {
        this.network = network;
        this.shapes = network.shapes();
        this.node = network.node(network.output());
        this.dense = requireFit(network);
        Shape read = requireNonNull(shapes.get(node.inputs().get(0)));
        this.features = read.last();
        this.positions = read.size() / read.last();
        this.units = dense.units();
    }

    /**
     * One epoch: its losses are mean squared errors, without the penalty.
     *
     * @param listener told of the epoch
     * @throws IllegalArgumentException if the network is none that ridge can fit, if the samples do not fit it, or if
     *     there is more than one solution
     * @throws FitDivergedException if an input or target is not finite
     */
    public static FitResult fit(
            NetworkSpec network,
            Samples training,
            Optional<Samples> validation,
            TrainingSpec plan,
            FitListener listener) {
        RidgeFit ridge = new RidgeFit(network);
        if (!(plan.optimizer() instanceof OptimizerSpec.Ridge spec)) {
            throw new IllegalArgumentException("the plan's optimizer is " + plan.optimizer() + ", not ridge");
        }
        training.requireFit(network, plan.loss());
        validation.ifPresent(samples -> samples.requireFit(network, plan.loss()));
        Weights weights = ridge.weights(ridge.equations(training).solve(spec.lambda()));
        double loss = requireFinite(ridge.loss(weights, training));
        double validationLoss =
                validation.isEmpty() ? Double.NaN : requireFinite(ridge.loss(weights, validation.get()));
        EpochLoss epoch = new EpochLoss(1, loss, validationLoss);
        listener.onEpoch(epoch);
        return new FitResult(weights, List.of(epoch), 1);
    }

    /**
     * The weights for each of several penalties, for little more work than for one: to choose among them.
     *
     * @param lambdas penalties, at least one
     * @return one for each of {@code lambdas}, in their order
     * @throws IllegalArgumentException as {@link #fit}
     * @throws FitDivergedException as {@link #fit}
     */
    public static List<Weights> path(NetworkSpec network, Samples training, double... lambdas) {
        RidgeFit ridge = new RidgeFit(network);
        NormalEquations equations = ridge.equations(training);
        // The first one alone: if the numbers cannot be solved, its exception keeps its message.
        Weights first = ridge.weights(equations.solve(lambdas[0]));
        return Stream.concat(
                        Stream.of(first),
                        Arrays.stream(lambdas, 1, lambdas.length)
                                .parallel()
                                .mapToObj(lambda -> ridge.weights(equations.solve(lambda))))
                .toList();
    }

    static Solution solve(NetworkSpec network, Samples samples, double lambda) {
        return new RidgeFit(network).equations(samples).solve(lambda);
    }

    /** The only layer with weights. */
    private static Dense requireFit(NetworkSpec network) {
        List<String> problems = new ArrayList<>();
        Node last = network.node(network.output());
        if (last.layer() instanceof Dense dense) {
            if (dense.activation() != Activation.LINEAR) {
                problems.add("the activation of " + last.name() + " must be linear");
            }
            if (dense.l2() > 0) {
                problems.add("l2 of " + last.name() + " must be 0, since lambda is the penalty");
            }
        } else {
            problems.add("the output " + last.name() + " must be a dense layer");
        }
        WeightShapes.of(network).keySet().stream()
                .map(name -> name.substring(0, name.indexOf('/')))
                .distinct()
                .filter(name -> !name.equals(last.name()))
                .forEach(name -> problems.add("layer " + name + " has weights"));
        network.nodes().stream()
                .filter(node -> node.layer() instanceof Dropout dropout && dropout.rate() > 0)
                .forEach(node -> problems.add("layer " + node.name() + " drops numbers"));
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(
                    "ridge fits a linear dense layer behind layers without weights: " + String.join("; ", problems));
        }
        return (Dense) last.layer();
    }

    private NormalEquations equations(Samples samples) {
        NormalEquations equations =
                dense.useBias() ? centred(samples) : NormalEquations.throughOrigin(what(), features, units);
        double[] x = new double[features];
        double[] y = new double[units];
        for (int row = 0; row < samples.rows(); row++) {
            double[] read = read(samples, row);
            for (int position = 0; position < positions; position++) {
                System.arraycopy(read, position * features, x, 0, features);
                for (int k = 0; k < units; k++) {
                    y[k] = samples.targets().at((row * positions + position) * units + k);
                }
                equations.add(x, y);
            }
        }
        return equations;
    }

    private NormalEquations centred(Samples samples) {
        double[] featureMeans = new double[features];
        double[] targetMeans = new double[units];
        double equations = (double) samples.rows() * positions;
        for (int row = 0; row < samples.rows(); row++) {
            double[] read = read(samples, row);
            for (int i = 0; i < read.length; i++) {
                featureMeans[i % features] += read[i] / equations;
            }
            for (int k = 0; k < positions * units; k++) {
                targetMeans[k % units] += samples.targets().at(row * positions * units + k) / equations;
            }
        }
        return NormalEquations.centred(what(), featureMeans, targetMeans);
    }

    private String what() {
        return "what " + node.name() + " reads";
    }

    private static void addScaled(double[] sums, double factor, double[] numbers, int count) {
        if (factor != 0) {
            for (int i = 0; i < count; i++) {
                sums[i] += factor * numbers[i];
            }
        }
    }

    private Weights weights(Solution solution) {
        float[] kernel = new float[features * units];
        for (int i = 0; i < kernel.length; i++) {
            kernel[i] = (float) solution.kernel()[i / units][i % units];
        }
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put(
                WeightShapes.name(node.name(), WeightShapes.KERNEL), Tensor.owning(Shape.of(features, units), kernel));
        if (dense.useBias()) {
            float[] bias = new float[units];
            for (int k = 0; k < units; k++) {
                bias[k] = (float) solution.bias()[k];
            }
            tensors.put(WeightShapes.name(node.name(), WeightShapes.BIAS), Tensor.owning(Shape.of(units), bias));
        }
        return new Weights(tensors);
    }

    /** The mean squared error of the weights as they are handed out. */
    private double loss(Weights weights, Samples samples) {
        float[] kernel = weights.get(node.name(), WeightShapes.KERNEL).toArray();
        float[] bias =
                dense.useBias() ? weights.get(node.name(), WeightShapes.BIAS).toArray() : new float[units];
        double sum = 0;
        for (int row = 0; row < samples.rows(); row++) {
            double[] read = read(samples, row);
            for (int i = 0; i < positions * units; i++) {
                int unit = i % units;
                double result = bias[unit];
                for (int k = 0; k < features; k++) {
                    result += read[i / units * features + k] * kernel[k * units + unit];
                }
                double error = result - samples.targets().at(row * positions * units + i);
                sum += error * error;
            }
        }
        return sum / ((double) samples.rows() * positions * units);
    }

    private static double requireFinite(double number) {
        if (!Double.isFinite(number)) {
            throw new FitDivergedException(1, number);
        }
        return number;
    }

    /** Returns the numbers of one row that the dense layer reads, positions · features of them. */
    private double[] read(Samples samples, int row) {
        Map<String, double[]> results = new HashMap<>();
        network.inputs().forEach((name, shape) -> {
            float[] numbers = new float[shape.size()];
            requireNonNull(samples.inputs().get(name)).copyRow(row, numbers, 0);
            double[] exact = new double[numbers.length];
            for (int i = 0; i < exact.length; i++) {
                exact[i] = numbers[i];
            }
            results.put(name, exact);
        });
        for (Node before : network.nodes()) {
            if (!before.equals(node)) {
                results.put(before.name(), result(before, results));
            }
        }
        return requireNonNull(results.get(node.inputs().get(0)));
    }

    private double[] result(Node before, Map<String, double[]> results) {
        LayerSpec layer = before.layer();
        List<double[]> read = before.inputs().stream()
                .map(name -> requireNonNull(results.get(name)))
                .toList();
        if (layer instanceof Add) {
            double[] sum = read.get(0).clone();
            for (double[] part : read.subList(1, read.size())) {
                addScaled(sum, 1, part, sum.length);
            }
            return sum;
        } else if (layer instanceof Concatenate) {
            return concatenated(before, read);
        }
        // Flatten and a dropout that drops nothing: the same numbers.
        return read.get(0);
    }

    private double[] concatenated(Node before, List<double[]> read) {
        Shape shape = requireNonNull(shapes.get(before.name()));
        double[] result = new double[shape.size()];
        int runs = shape.size() / shape.last();
        int offset = 0;
        for (double[] part : read) {
            int width = part.length / runs;
            for (int run = 0; run < runs; run++) {
                System.arraycopy(part, run * width, result, run * shape.last() + offset, width);
            }
            offset += width;
        }
        return result;
    }
}
