package io.foreflow.models.engine.cuda;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.LayerSpec.Flatten;
import io.foreflow.models.network.LayerSpec.Lstm;
import io.foreflow.models.network.LayerSpec.SimpleRnn;
import io.foreflow.models.network.Loss;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.NetworkSpec.Node;
import io.foreflow.models.network.OptimizerSpec;
import io.foreflow.models.network.OptimizerSpec.Adam;
import io.foreflow.models.network.OptimizerSpec.Ridge;
import io.foreflow.models.network.OptimizerSpec.RmsProp;
import io.foreflow.models.network.OptimizerSpec.Sgd;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.TrainingSpec;
import io.foreflow.models.network.WeightShapes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where everything of a network lies in the numbers of a block, as {@code networks.cu} reads it: the structs {@code Layer}
 * and {@code Plan} hold these numbers in this order.
 */
final class NetworkLayout {
    private static final int DENSE = 0;
    private static final int SIMPLE_RNN = 1;
    private static final int LSTM = 2;
    private static final int LSTM_NUMBERS = 6;
    private static final int PARTS = 32;

    private final Map<String, Shape> shapes;
    private final Map<String, Integer> places = new LinkedHashMap<>();
    private final List<int[]> layers = new ArrayList<>();
    private final boolean fitting;
    private final int batch;
    private final int weights;
    private final int inputs;
    private final int outputs;
    private final int targets;
    private final int[] plan;
    /** The first number that is free. */
    private long space;

    private int sourceAt;
    private int sourceDeltasAt = -1;
    private int sourceRow;

    private NetworkLayout(NetworkSpec network, @Nullable TrainingSpec training, int batch) {
        this.shapes = WeightShapes.of(network);
        this.fitting = training != null;
        this.batch = batch;
        shapes.forEach((name, shape) -> places.put(name, taken(shape.size())));
        this.weights = (int) space;
        this.inputs = network.inputs().values().iterator().next().size();
        this.outputs = network.outputShape().size();
        this.targets = training == null
                ? 0
                : training.loss().targets(network.outputShape()).size();
        int gradientsAt = taken(fitting ? weights : 0);
        int inputsAt = taken((long) batch * inputs);
        int targetsAt = taken((long) batch * targets);
        int rowLossesAt = taken(fitting ? batch : 0);
        int partsAt = taken(fitting ? PARTS : 0);
        sourceAt = inputsAt;
        sourceRow = inputs;
        Map<String, Shape> results = network.shapes();
        for (Node node : network.nodes()) {
            if (!(node.layer() instanceof Flatten)) {
                add(node, requireNonNull(results.get(node.inputs().get(0))));
            }
        }
        boolean ofClasses = training != null && training.loss().isOfClasses();
        StepNumbers steps = training == null ? new StepNumbers(0, 0, 0, 0) : StepNumbers.of(training.optimizer());
        double level = training != null && training.loss() instanceof Loss.Quantile quantile ? quantile.level() : 0;
        this.plan = new int[] {
            layers.size(),
            weights,
            inputs,
            targets,
            outputs,
            ofClasses ? network.outputShape().last() : 1,
            training == null ? 0 : number(training.loss()),
            steps.number(),
            batch,
            gradientsAt,
            inputsAt,
            targetsAt,
            rowLossesAt,
            partsAt,
            sourceAt,
            Math.max(sourceDeltasAt, 0),
            sourceRow,
            Math.toIntExact(space),
            Float.floatToIntBits((float) level),
            Float.floatToIntBits((float) steps.first()),
            Float.floatToIntBits((float) steps.second()),
            Float.floatToIntBits((float) steps.epsilon())
        };
    }

    /** Lays out a network that computes {@code batch} rows at a time. */
    static NetworkLayout ofPredicting(NetworkSpec network, int batch) {
        requireChain(network);
        return new NetworkLayout(network, null, batch);
    }

    /**
     * Lays out a network that learns from {@code batch} rows at a time.
     *
     * @throws IllegalArgumentException if the engine cannot fit the network by this plan
     */
    static NetworkLayout ofFitting(NetworkSpec network, TrainingSpec training, int batch) {
        requireChain(network);
        List<Node> nodes = network.nodes();
        for (int i = 0; i < nodes.size(); i++) {
            boolean last = i == nodes.size() - 1;
            if (nodes.get(i).layer() instanceof Dense dense
                    && dense.activation() == Activation.SOFTMAX
                    && !(last && training.loss().isOfClasses())) {
                throw new IllegalArgumentException("the engine cuda fits a softmax only as the last layer, with a"
                        + " categorical cross-entropy; fit the layer "
                        + nodes.get(i).name() + " with another engine");
            }
        }
        if (!training.frozen().isEmpty() || training.metric().isPresent()) {
            throw new IllegalArgumentException("the engine cuda has neither frozen layers nor metrics; leave them out,"
                    + " or choose another engine");
        }
        return new NetworkLayout(network, training, batch);
    }

    private static void requireChain(NetworkSpec network) {
        String previous = network.inputs().keySet().iterator().next();
        boolean chain = network.inputs().size() == 1;
        for (Node node : network.nodes()) {
            chain &= node.inputs().equals(List.of(previous));
            previous = node.name();
            requireKnown(node);
        }
        if (!chain || !previous.equals(network.output())) {
            throw new IllegalArgumentException("the engine cuda runs one layer after another, from one input to one"
                    + " output, but this network branches; choose another engine");
        }
    }

