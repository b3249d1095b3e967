package io.foreflow.models.bundle;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.bundle.BundleException.BundleProblem;
import io.foreflow.models.engine.NamedNetwork;
import io.foreflow.models.engine.Safetensors;
import io.foreflow.models.forecast.FeatureSet;
import io.foreflow.models.model.ForecastTask;
import io.foreflow.models.model.InferenceTask;
import io.foreflow.models.model.Member;
import io.foreflow.models.model.ModelTask;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.Shape;
import io.foreflow.models.series.WindowShape;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes and reads bundles: a zip with the entries {@code model.json} (the description of the model, readable for
 * people), {@code weights.safetensors} (its numbers) and, if a forecaster has first intervals,
 * {@code intervals.safetensors}, all stored without compression. A bundle is inert: reading one runs no code from it
 * and builds no object that it names, and every claim is verified.
 */
public final class Bundles {
    /** Maximum size of a bundle, in bytes. */
    public static final int MAX_LENGTH = 512 << 20;

    /**
     * Maximum number of numbers that a layer yields. Without it, a few weights could demand any amount of memory when
     * the network runs.
     */
    private static final int MAX_RESULT = 1 << 24;

    private Bundles() {}

    /**
     * Returns the file's bytes; the same bundle gives the same bytes. A score that is not finite is written as unknown.
     *
     * @throws IllegalArgumentException if the bundle could not be read back, for instance because its weights are not
     *     those of its network, or not finite
     */
    public static byte[] write(TrainedModel bundle) {
        byte[] file = new Archive(
                        ModelJson.write(bundle),
                        Safetensors.write(PartWeights.join(bundle)),
                        StartNumbers.write(bundle.task()))
                .toBytes();
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
     * @throws BundleException if it is damaged, foreign, crafted, or of an unknown version
     */
    public static TrainedModel read(byte[] file) {
        return read(ByteBuffer.wrap(file));
    }

    /**
     * Reads and verifies a bundle that lies between the position and the limit of {@code file}, for instance of a file
     * that is mapped into memory. Nothing of the result refers to {@code file}.
     *
     * @throws BundleException as above
     */
    public static TrainedModel read(ByteBuffer file) {
        if (file.remaining() > MAX_LENGTH) {
            throw new BundleException(
                    BundleProblem.TOO_LARGE,
                    "the bundle has " + file.remaining() + " bytes; at most " + MAX_LENGTH + " are read");
        }
        Archive archive = Archive.read(file);
        ModelJson.ModelDescription model = ModelJson.read(archive.model());
        requireFit(model);
        List<NamedNetwork> parts = PartWeights.split(archive.weightsView(), model.networks(), isEnsemble(model.task()));
        ModelTask task = StartNumbers.read(archive.intervals(), model);
        return new TrainedModel(model.ref(), parts, task, model.card());
    }

    private static boolean isEnsemble(ModelTask task) {
        return task instanceof ForecastTask forecast && !forecast.isSingle();
    }

    /** Returns the SHA-256 of {@code bytes} in lower-case hexadecimal digits. */
    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Checks that the networks' inputs and results fit the task, and that no layer yields too much. */
    private static void requireFit(ModelJson.ModelDescription model) {
        if (model.task() instanceof ForecastTask forecast) {
            requireFit(model.networks(), forecast);
        } else if (model.task() instanceof InferenceTask inference) {
            try {
                inference.requireFit(requireNonNull(model.networks().get(NamedNetwork.ONLY)));
            } catch (IllegalArgumentException e) {
                throw new BundleException(
                        BundleProblem.INVALID,
                        "the bundle contradicts itself: " + e.getMessage()
                                + "; train the model again with this Foreflow",
                        e);
            }
        }
        model.networks().values().forEach(network -> network.inlined().shapes().forEach((name, shape) -> {
            if (shape.size() > MAX_RESULT) {
                throw unfit("has a layer " + name + " that yields " + shape + ", more than " + MAX_RESULT + " numbers");
            }
        }));
    }

    private static void requireFit(Map<String, NetworkSpec> networks, ForecastTask task) {
        Set<String> used = new HashSet<>();
        for (Member member : task.members()) {
            for (String part : member.networks()) {
                NetworkSpec network = networks.get(part);
                if (network == null) {
                    throw new BundleException(
                            BundleProblem.INVALID,
                            "the bundle's member " + member.name() + " needs a network " + part
                                    + ", which is missing; train the model again with this Foreflow");
                }
                used.add(part);
                requireFit(network, task.shape(), member);
            }
        }
        networks.keySet().stream()
                .filter(name -> !used.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw unfit(name + " belongs to no member");
                });
    }

    /** Checks that the network reads the inputs of its features and yields a number for each target step. */
    private static void requireFit(NetworkSpec network, WindowShape shape, Member member) {
        FeatureSet features = FeatureSet.find(member.features())
                .orElseThrow(() -> new BundleException(
                        BundleProblem.UNSUPPORTED,
                        "the bundle's model needs features " + member.features() + ", this Foreflow knows "
                                + FeatureSet.labels()
                                + "; use a newer Foreflow, or train the model again with this one"));
        if (!member.covariates().isEmpty() && !features.readsCovariates()) {
            throw unfit("has covariates, which the features " + features.label() + " cannot hold");
        }
        Map<String, Shape> given = features.inputs(shape, member.covariates());
        if (!List.copyOf(network.inputs().entrySet()).equals(List.copyOf(given.entrySet()))) {
            throw unfit("reads " + network.inputs() + " where the features " + features.label() + " give " + given);
        }
        Shape needed = features.output(shape);
        if (!network.outputShape().equals(needed)) {
            throw unfit("yields " + network.outputShape() + " where the horizon needs " + needed);
        }
    }

    private static BundleException unfit(String what) {
        return new BundleException(
                BundleProblem.INVALID, "the bundle's network " + what + "; train the model again with this Foreflow");
    }
}
