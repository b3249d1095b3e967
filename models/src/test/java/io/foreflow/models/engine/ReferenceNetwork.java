package io.foreflow.models.engine;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec;
import io.foreflow.models.network.LayerSpec.Add;
import io.foreflow.models.network.LayerSpec.BgrMeans;
import io.foreflow.models.network.LayerSpec.Concatenate;
import io.foreflow.models.network.LayerSpec.Conv2d;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.LayerSpec.Dropout;
import io.foreflow.models.network.LayerSpec.Embedding;
import io.foreflow.models.network.LayerSpec.Flatten;
import io.foreflow.models.network.LayerSpec.Gru;
import io.foreflow.models.network.LayerSpec.Lstm;
import io.foreflow.models.network.LayerSpec.MaxPooling2d;
import io.foreflow.models.network.LayerSpec.Nested;
import io.foreflow.models.network.LayerSpec.Rescaling;
import io.foreflow.models.network.LayerSpec.SimpleRnn;
import io.foreflow.models.network.Loss;
import io.foreflow.models.network.Loss.BinaryCrossEntropy;
import io.foreflow.models.network.Loss.CategoricalCrossEntropy;
import io.foreflow.models.network.Loss.Mae;
import io.foreflow.models.network.Loss.Mse;
import io.foreflow.models.network.Loss.Quantile;
import io.foreflow.models.network.Loss.SparseCategoricalCrossEntropy;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.NetworkSpec.Node;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.TrainingSpec;
import io.foreflow.models.network.WeightShapes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The layers written down as plainly as possible, in double precision and one row at a time. */
final class ReferenceNetwork {
    private final NetworkSpec network;
    private final Map<String, Shape> shapes;
    private final Map<String, double[]> weights = new LinkedHashMap<>();

    ReferenceNetwork(NetworkSpec network, Weights weights) {
        this.network = network.inlined();
        this.shapes = this.network.shapes();
        weights.tensors().forEach((name, tensor) -> this.weights.put(name, row(tensor, 0, tensor.size())));
    }

    /** Without dropout. */
    double[] predict(Samples samples, int row) {
        return forward(samples, row, null, 0);
    }

    /** With dropout as in step {@code step}, regularisation included. */
    double loss(Samples samples, TrainingSpec plan, int step) {
        double sum = 0;
        for (int row = 0; row < samples.rows(); row++) {
            sum += loss(plan.loss(), forward(samples, row, plan, step), samples.targets(), row);
        }
        double loss = sum / samples.rows();
        for (Node node : network.nodes()) {
            if (node.layer().l2() > 0) {
                loss += node.layer().l2()
                        * Arrays.stream(weight(node, WeightShapes.KERNEL))
                                .map(w -> w * w)
                                .sum();
            }
        }
        return loss;
    }

    private double loss(Loss loss, double[] result, Tensor targets, int row) {
        if (loss instanceof SparseCategoricalCrossEntropy) {
            int classes = network.outputShape().last();
            int positions = result.length / classes;
            double sum = 0;
            for (int i = 0; i < positions; i++) {
                sum -= log(result[i * classes + (int) targets.at(row * positions + i)]);
            }
            return sum / positions;
        }
        double sum = 0;
        for (int i = 0; i < result.length; i++) {
            sum += loss(loss, result[i], targets.at(row * result.length + i));
        }
        int means = loss instanceof CategoricalCrossEntropy
                ? result.length / network.outputShape().last()
                : result.length;
        return sum / means;
    }

    private static double loss(Loss loss, double result, double target) {
        if (loss instanceof Mse) {
            return (target - result) * (target - result);
        } else if (loss instanceof Mae) {
            return Math.abs(target - result);
        } else if (loss instanceof Quantile quantile) {
            return target > result ? quantile.level() * (target - result) : (1 - quantile.level()) * (result - target);
        } else if (loss instanceof BinaryCrossEntropy) {
            return -target * log(result) - (1 - target) * log(1 - result);
        }
        return -target * log(result);
    }

