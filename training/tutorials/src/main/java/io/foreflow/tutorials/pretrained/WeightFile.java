package io.foreflow.tutorials.pretrained;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.Safetensors;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.network.Shape;
import io.foreflow.training.data.DatasetException;
import io.foreflow.tutorials.dataset.Checksum;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A file of weights: HDF5 as Keras' {@code save_weights} wrote it for files {@code .h5} (a group a layer, see {@link
 * KerasHdf5}), or {@code .safetensors} with this project's names ({@code block1_conv1/kernel}).
 *
 * @param tensors exactly those that were wanted, in that order
 * @param sha256 of the file, in lower-case hexadecimal digits
 */
public record WeightFile(Weights tensors, String sha256) {
    private static final String SAFETENSORS = ".safetensors";
    /** Bytes that a file may hold besides the numbers that are wanted: names, attributes, further layers. */
    private static final long SLACK = 64L << 20;

    private static final int TOLD = 3;

    /**
     * Reads those of a file's tensors that a network needs; what else is in it is left alone. The file is read once, so
     * that the digest is that of the numbers.
     *
     * @param wanted shapes by name, in our layout, which is Keras'
     * @param sha256 that the file must have; empty: any
     * @throws java.nio.file.NoSuchFileException if it is not there
     * @throws DatasetException in one line that names the file, if it is too large, has another digest, is damaged, or
     *     lacks a tensor of the right shape
     */
    public static WeightFile read(Path file, Map<String, Shape> wanted, Optional<String> sha256) throws IOException {
        byte[] bytes = bytes(file, wanted);
        MessageDigest digest = Checksum.sha256Digest();
        digest.update(bytes);
        String found = Checksum.of(digest).hex();
        if (sha256.isPresent() && !sha256.get().toLowerCase(Locale.ROOT).equals(found)) {
            throw new DatasetException(file + " has the SHA-256 " + found + ", not " + sha256.get()
                    + ": it is another file, or its transfer broke; fetch it again");
        }
        try {
            return new WeightFile(pick(file, open(file, bytes), wanted), found);
        } catch (DatasetException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new DatasetException(file + " cannot be read: " + printable(String.valueOf(e.getMessage())), e);
        } catch (StackOverflowError e) {
            // A crafted file of which a part claims to lie in itself.
            throw new DatasetException(file + " cannot be read: its parts lie in each other", e);
        }
    }

    private static byte[] bytes(Path file, Map<String, Shape> wanted) throws IOException {
        long numbers = wanted.values().stream().mapToLong(Shape::size).sum();
        long most = Math.min(Integer.MAX_VALUE - 8L, SLACK + Float.BYTES * numbers);
        try (InputStream stream = Files.newInputStream(file)) {
            long size = Files.size(file);
            byte[] bytes = size > most ? new byte[0] : stream.readNBytes((int) most);
            if (size > most || stream.read() >= 0) {
                throw new DatasetException(String.format(
                        Locale.ROOT,
                        "%s has %,d bytes, of which the network needs %,d: it holds another network's weights",
                        file,
                        size,
                        Float.BYTES * numbers));
            }
            return bytes;
        }
    }

    private static NamedTensors open(Path file, byte[] bytes) throws IOException {
        if (requireNonNull(file.getFileName())
                .toString()
                .toLowerCase(Locale.ROOT)
                .endsWith(SAFETENSORS)) {
            return new SafetensorsFile(Safetensors.read(bytes));
        }
        if (!KerasHdf5.isHdf5(bytes)) {
            throw new DatasetException(
                    file + " is no HDF5 file; weights are in files .h5 that Keras wrote, or in .safetensors");
        }
        return KerasHdf5.of(bytes);
    }

    private static Weights pick(Path file, NamedTensors there, Map<String, Shape> wanted) throws IOException {
        List<String> problems = new ArrayList<>();
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Map.Entry<String, Shape> each : wanted.entrySet()) {
            Optional<Shape> shape = there.shape(each.getKey());
            if (shape.isEmpty()) {
                problems.add("lacks " + each.getKey() + " " + each.getValue());
            } else if (!shape.get().equals(each.getValue())) {
                problems.add("has " + each.getKey() + " of shape " + shape.get() + " where the network needs "
                        + each.getValue());
            } else if (problems.isEmpty()) {
                tensors.put(each.getKey(), there.tensor(each.getKey()));
            }
        }
        if (!problems.isEmpty()) {
            throw new DatasetException(file + " does not fit the network: it " + shortened(problems, "; ")
                    + " (layers in the file: " + printable(shortened(there.layers(), ", ")) + ")");
        }
        return new Weights(tensors);
    }

    private static String shortened(List<String> all, String separator) {
        String shown = all.stream().limit(TOLD).collect(Collectors.joining(separator));
        return all.size() > TOLD ? shown + separator + "and " + (all.size() - TOLD) + " more" : shown;
    }

    /** Replaces characters of a file that do not fit into one line. */
    private static String printable(String text) {
        return text.replaceAll("[^\\p{Print}]", "?");
    }

    /** A file whose names are ours. */
    private record SafetensorsFile(Weights weights) implements NamedTensors {
        @Override
        public Optional<Shape> shape(String name) {
            return Optional.ofNullable(weights.tensors().get(name)).map(Tensor::shape);
        }

        @Override
        public Tensor tensor(String name) {
            return requireNonNull(weights.tensors().get(name));
        }

        @Override
        public List<String> layers() {
            return weights.tensors().keySet().stream()
                    .map(name -> name.substring(0, Math.max(0, name.indexOf('/'))))
                    .distinct()
                    .toList();
        }
    }
}
