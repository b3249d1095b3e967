package io.foreflow.models.engine.fused;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.IndexLists;
import io.foreflow.models.engine.Rows;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.engine.fused.LayerFactory.LayerPlace;
import io.foreflow.models.network.LayerSpec;
import io.foreflow.models.network.LayerSpec.BgrMeans;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.LayerSpec.Dropout;
import io.foreflow.models.network.LayerSpec.Flatten;
import io.foreflow.models.network.LayerSpec.Rescaling;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.NetworkSpec.Node;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.TrainingSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A network laid out in memory: its weights in one array, arrays for what each layer yields for up to {@code capacity}
 * rows, and the layers in order. Made once; then passes allocate nothing. Confined to one thread.
 */
final class Program {
    private static final int ROWS_AT_ONCE = 32;
    private static final int NUMBERS_AT_ONCE = 1 << 20;

    private final State state;
    private final int capacity;
    private final Map<String, LayerValues> values = new LinkedHashMap<>();
    private final LayerValues[] inputs;
    /** True for each input that may be bound to lists: only dense layers read it. */
    private final boolean[] takesLists;
    /** The arrays into which rows are gathered; made when first needed. */
    private final float[][] gathered;

    private final LayerValues output;
    private final FusedLayer[] layers;
    /** Those that have something to learn, or stand behind something that has. */
    private final FusedLayer[] learners;

    private final Map<String, FusedLayer> byName = new HashMap<>();
    private final Set<FusedLayer> learning = new HashSet<>();

    /**
     * @param capacity rows at once, at most
     * @param plan of the fit; null: for predicting only
     */
    Program(NetworkSpec network, Weights weights, Kernels kernels, int capacity, @Nullable TrainingSpec plan) {
        this(
                network,
                state(network, weights, kernels, name -> plan != null && plan.isFrozen(name), plan != null),
                capacity,
                plan,
                false);
    }

    private Program(
            NetworkSpec network, State state, int capacity, @Nullable TrainingSpec plan, boolean derivesInputs) {
        Kernels kernels = state.kernels;
        boolean fitting = plan != null || derivesInputs;
        this.state = state;
        this.capacity = capacity;
        Map<String, Shape> shapes = network.shapes();
        network.inputs().forEach((name, shape) -> {
            LayerValues input = new LayerValues(shape, derivesInputs ? kernels.padded(shape.last()) : shape.last());
            if (derivesInputs) {
                input.allocate(capacity, true);
            }
            values.put(name, input);
        });
        this.inputs = values.values().toArray(LayerValues[]::new);
        List<FusedLayer> made = new ArrayList<>();
        for (Node node : network.nodes()) {
            Shape in = requireNonNull(shapes.get(node.inputs().get(0)));
            add(made, node, in, requireNonNull(shapes.get(node.name())), plan, fitting);
        }
        this.layers = made.toArray(FusedLayer[]::new);
        this.output = requireNonNull(values.get(network.output()));
        this.gathered = new float[inputs.length][0];
        this.takesLists = new boolean[inputs.length];
        int i = 0;
        for (String input : network.inputs().keySet()) {
            takesLists[i++] = network.nodes().stream()
                    .filter(node -> node.inputs().contains(input))
                    .allMatch(node -> node.layer() instanceof Dense);
        }
        this.learners = made.stream().filter(learning::contains).toArray(FusedLayer[]::new);
        for (int layer = learners.length - 1; layer >= 0; layer--) {
            learners[layer].layOutBackward();
        }
    }

    /**
     * For the way back to the inputs, which have room of their own, filled up as everything else; no weight is fitted and
     * nothing is dropped.
     */
    static Program derivingInputs(NetworkSpec network, Weights weights, Kernels kernels, int capacity) {
        return new Program(network, state(network, weights, kernels, name -> true, true), capacity, null, true);
    }

    /** The same network with the same weights for up to {@code rows} rows, for predicting only. */
    Program sharingWeights(NetworkSpec network, int rows) {
        return new Program(network, state, rows, null, false);
    }