    private static double log(double probability) {
        return Math.log(Math.max(1e-7, Math.min(1 - 1e-7, probability)));
    }

    /** Central differences of the loss; the step is so small that hardly ever a rectifier changes sides within it. */
    Map<String, double[]> gradients(Samples samples, TrainingSpec plan) {
        double step = 1e-7;
        Map<String, double[]> gradients = new LinkedHashMap<>();
        weights.forEach((name, numbers) -> {
            double[] gradient = new double[numbers.length];
            for (int i = 0; i < numbers.length; i++) {
                double kept = numbers[i];
                numbers[i] = kept + step;
                double above = loss(samples, plan, 0);
                numbers[i] = kept - step;
                double below = loss(samples, plan, 0);
                numbers[i] = kept;
                gradient[i] = (above - below) / (2 * step);
            }
            gradients.put(name, gradient);
        });
        return gradients;
    }

    private double[] forward(Samples samples, int row, @org.jspecify.annotations.Nullable TrainingSpec plan, int step) {
        Map<String, double[]> results = new HashMap<>();
        network.inputs()
                .forEach((name, shape) ->
                        results.put(name, row(TestSamples.numbers(samples, name), row * shape.size(), shape.size())));
        for (Node node : network.nodes()) {
            List<double[]> read = node.inputs().stream()
                    .map(name -> requireNonNull(results.get(name)))
                    .toList();
            Shape in = requireNonNull(shapes.get(node.inputs().get(0)));
            double[] result = layer(node, in, read);
            if (plan != null && node.layer() instanceof Dropout dropout) {
                DropoutMask mask = new DropoutMask(plan.seed(), node.name(), step, dropout.rate());
                for (int i = 0; i < result.length; i++) {
                    result[i] *= mask.at((long) row * result.length + i);
                }
            }
            results.put(node.name(), result);
        }
        return requireNonNull(results.get(network.output()));
    }

    private double[] layer(Node node, Shape in, List<double[]> read) {
        return node.layer().accept(new Forward(node, in, read));
    }

    /** The result of each layer for one row; what is dropped while training is still there. */
    private final class Forward implements LayerSpec.LayerVisitor<double[]> {
        private final Node node;
        private final Shape in;
        private final List<double[]> read;
        private final double[] x;

        Forward(Node node, Shape in, List<double[]> read) {
            this.node = node;
            this.in = in;
            this.read = read;
            this.x = read.get(0);
        }

        @Override
        public double[] visit(Dense dense) {
            return dense(node, dense, x, in.last());
        }

        @Override
        public double[] visit(SimpleRnn rnn) {
            return simpleRnn(node, rnn, x, in);
        }

        @Override
        public double[] visit(Lstm lstm) {
            return lstm(node, lstm, x, in);
        }

        @Override
        public double[] visit(Gru gru) {
            return gru(node, gru, x, in);
        }

        @Override
        public double[] visit(Flatten flatten) {
            return x.clone();
        }

        @Override
        public double[] visit(Dropout dropout) {
            return x.clone();
        }

        @Override
        public double[] visit(Concatenate concatenate) {
            return concatenate(node, read, x.length / in.last());
        }

        @Override
        public double[] visit(Add add) {
            double[] sum = new double[x.length];
            read.forEach(part -> Arrays.setAll(sum, i -> sum[i] + part[i]));
            return sum;
        }

        @Override
        public double[] visit(Embedding embedding) {
            return embedding(node, embedding, x);
        }

        @Override
        public double[] visit(Conv2d conv) {
            return conv2d(node, conv, x, in);
        }

        @Override
        public double[] visit(MaxPooling2d pooling) {
            return ReferencePictures.maxPooling2d(pooling, x, in, requireNonNull(shapes.get(node.name())));
        }

        @Override
        public double[] visit(Rescaling rescaling) {
            return Arrays.stream(x)
                    .map(number -> number * rescaling.scale() + rescaling.offset())
                    .toArray();
        }

