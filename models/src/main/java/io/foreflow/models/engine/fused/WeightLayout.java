package io.foreflow.models.engine.fused;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.network.LayerSpec;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.NetworkSpec.Node;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.WeightShapes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The place of each weight of a network in one flat array, filled up with zeros to whole lanes: kernels in {@link Panels},
 * biases and embeddings row by row. Gradients and the optimiser's state lie in arrays of the same layout.
 */
final class WeightLayout {
    /**
     * A weight's place. Its columns stand in {@code gates} blocks, each filled up to {@code gateColumns}.
     *
     * @param panels where it lies; for biases and embeddings only the start counts
     * @param columns of a block, in Keras' layout
     */
    private record WeightPlace(Panels panels, boolean panelled, Shape shape, int gates, int columns, int gateColumns) {
        int index(int row, int column) {
            int place = column / columns * gateColumns + column % columns;
            return panelled ? panels.index(row, place) : panels.at() + row * gates * gateColumns + place;
        }
    }

    /** A kernel whose squares, times {@code factor}, belong to the loss. */
    record Regularised(int at, int size, double factor) {}

    private final Map<String, WeightPlace> places = new LinkedHashMap<>();
    private final List<Regularised> regularised = new ArrayList<>();
    private final int size;
    private final int fittedSize;

    /** @param isFrozen whether a layer's weights stay as they are: these lie behind the others */
    WeightLayout(NetworkSpec network, Kernels kernels, Predicate<String> isFrozen) {
        Map<String, Shape> shapes = WeightShapes.of(network);
        Map<Boolean, List<Node>> nodes =
                network.nodes().stream().collect(Collectors.partitioningBy(node -> isFrozen.test(node.name())));
        fittedSize = place(requireNonNull(nodes.get(false)), false, shapes, kernels, 0);
        size = place(requireNonNull(nodes.get(true)), true, shapes, kernels, fittedSize);
    }

    /** @return where the next weight would lie */
    private int place(List<Node> nodes, boolean frozen, Map<String, Shape> shapes, Kernels kernels, int from) {
        int at = from;
        for (Node node : nodes) {
            LayerSpec layer = node.layer();
            for (String part : List.of(
                    WeightShapes.EMBEDDINGS, WeightShapes.KERNEL, WeightShapes.RECURRENT_KERNEL, WeightShapes.BIAS)) {
                String name = WeightShapes.name(node.name(), part);
                Shape shape = shapes.get(name);
                if (shape == null) {
                    continue;
                }
                int gates = layer.gates();
                int columns = shape.last() / gates;
                int gateColumns = kernels.padded(columns);
                boolean panelled = part.equals(WeightShapes.KERNEL) || part.equals(WeightShapes.RECURRENT_KERNEL);
                int rows = shape.size() / shape.last();
                Panels panels = kernels.panels(at, rows, gates * gateColumns);
                places.put(name, new WeightPlace(panels, panelled, shape, gates, columns, gateColumns));
                if (layer.l2() > 0 && part.equals(WeightShapes.KERNEL) && !frozen) {
                    regularised.add(new Regularised(at, panels.size(), layer.l2()));
                }
                at = Math.addExact(at, Math.multiplyExact(rows, gates * gateColumns));
            }
        }
        return at;
    }

    /** Returns the length of an array of this layout. */
    int size() {
        return size;
    }

    /** Returns the number of fitted weights, which come first. */
    int fittedSize() {
        return fittedSize;
    }

    List<Regularised> regularised() {
        return regularised;
    }

    /** Returns true if the weights in {@code panels} are fitted. */
    boolean isFitted(Panels panels) {
        return panels.at() < fittedSize;
    }

    /** Returns true if a layer has weights. */
    boolean hasAny(String layer) {
        return places.keySet().stream().anyMatch(name -> name.startsWith(WeightShapes.name(layer, "")));
    }

    Panels panels(String layer, String part) {
        return requireNonNull(places.get(WeightShapes.name(layer, part))).panels();
    }

    /** Returns the position of the first number of a weight. */
    int at(String layer, String part) {
        return panels(layer, part).at();
    }

    float[] pack(Weights weights) {
        float[] packed = new float[size];
        places.forEach((name, place) -> {
            Tensor tensor = requireNonNull(weights.tensors().get(name));
            int columns = place.shape().last();
            for (int i = 0; i < tensor.size(); i++) {
                packed[place.index(i / columns, i % columns)] = tensor.at(i);
            }
        });
        return packed;
    }

    /** The weights of {@code network} in {@code packed}, in the order in which a spec has them. */
    Weights unpack(float[] packed, NetworkSpec network) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        WeightShapes.of(network).forEach((name, shape) -> {
            WeightPlace place = requireNonNull(places.get(name));
            int columns = shape.last();
            float[] numbers = new float[shape.size()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = packed[place.index(i / columns, i % columns)];
            }
            tensors.put(name, Tensor.owning(shape, numbers));
        });
        return new Weights(tensors);
    }
}
