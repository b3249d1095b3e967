package io.foreflow.tutorials.pretrained;

import io.foreflow.models.engine.Tensor;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.WeightShapes;
import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.object.message.DataLayout;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Weights as Keras keeps them in HDF5 files {@code .h5}: for each layer a group of its name, and somewhere in it a data
 * set
 * for each weight, called {@code kernel}, {@code kernel:0} or, by the oldest versions, {@code block1_conv1_W_1:0};
 * likewise {@code bias} and {@code block1_conv1_b_1:0}. Their layout is ours.
 *
 * <p>Only what Keras writes is read: float32, neither compressed nor in pieces, no links. So nothing is allocated by
 * what
 * a file claims before the claim was compared with the network.
 */
final class KerasHdf5 implements NamedTensors {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1A, '\n'};
    /** Maximum depth of groups in a layer. */
    private static final int MAX_DEPTH = 4;
    /** Maximum number of data sets in a layer. */
    private static final int MAX_DATASETS = 64;

    private static final Pattern NUMBER = Pattern.compile(":\\d+$");
    private static final Pattern OLD_KERNEL = Pattern.compile(".*_W(_\\d+)?");
    private static final Pattern OLD_BIAS = Pattern.compile(".*_b(_\\d+)?");

    private final HdfFile file;
    private final Map<String, List<Dataset>> byLayer = new HashMap<>();

    private KerasHdf5(HdfFile file) {
        this.file = file;
    }

    /** Returns whether a file begins as an HDF5 file does. */
    static boolean isHdf5(byte[] bytes) {
        return bytes.length >= SIGNATURE.length
                && Arrays.equals(bytes, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length);
    }

    /** @throws RuntimeException if the file is damaged, as any method here */
    static KerasHdf5 of(byte[] bytes) {
        // Reads from memory: there is nothing to close.
        return new KerasHdf5(HdfFile.fromBytes(bytes));
    }

    @Override
    public Optional<Shape> shape(String name) throws IOException {
        Optional<Dataset> found = find(name);
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(Shape.of(found.get().getDimensions()));
    }

    @Override
    public Tensor tensor(String name) throws IOException {
        Dataset dataset = find(name).orElseThrow();
        if (dataset.getDataLayout() == DataLayout.CHUNKED) {
            throw new IOException(name + " is compressed or in pieces; Keras writes it in one piece");
        }
        if (dataset.getJavaType() != float.class || dataset.getDataType().getSize() != Float.BYTES) {
            throw new IOException(name + " holds " + dataset.getJavaType().getSimpleName() + " of "
                    + dataset.getDataType().getSize() + " bytes, not float32");
        }
        if (dataset.getDataFlat() instanceof float[] numbers) {
            return Tensor.owning(Shape.of(dataset.getDimensions()), numbers);
        }
        throw new IOException(name + " has no numbers");
    }

    @Override
    public List<String> layers() {
        return file.getChildren().values().stream()
                .filter(node -> !node.isLink() && node.isGroup())
                .map(Node::getName)
                .sorted()
                .toList();
    }

    private Optional<Dataset> find(String name) throws IOException {
        int slash = name.lastIndexOf('/');
        String layer = name.substring(0, slash);
        String part = name.substring(slash + 1);
        List<Dataset> datasets = byLayer.get(layer);
        if (datasets == null) {
            datasets = new ArrayList<>();
            Node node = file.getChildren().get(layer);
            if (node != null) {
                collect(node, 0, datasets);
            }
            byLayer.put(layer, datasets);
        }
        List<Dataset> found =
                datasets.stream().filter(dataset -> isPart(dataset, part)).toList();
        if (found.size() > 1) {
            throw new IOException("the layer " + layer + " has more than one " + part + ": "
                    + found.get(0).getPath() + " and " + found.get(1).getPath());
        }
        return found.stream().findFirst();
    }

    private static boolean isPart(Dataset dataset, String part) {
        String name = NUMBER.matcher(dataset.getName()).replaceFirst("");
        return name.equals(part)
                || (part.equals(WeightShapes.KERNEL) && OLD_KERNEL.matcher(name).matches())
                || (part.equals(WeightShapes.BIAS) && OLD_BIAS.matcher(name).matches());
    }

    private static void collect(Node node, int depth, List<Dataset> found) throws IOException {
        if (depth > MAX_DEPTH || found.size() > MAX_DATASETS) {
            throw new IOException(
                    "the layer of " + node.getPath() + " holds more groups or data sets than a layer does");
        }
        // A link may lead into another file.
        if (!node.isLink() && node instanceof Group group) {
            for (Node child : group.getChildren().values()) {
                collect(child, depth + 1, found);
            }
        } else if (!node.isLink() && node instanceof Dataset dataset) {
            found.add(dataset);
        }
    }
}