        @Override
        public double[] visit(BgrMeans means) {
            return ReferencePictures.bgrMeans(x);
        }

        @Override
        public double[] visit(Nested nested) {
            throw new IllegalArgumentException("nested networks are inlined before they are computed");
        }
    }

    private double[] dense(Node node, Dense dense, double[] x, int in) {
        double[] kernel = weight(node, WeightShapes.KERNEL);
        int rows = x.length / in;
        double[] result = new double[rows * dense.units()];
        for (int row = 0; row < rows; row++) {
            double[] sums = dense.useBias() ? weight(node, WeightShapes.BIAS).clone() : new double[dense.units()];
            multiply(Arrays.copyOfRange(x, row * in, (row + 1) * in), kernel, sums);
            System.arraycopy(activate(dense.activation(), sums), 0, result, row * dense.units(), dense.units());
        }
        return result;
    }

    private double[] conv2d(Node node, Conv2d conv, double[] x, Shape in) {
        Shape out = requireNonNull(shapes.get(node.name()));
        double[] result = ReferencePictures.conv2d(conv, x, in, out, weight(node, WeightShapes.KERNEL));
        for (int from = 0; from < result.length; from += conv.filters()) {
            double[] sums = Arrays.copyOfRange(result, from, from + conv.filters());
            for (int i = 0; i < sums.length && conv.useBias(); i++) {
                sums[i] += weight(node, WeightShapes.BIAS)[i];
            }
            System.arraycopy(activate(conv.activation(), sums), 0, result, from, sums.length);
        }
        return result;
    }

    private double[] embedding(Node node, Embedding embedding, double[] x) {
        double[] table = weight(node, WeightShapes.EMBEDDINGS);
        int width = embedding.outputDim();
        double[] result = new double[x.length * width];
        for (int i = 0; i < x.length; i++) {
            System.arraycopy(table, ((int) x[i]) * width, result, i * width, width);
        }
        return result;
    }

    private double[] simpleRnn(Node node, SimpleRnn rnn, double[] x, Shape in) {
        double[] state = new double[rnn.units()];
        double[] all = new double[in.at(0) * rnn.units()];
        for (int time = 0; time < in.at(0); time++) {
            double[] sums = weight(node, WeightShapes.BIAS).clone();
            multiply(step(x, in, time), weight(node, WeightShapes.KERNEL), sums);
            multiply(state, weight(node, WeightShapes.RECURRENT_KERNEL), sums);
            state = activate(rnn.activation(), sums);
            System.arraycopy(state, 0, all, time * rnn.units(), rnn.units());
        }
        return rnn.returnSequences() ? all : state;
    }

    private double[] lstm(Node node, Lstm lstm, double[] x, Shape in) {
        int units = lstm.units();
        double[] state = new double[units];
        double[] cell = new double[units];
        double[] all = new double[in.at(0) * units];
        for (int time = 0; time < in.at(0); time++) {
            double[] sums = weight(node, WeightShapes.BIAS).clone();
            multiply(step(x, in, time), weight(node, WeightShapes.KERNEL), sums);
            multiply(state, weight(node, WeightShapes.RECURRENT_KERNEL), sums);
            double[] i = activate(lstm.recurrentActivation(), Arrays.copyOfRange(sums, 0, units));
            double[] f = activate(lstm.recurrentActivation(), Arrays.copyOfRange(sums, units, 2 * units));
            double[] c = activate(lstm.activation(), Arrays.copyOfRange(sums, 2 * units, 3 * units));
            double[] o = activate(lstm.recurrentActivation(), Arrays.copyOfRange(sums, 3 * units, 4 * units));
            double[] before = cell;
            cell = new double[units];
            for (int k = 0; k < units; k++) {
                cell[k] = f[k] * before[k] + i[k] * c[k];
            }
            double[] squashed = activate(lstm.activation(), cell);
            state = new double[units];
            for (int k = 0; k < units; k++) {
                state[k] = o[k] * squashed[k];
            }
            System.arraycopy(state, 0, all, time * units, units);
        }
        return lstm.returnSequences() ? all : state;
    }

