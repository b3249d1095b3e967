package io.foreflow.tutorials.dataset;

import java.util.List;

/** Pictures in memory, a byte a value: 60,000 pictures of 28 × 28 take 47 MB. Immutable. */
public final class BytePictures implements LabelledPictures {
    private final int height;
    private final int width;
    private final int channels;
    private final List<String> classes;
    private final byte[] pixels;
    private final byte[] labels;

    private BytePictures(int height, int width, int channels, List<String> classes, byte[] pixels, byte[] labels) {
        this.height = height;
        this.width = width;
        this.channels = channels;
        this.classes = List.copyOf(classes);
        this.pixels = pixels;
        this.labels = labels;
    }

    /**
     * Takes the arrays over without a copy: the caller must not keep them.
     *
     * @param pixels [pictures, height, width, channels], unsigned
     * @param labels [pictures], places in {@code classes}, which are at most 128
     * @throws IllegalArgumentException if the sizes do not fit or a label is none
     */
    static BytePictures owning(
            int height, int width, int channels, List<String> classes, byte[] pixels, byte[] labels) {
        if (pixels.length != (long) labels.length * height * width * channels) {
            throw new IllegalArgumentException(pixels.length + " bytes for " + labels.length + " pictures of " + height
                    + " x " + width + " x " + channels);
        }
        for (byte label : labels) {
            if (label < 0 || label >= classes.size()) {
                throw new IllegalArgumentException("the label " + label + " is not in 0 to " + (classes.size() - 1));
            }
        }
        return new BytePictures(height, width, channels, classes, pixels, labels);
    }

    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public int height() {
        return height;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int channels() {
        return channels;
    }

    @Override
    public List<String> classes() {
        return classes;
    }

    @Override
    public int label(int row) {
        return labels[row];
    }

    @Override
    public void copy(int row, float[] target, int to) {
        int size = height * width * channels;
        int from = row * size;
        for (int i = 0; i < size; i++) {
            target[to + i] = pixels[from + i] & 0xFF;
        }
    }

    /** Returns for instance {@code BytePictures[60000 of 28 x 28 x 1]}. */
    @Override
    public String toString() {
        return "BytePictures[" + size() + " of " + height + " x " + width + " x " + channels + "]";
    }
}
