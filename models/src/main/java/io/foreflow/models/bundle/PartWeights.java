package io.foreflow.models.bundle;

import io.foreflow.models.bundle.BundleException.BundleProblem;
import io.foreflow.models.engine.NamedNetwork;
import io.foreflow.models.engine.Safetensors;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.WeightShapes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The weights of all networks of a model in one file. Tensors of an ensemble are named {@code PART/LAYER/kernel}, those
 * of a single network {@code LAYER/kernel}.
 */
final class PartWeights {
    private static final String SEPARATOR = "/";

    private PartWeights() {}

    static Weights join(TrainedModel bundle) {
        boolean ensemble = TaskJson.kind(bundle.task()).equals(TaskJson.ENSEMBLE);
        Map<String, Tensor> all = new LinkedHashMap<>();
        bundle.networks().forEach(part -> part.weights()
                .tensors()
                .forEach((name, tensor) -> all.put(prefix(part.name(), ensemble) + name, tensor)));
        return new Weights(all);
    }

    /**
     * Returns the networks with their weights, in the order of the networks.
     *
     * @throws BundleException if the weights are not exactly those of the networks, or not finite
     */
    static List<NamedNetwork> split(ByteBuffer file, Map<String, NetworkSpec> networks, boolean ensemble) {
        Weights weights;
        try {
            weights = Safetensors.read(file);
        } catch (IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()), e);
        }
        Set<String> used = new HashSet<>();
        List<NamedNetwork> parts = new ArrayList<>();
        networks.forEach((name, network) -> {
            String prefix = prefix(name, ensemble);
            Map<String, Tensor> ordered = new LinkedHashMap<>();
            WeightShapes.of(network).forEach((tensor, shape) -> {
                ordered.put(tensor, tensor(weights, prefix + tensor, shape));
                used.add(prefix + tensor);
            });
            parts.add(new NamedNetwork(name, network, new Weights(ordered)));
        });
        for (String name : weights.tensors().keySet()) {
            if (!used.contains(name)) {
                throw invalid("has tensor " + name + ", which the network does not have", null);
            }
        }
        return parts;
    }

    private static String prefix(String part, boolean ensemble) {
        return ensemble ? part + SEPARATOR : "";
    }

    private static Tensor tensor(Weights weights, String name, Shape shape) {
        Tensor tensor = weights.tensors().get(name);
        if (tensor == null) {
            throw invalid("lacks tensor " + name + " of the network", null);
        }
        if (!tensor.shape().equals(shape)) {
            throw invalid(
                    "has tensor " + name + " of shape " + tensor.shape() + " where the network has " + shape, null);
        }
        for (int i = 0; i < tensor.size(); i++) {
            if (!Float.isFinite(tensor.at(i))) {
                throw invalid("has tensor " + name + " with a number that is not finite", null);
            }
        }
        return tensor;
    }

    private static BundleException invalid(String what, @Nullable Throwable cause) {
        return new BundleException(
                BundleProblem.INVALID,
                "the bundle's " + Archive.WEIGHTS + " " + what + "; train the model again, or publish another version",
                cause);
    }
}
