package io.foreflow.tutorials.dataset;

import io.foreflow.training.data.DatasetException;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Handwritten digits, grey, 28 × 28, 0 = paper to 255 = ink, from files in the IDX format of Y. LeCun's MNIST page,
 * plain
 * or gzip.
 *
 * @param train 60,000 digits
 * @param test 10,000 digits of other writers
 */
public record Mnist(BytePictures train, BytePictures test) {
    /** The digits. */
    public static final List<String> LABELS =
            IntStream.range(0, 10).mapToObj(Integer::toString).toList();

    private static final int BYTES_OF_ONE_DIMENSION = 0x0801;
    private static final int BYTES_OF_THREE_DIMENSIONS = 0x0803;
    private static final int LARGEST_SIDE = 1 << 12;

    /**
     * Reads {@code train-images-idx3-ubyte.gz}, {@code train-labels-idx1-ubyte.gz}, {@code t10k-images-idx3-ubyte.gz}
     * and
     * {@code t10k-labels-idx1-ubyte.gz}.
     *
     * @param folder in which they lie
     * @throws DatasetException if one is missing or holds something else
     */
    public static Mnist read(Path folder) throws IOException {
        return new Mnist(
                read(folder.resolve("train-images-idx3-ubyte.gz"), folder.resolve("train-labels-idx1-ubyte.gz")),
                read(folder.resolve("t10k-images-idx3-ubyte.gz"), folder.resolve("t10k-labels-idx1-ubyte.gz")));
    }

    private static BytePictures read(Path images, Path labels) throws IOException {
        try (DataInputStream in = new DataInputStream(DataFiles.open(images))) {
            int count = header(in, images, BYTES_OF_THREE_DIMENSIONS);
            int height = in.readInt();
            int width = in.readInt();
            if (height < 1 || width < 1 || height > LARGEST_SIDE || width > LARGEST_SIDE) {
                throw new DatasetException(images + " claims pictures of " + height + " x " + width);
            }
            byte[] pixels = bytes(in, images, (long) count * height * width);
            byte[] classes = labels(labels);
            if (classes.length != count) {
                throw new DatasetException(
                        labels + " holds " + classes.length + " labels for " + count + " pictures in " + images);
            }
            return BytePictures.owning(height, width, 1, LABELS, pixels, classes);
        } catch (IllegalArgumentException e) {
            throw new DatasetException(labels + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw DataFiles.unreadable(images, e);
        }
    }

    private static byte[] labels(Path file) throws IOException {
        try (DataInputStream in = new DataInputStream(DataFiles.open(file))) {
            return bytes(in, file, header(in, file, BYTES_OF_ONE_DIMENSION));
        } catch (IOException e) {
            throw DataFiles.unreadable(file, e);
        }
    }

    /** Reads the number of items. */
    private static int header(DataInputStream in, Path file, int kind) throws IOException {
        int found = in.readInt();
        if (found != kind) {
            throw new DatasetException(
                    String.format("%s begins with %08x, not with %08x as its kind of IDX file", file, found, kind));
        }
        int count = in.readInt();
        if (count < 0) {
            throw new DatasetException(file + " claims " + count + " items");
        }
        return count;
    }

    /** Reads exactly {@code length} bytes, and then the end; a false claim takes no memory. */
    private static byte[] bytes(DataInputStream in, Path file, long length) throws IOException {
        if (length > Integer.MAX_VALUE - 8) {
            throw new DatasetException(file + " claims " + length + " bytes, too many to hold");
        }
        byte[] bytes = in.readNBytes((int) length);
        if (bytes.length < length) {
            throw new DatasetException(file + " ends after " + bytes.length + " of " + length + " bytes");
        }
        if (in.read() >= 0) {
            throw new DatasetException(file + " goes on after its " + length + " bytes");
        }
        return bytes;
    }
}