    /** The same network with the same weights for other rows, with gradients of its own. */
    Program sharingWeights(NetworkSpec network, int rows, TrainingSpec plan) {
        return new Program(network, new State(state), rows, plan, false);
    }

    private static State state(
            NetworkSpec network, Weights weights, Kernels kernels, Predicate<String> isFrozen, boolean fitting) {
        WeightLayout parameters = new WeightLayout(network, kernels, isFrozen);
        return new State(kernels, parameters, parameters.pack(weights), fitting);
    }

    /** Returns the number of rows whose values in all layers stay in the processor's cache: few large ones. */
    static int rowsAtOnce(NetworkSpec network) {
        long numbers = network.shapes().values().stream().mapToLong(Shape::size).sum();
        return (int) Math.max(1, Math.min(ROWS_AT_ONCE, NUMBERS_AT_ONCE / numbers));
    }

    private void add(
            List<FusedLayer> made,
            Node node,
            Shape inShape,
            Shape shape,
            @Nullable TrainingSpec plan,
            boolean fitting) {
        LayerSpec layer = node.layer();
        String name = node.name();
        List<LayerValues> read = node.inputs().stream()
                .map(input -> requireNonNull(values.get(input)))
                .toList();
        LayerValues in = read.get(0);
        if ((layer instanceof Flatten && in.isDense()) || (layer instanceof Dropout && plan == null)) {
            values.put(name, layer instanceof Flatten ? in.flat() : in);
            return;
        }
        boolean learns = (plan != null && state.parameters.hasAny(name) && !plan.isFrozen(name))
                || read.stream().anyMatch(part -> part.deltas() != null);
        // Pictures have few colours: filled up they would take several times the room, and only products read them.
        boolean fillsUp = learns || !(layer instanceof Rescaling || layer instanceof BgrMeans);
        LayerValues out = new LayerValues(shape, fillsUp ? state.kernels.padded(shape.last()) : shape.last());
        out.allocate(capacity, learns);
        values.put(name, out);
        FusedLayer result = layer.accept(
                new LayerFactory(new LayerPlace(name, read, inShape, out, shape), state, capacity, plan, fitting));
        made.add(result);
        if (learns) {
            learning.add(result);
        }
        byName.put(name, result);
    }

    State state() {
        return state;
    }

    int capacity() {
        return capacity;
    }

    /**
     * Takes rows into input {@code i}: those that stand in {@code order} from {@code from} on, or without an order the
     * rows themselves from there on. Lists stay lists where only dense layers read them.
     */
    void gather(int i, Rows rows, int @Nullable [] order, int from, int count) {
        LayerValues input = inputs[i];
        if (takesLists[i] && rows instanceof IndexLists lists) {
            input.bind(lists, order, from);
            return;
        }
        float[] own = gathered[i];
        if (own.length == 0) {
            own = new float[Math.multiplyExact(capacity, input.rowSize())];
            gathered[i] = own;
        }
        for (int row = 0; row < count; row++) {
            rows.copyRow(order == null ? from + row : order[from + row], own, row * input.rowSize());
        }
        input.bind(own, 0);
    }

    /** Returns input {@code i} in the order of the spec. It must be bound before a pass. */
    LayerValues input(int i) {
        return inputs[i];
    }

    LayerValues output() {
        return output;
    }

    /** The dense layer that yields the network's output. */
    DenseLayer outputLayer(NetworkSpec network) {
        return (DenseLayer) requireNonNull(byName.get(network.output()));
    }

    /** @param step of the fit, from 0, or {@link FusedLayer#PREDICTING} */
    void forward(int rows, long step) {
        for (FusedLayer layer : layers) {
            layer.forward(rows, step);
        }
    }

    /** Computes the gradients of the weights from the deltas of the output. */
    void backward(int rows, long step) {
        for (int i = learners.length - 1; i >= 0; i--) {
            learners[i].backward(rows, step);
        }
    }
}