    private static void requireKnown(Node node) {
        LayerSpec layer = node.layer();
        boolean known = layer instanceof Dense
                || layer instanceof Flatten
                || (layer instanceof SimpleRnn rnn && rnn.activation() != Activation.SOFTMAX)
                || (layer instanceof Lstm lstm
                        && lstm.activation() != Activation.SOFTMAX
                        && lstm.recurrentActivation() != Activation.SOFTMAX);
        if (!known) {
            throw new IllegalArgumentException("the engine cuda runs Dense, SimpleRNN, LSTM and Flatten, not the layer "
                    + node.name() + " (" + layer.kind().label() + "); choose another engine");
        }
    }

    private int taken(long numbers) {
        int at = Math.toIntExact(space);
        space += numbers;
        return at;
    }

    private void add(Node node, Shape input) {
        LayerSpec layer = node.layer();
        int in = input.last();
        int positions = input.size() / in;
        if (layer instanceof Dense dense) {
            layer(node, DENSE, dense.activation(), dense.activation(), true, positions, in, dense.units(), dense.l2());
        } else if (layer instanceof SimpleRnn rnn) {
            layer(
                    node,
                    SIMPLE_RNN,
                    rnn.activation(),
                    rnn.activation(),
                    rnn.returnSequences(),
                    positions,
                    in,
                    rnn.units(),
                    0);
        } else if (layer instanceof Lstm lstm) {
            layer(
                    node,
                    LSTM,
                    lstm.activation(),
                    lstm.recurrentActivation(),
                    lstm.returnSequences(),
                    positions,
                    in,
                    lstm.units(),
                    0);
        }
    }

    private void layer(
            Node node,
            int kind,
            Activation activation,
            Activation recurrentActivation,
            boolean allPositions,
            int positions,
            int in,
            int units,
            double l2) {
        int row = positions * units;
        int valuesAt = taken((long) batch * row);
        int deltasAt = taken(fitting ? (long) batch * row : 0);
        int gatesAt = taken(kind == LSTM ? (long) batch * row * LSTM_NUMBERS : 0);
        layers.add(new int[] {
            kind,
            number(activation),
            number(recurrentActivation),
            allPositions ? 1 : 0,
            positions,
            in,
            units,
            place(node, WeightShapes.KERNEL),
            place(node, WeightShapes.RECURRENT_KERNEL),
            place(node, WeightShapes.BIAS),
            valuesAt,
            deltasAt,
            gatesAt,
            sourceAt,
            sourceDeltasAt,
            sourceRow,
            Float.floatToIntBits((float) l2)
        });
        int shown = allPositions ? 0 : row - units;
        sourceAt = valuesAt + shown;
        sourceDeltasAt = fitting ? deltasAt + shown : -1;
        sourceRow = row;
    }

    private int place(Node node, String part) {
        return places.getOrDefault(WeightShapes.name(node.name(), part), -1);
    }

    /** Returns the number in {@code networks.cu}. */
    private static int number(Activation activation) {
        return switch (activation) {
            case LINEAR -> 0;
            case RELU -> 1;
            case TANH -> 2;
            case SIGMOID -> 3;
            case SOFTMAX -> 4;
        };
    }

    /** Returns the number in {@code networks.cu}. */
    private static int number(Loss loss) {
        return switch (loss.kind()) {
            case MSE -> 0;
            case MAE -> 1;
            case QUANTILE -> 2;
            case BINARY_CROSSENTROPY -> 3;
            case CATEGORICAL_CROSSENTROPY -> 4;
            case SPARSE_CATEGORICAL_CROSSENTROPY -> 5;
        };
    }

    /**
     * What the kernels need of an optimiser beside the rate.
     *
     * @param number in {@code networks.cu}
     * @param first 1 − β₁ of Adam, ρ of RMSprop
     * @param second 1 − β₂ of Adam
     */
    private record StepNumbers(int number, double first, double second, double epsilon) {
        static StepNumbers of(OptimizerSpec optimizer) {
            return optimizer.accept(new OptimizerSpec.OptimizerVisitor<StepNumbers>() {
                @Override
                public StepNumbers visit(Sgd sgd) {
                    return new StepNumbers(0, 0, 0, 0);
                }

                @Override
                public StepNumbers visit(RmsProp rmsProp) {
                    return new StepNumbers(1, rmsProp.rho(), 0, rmsProp.epsilon());
                }

                @Override
                public StepNumbers visit(Adam adam) {
                    return new StepNumbers(2, 1 - adam.beta1(), 1 - adam.beta2(), adam.epsilon());
                }

                @Override
                public StepNumbers visit(Ridge ridge) {
                    throw new IllegalArgumentException("the kernels make no steps with " + ridge);
                }
            });
        }
    }

    /** The struct {@code Plan}. */
    int[] plan() {
        return plan;
    }

    /** The structs {@code Layer}, one after another. */
    int[] layers() {
        return layers.stream().flatMapToInt(Arrays::stream).toArray();
    }

    int weights() {
        return weights;
    }

    int inputs() {
        return inputs;
    }

    int targets() {
        return targets;
    }

    int outputs() {
        return outputs;
    }

    /** Returns the number of floats that a block needs. */
    long space() {
        return space;
    }

    /** Writes weights in the order of the network into {@code target} from {@code at} on. */
    void pack(Weights given, float[] target, int at) {
        places.forEach((name, place) -> {
            Tensor tensor = requireNonNull(given.tensors().get(name));
            tensor.copyTo(0, target, at + place, tensor.size());
        });
    }

    Weights unpack(float[] numbers, int at) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        shapes.forEach((name, shape) -> {
            float[] data = new float[shape.size()];
            System.arraycopy(numbers, at + requireNonNull(places.get(name)), data, 0, data.length);
            tensors.put(name, Tensor.owning(shape, data));
        });
        return new Weights(tensors);
    }
}
