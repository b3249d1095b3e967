package io.foreflow.tutorials.fit;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.Engine;
import io.foreflow.models.engine.Predictor;
import io.foreflow.models.engine.Rows;
import io.foreflow.models.engine.Samples;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.network.LayerSpec.Dropout;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.NetworkSpec.Node;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.TrainingSpec;
import io.foreflow.models.network.WeightShapes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A network cut in two where nothing before is fitted: what the base yields for a row, its features, is the same in
 * every
 * epoch, and need be computed only once.
 *
 * @param base from the inputs to the last layer whose result cannot change
 * @param head from there on; its input is named as that layer
 */
public record FrozenBase(NetworkSpec base, NetworkSpec head) {
    /**
     * Returns the largest base there is; empty if nothing with weights can be cut off.
     *
     * @param network without nested networks
     */
    public static Optional<FrozenBase> of(NetworkSpec network, TrainingSpec plan) {
        List<Node> nodes = network.nodes();
        Set<String> weights = WeightShapes.of(network).keySet();
        int still = 0;
        boolean hasWeights = false;
        Optional<FrozenBase> found = Optional.empty();
        while (still < nodes.size() - 1 && isStill(nodes.get(still), weights, plan)) {
            Node last = nodes.get(still++);
            hasWeights |= hasWeights(last, weights);
            if (hasWeights && isOnlyWay(nodes, still)) {
                found = Optional.of(cut(network, still));
            }
        }
        return found;
    }

    private static boolean isStill(Node node, Set<String> weights, TrainingSpec plan) {
        boolean drops = node.layer() instanceof Dropout dropout && dropout.rate() > 0;
        return !drops && (!hasWeights(node, weights) || plan.isFrozen(node.name()));
    }

    private static boolean hasWeights(Node node, Set<String> weights) {
        return weights.stream().anyMatch(name -> name.startsWith(WeightShapes.name(node.name(), "")));
    }

    /** Returns whether the nodes from {@code count} on see the ones before through the last of these alone. */
    private static boolean isOnlyWay(List<Node> nodes, int count) {
        Set<String> after =
                nodes.subList(count, nodes.size()).stream().map(Node::name).collect(Collectors.toSet());
        String last = nodes.get(count - 1).name();
        return nodes.subList(count, nodes.size()).stream()
                .flatMap(node -> node.inputs().stream())
                .allMatch(read -> read.equals(last) || after.contains(read));
    }

    private static FrozenBase cut(NetworkSpec network, int count) {
        List<Node> nodes = network.nodes();
        String last = nodes.get(count - 1).name();
        Shape shape = requireNonNull(network.shapes().get(last));
        return new FrozenBase(
                new NetworkSpec(network.inputs(), nodes.subList(0, count), last),
                new NetworkSpec(Map.of(last, shape), nodes.subList(count, nodes.size()), network.output()));
    }

    /** Returns the plan for the head: of the frozen layers only the head's own. */
    public TrainingSpec plan(TrainingSpec plan) {
        Set<String> frozen = WeightShapes.of(head).keySet().stream()
                .map(name -> name.substring(0, name.indexOf('/')))
                .filter(plan::isFrozen)
                .collect(Collectors.toSet());
        return plan.withFrozen(frozen);
    }

    /** Returns those weights of the whole network that {@code part} has. */
    public static Weights of(NetworkSpec part, Weights whole) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        WeightShapes.of(part)
                .keySet()
                .forEach(
                        name -> tensors.put(name, requireNonNull(whole.tensors().get(name))));
        return new Weights(tensors);
    }

    /**
     * Returns the base's results for the samples' rows, with their targets.
     *
     * @param weights of the whole network
     */
    public Samples features(Engine engine, Weights weights, Samples samples) {
        List<Rows> rows = base.inputs().keySet().stream()
                .map(name -> requireNonNull(samples.inputs().get(name)))
                .toList();
        Shape shape = base.outputShape().batch(samples.rows());
        float[] results = new float[shape.size()];
        try (Predictor predictor = engine.predictor(base, of(base, weights))) {
            predictor.predict(rows, results);
        }
        return new Samples(Map.of(base.output(), Tensor.owning(shape, results)), samples.targets());
    }
}
