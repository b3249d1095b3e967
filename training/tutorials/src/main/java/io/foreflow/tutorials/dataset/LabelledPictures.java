package io.foreflow.tutorials.dataset;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Pictures of one size, (height, width, channels), each with the number of its class. Never all in memory as floats.
 */
public interface LabelledPictures {
    /** Returns the number of pictures. */
    int size();

    int height();

    int width();

    /** Returns 1 for grey, 3 for red, green and blue. */
    int channels();

    /** Returns the classes' names; a label is a place in this list. */
    List<String> classes();

    /** Returns the class of a picture, from 0. */
    int label(int row);

    /**
     * Writes one picture, (height, width, channels) with the channels running fastest, values from 0 to 255, into
     * {@code target}
     * from {@code to} on.
     *
     * @throws java.io.UncheckedIOException if it is read only now and cannot be
     */
    void copy(int row, float[] target, int to);

    /** Returns these pictures, in this order; one may be taken more than once. */
    default LabelledPictures select(int... rows) {
        return new SelectedPictures(List.of(this), new int[rows.length], rows.clone());
    }

    /** Returns these pictures and then others of the same size and classes. */
    default LabelledPictures and(LabelledPictures others) {
        int[] parts = new int[size() + others.size()];
        Arrays.fill(parts, size(), parts.length, 1);
        int[] rows = IntStream.concat(IntStream.range(0, size()), IntStream.range(0, others.size()))
                .toArray();
        return new SelectedPictures(List.of(this, others), parts, rows);
    }
}
