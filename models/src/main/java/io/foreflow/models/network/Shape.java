package io.foreflow.models.network;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The size of a tensor in each dimension, outermost first, without the batch unless said otherwise. Each at least 1. */
public final class Shape {
    private final int[] dimensions;

    private Shape(int[] dimensions) {
        for (int dimension : dimensions) {
            if (dimension < 1) {
                throw new IllegalArgumentException(
                        "shape " + Arrays.toString(dimensions) + " must have dimensions of at least 1");
            }
        }
        long size = 1;
        for (int dimension : dimensions) {
            size *= dimension;
            if (size > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        "shape " + Arrays.toString(dimensions) + " holds more than " + Integer.MAX_VALUE + " numbers");
            }
        }
        this.dimensions = dimensions;
    }

    public static Shape of(int... dimensions) {
        return new Shape(dimensions.clone());
    }

    public static Shape of(List<Integer> dimensions) {
        return new Shape(dimensions.stream().mapToInt(Integer::intValue).toArray());
    }

    public int rank() {
        return dimensions.length;
    }

    public int at(int i) {
        return dimensions[i];
    }

    /** The last dimension: features or units. */
    public int last() {
        return dimensions[dimensions.length - 1];
    }

    /** Returns the number of numbers that a tensor of this shape holds. */
    public int size() {
        int size = 1;
        for (int dimension : dimensions) {
            size *= dimension;
        }
        return size;
    }

    /** This shape for {@code rows} rows: one more, outermost dimension. */
    public Shape batch(int rows) {
        int[] batched = new int[dimensions.length + 1];
        batched[0] = rows;
        System.arraycopy(dimensions, 0, batched, 1, dimensions.length);
        return new Shape(batched);
    }

    public int[] toArray() {
        return dimensions.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape that && Arrays.equals(dimensions, that.dimensions);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dimensions);
    }

    /** Returns a text such as {@code (6, 1)}; for one dimension {@code (6,)}, as Keras writes it. */
    @Override
    public String toString() {
        return Arrays.stream(dimensions)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(", ", "(", dimensions.length == 1 ? ",)" : ")"));
    }
}
