package io.foreflow.models.bundle;

import io.foreflow.models.bundle.BundleException.Reason;
import io.foreflow.models.bundle.ModelBundle.ForecastTask;
import io.foreflow.models.bundle.ModelBundle.InferenceTask;
import io.foreflow.models.bundle.ModelBundle.Task;
import io.foreflow.models.engine.Safetensors;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.forecast.FeatureSet;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.WeightShapes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Bundles as files: a zip with exactly two entries, {@code model.json} (what the model is, in words that a person can
 * read) and {@code weights.safetensors} (its numbers), both stored without compression. A bundle is inert: reading one
 * runs no code from it and builds no object that it names, and whatever it claims is checked before it is believed.
 */
public final class Bundles {
    /** The largest bundle that is read, in bytes. */
    public static final int MAX_LENGTH = 512 << 20;

    /** Few weights can ask for any amount of memory when the network runs: so many numbers a layer are enough. */
    private static final int MAX_RESULT = 1 << 24;

    private Bundles() {}

    /**
     * The file's bytes; the same bundle gives the same bytes. A score that is not finite is written as unknown.
     *
     * @throws IllegalArgumentException if the bundle could not be read back, for instance because its weights are not
     *     those of its network, or not finite
     */
    public static byte[] write(ModelBundle bundle) {
        byte[] model =
                ModelJson.write(new ModelJson.Model(bundle.ref(), bundle.network(), bundle.task(), bundle.card()));
        byte[] file = new Archive(model, Safetensors.write(bundle.weights())).toBytes();
        try {
            read(file);
        } catch (BundleException e) {
            throw new IllegalArgumentException("model " + bundle.ref() + " cannot be a bundle: " + e.getMessage(), e);
        }
        return file;
    }

    /**
     * Reads and verifies a bundle. Its weights come in the order of its network.
     *
     * @throws BundleException if it is damaged, foreign, crafted, or of a version that this one does not know
     */
    public static ModelBundle read(byte[] file) {
        if (file.length > MAX_LENGTH) {
            throw new BundleException(
                    Reason.TOO_LARGE, "the bundle has " + file.length + " bytes; at most " + MAX_LENGTH + " are read");
        }
        Archive archive = Archive.read(file);
        ModelJson.Model model = ModelJson.read(archive.model());
        requireFit(model.network(), model.task());
        return new ModelBundle(
                model.ref(), model.network(), weights(archive, model.network()), model.task(), model.card());
    }

    /** The SHA-256 of {@code bytes} in lower-case hexadecimal digits. */
    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The network reads and yields what its task says, and nothing that is too large. */
    private static void requireFit(NetworkSpec network, Task task) {
        if (task instanceof ForecastTask forecast) {
            requireFit(network, forecast);
        } else if (task instanceof InferenceTask inference) {
            try {
                inference.requireFit(network);
            } catch (IllegalArgumentException e) {
                throw new BundleException(
                        Reason.INVALID,
                        "the bundle contradicts itself: " + e.getMessage()
                                + "; train the model again with this Foreflow",
                        e);
            }
        }
        network.inlined().shapes().forEach((name, shape) -> {
            if (shape.size() > MAX_RESULT) {
                throw unfit("has a layer " + name + " that yields " + shape + ", more than " + MAX_RESULT + " numbers");
            }
        });
    }

    /** The network reads what its features give and yields a number for each target step. */
    private static void requireFit(NetworkSpec network, ForecastTask task) {
        FeatureSet features = FeatureSet.find(task.features())
                .orElseThrow(() -> new BundleException(
                        Reason.UNSUPPORTED,
                        "the bundle's model needs features " + task.features() + ", this Foreflow knows "
                                + FeatureSet.labels()
                                + "; use a newer Foreflow, or train the model again with this one"));
        Map<String, Shape> given = features.inputs(task.shape());
        if (!List.copyOf(network.inputs().entrySet()).equals(List.copyOf(given.entrySet()))) {
            throw unfit("reads " + network.inputs() + " where the features " + features.label() + " give " + given);
        }
        Shape asked = features.output(task.shape());
        if (!network.outputShape().equals(asked)) {
            throw unfit("yields " + network.outputShape() + " where the horizon asks for " + asked);
        }
    }

    private static BundleException unfit(String what) {
        return new BundleException(
                Reason.INVALID, "the bundle's network " + what + "; train the model again with this Foreflow");
    }

    private static Weights weights(Archive archive, NetworkSpec network) {
        Weights weights;
        try {
            weights = Safetensors.read(archive.weights());
        } catch (IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()), e);
        }
        Map<String, Tensor> ordered = new LinkedHashMap<>();
        for (Map.Entry<String, Shape> expected : WeightShapes.of(network).entrySet()) {
            Tensor tensor = weights.tensors().get(expected.getKey());
            if (tensor == null) {
                throw invalid("lacks tensor " + expected.getKey() + " of the network", null);
            }
            if (!tensor.shape().equals(expected.getValue())) {
                throw invalid(
                        "has tensor " + expected.getKey() + " of shape " + tensor.shape() + " where the network has "
                                + expected.getValue(),
                        null);
            }
            requireFinite(expected.getKey(), tensor);
            ordered.put(expected.getKey(), tensor);
        }
        for (String name : weights.tensors().keySet()) {
            if (!ordered.containsKey(name)) {
                throw invalid("has tensor " + name + ", which the network does not have", null);
            }
        }
        return new Weights(ordered);
    }

    private static void requireFinite(String name, Tensor tensor) {
        for (int i = 0; i < tensor.size(); i++) {
            if (!Float.isFinite(tensor.at(i))) {
                throw invalid("has tensor " + name + " with a number that is not finite", null);
            }
        }
    }

    private static BundleException invalid(String what, @Nullable Throwable cause) {
        return new BundleException(
                Reason.INVALID,
                "the bundle's " + Archive.WEIGHTS + " " + what + "; train the model again, or publish another version",
                cause);
    }
}