    private double[] gru(Node node, Gru gru, double[] x, Shape in) {
        int units = gru.units();
        double[] bias = weight(node, WeightShapes.BIAS);
        double[] kernel = weight(node, WeightShapes.RECURRENT_KERNEL);
        double[] state = new double[units];
        double[] all = new double[in.at(0) * units];
        for (int time = 0; time < in.at(0); time++) {
            double[] sums = Arrays.copyOf(bias, 3 * units);
            multiply(step(x, in, time), weight(node, WeightShapes.KERNEL), sums);
            double[] product =
                    gru.resetAfter() ? Arrays.copyOfRange(bias, 3 * units, 6 * units) : new double[3 * units];
            multiply(state, kernel, product);
            double[] gates = new double[2 * units];
            Arrays.setAll(gates, i -> sums[i] + product[i]);
            double[] z = activate(gru.recurrentActivation(), Arrays.copyOfRange(gates, 0, units));
            double[] r = activate(gru.recurrentActivation(), Arrays.copyOfRange(gates, units, 2 * units));
            if (!gru.resetAfter()) {
                double[] reset = new double[units];
                double[] before = state;
                Arrays.setAll(reset, i -> r[i] * before[i]);
                Arrays.fill(product, 0);
                multiply(reset, kernel, product);
            }
            double[] candidates = Arrays.copyOfRange(sums, 2 * units, 3 * units);
            for (int i = 0; i < units; i++) {
                candidates[i] += (gru.resetAfter() ? r[i] : 1) * product[2 * units + i];
            }
            double[] candidate = activate(gru.activation(), candidates);
            double[] next = new double[units];
            for (int i = 0; i < units; i++) {
                next[i] = z[i] * state[i] + (1 - z[i]) * candidate[i];
            }
            state = next;
            System.arraycopy(state, 0, all, time * units, units);
        }
        return gru.returnSequences() ? all : state;
    }

    private double[] concatenate(Node node, List<double[]> read, int rows) {
        int width = requireNonNull(shapes.get(node.name())).last();
        double[] result = new double[rows * width];
        int offset = 0;
        for (double[] part : read) {
            int columns = part.length / rows;
            for (int row = 0; row < rows; row++) {
                System.arraycopy(part, row * columns, result, row * width + offset, columns);
            }
            offset += columns;
        }
        return result;
    }

    private static double[] step(double[] x, Shape in, int time) {
        return Arrays.copyOfRange(x, time * in.at(1), (time + 1) * in.at(1));
    }

    private static void multiply(double[] x, double[] kernel, double[] sums) {
        for (int i = 0; i < x.length; i++) {
            for (int k = 0; k < sums.length; k++) {
                sums[k] += x[i] * kernel[i * sums.length + k];
            }
        }
    }

    private static double[] activate(Activation activation, double[] sums) {
        if (activation == Activation.SOFTMAX) {
            double total = Arrays.stream(sums).map(Math::exp).sum();
            return Arrays.stream(sums).map(sum -> Math.exp(sum) / total).toArray();
        }
        return Arrays.stream(sums)
                .map(sum -> switch (activation) {
                    case LINEAR -> sum;
                    case RELU -> Math.max(0, sum);
                    case TANH -> Math.tanh(sum);
                    case SIGMOID -> 1 / (1 + Math.exp(-sum));
                    case SOFTMAX -> throw new IllegalStateException("not one number at a time");
                })
                .toArray();
    }

    private double[] weight(Node node, String part) {
        return requireNonNull(weights.get(WeightShapes.name(node.name(), part)));
    }

    private static double[] row(Tensor tensor, int from, int length) {
        double[] row = new double[length];
        for (int i = 0; i < length; i++) {
            row[i] = tensor.at(from + i);
        }
        return row;
    }
}
