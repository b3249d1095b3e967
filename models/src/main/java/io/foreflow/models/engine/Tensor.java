package io.foreflow.models.engine;

import io.foreflow.models.network.Shape;
import java.util.Arrays;

/**
 * Immutable float32 numbers of one shape, the last dimension running fastest. As {@link Rows}, its first dimension
 * counts them.
 */
public final class Tensor implements Rows {
    private final Shape shape;
    private final float[] data;

    private Tensor(Shape shape, float[] data) {
        if (data.length != shape.size()) {
            throw new IllegalArgumentException(
                    "shape " + shape + " holds " + shape.size() + " numbers, not " + data.length);
        }
        this.shape = shape;
        this.data = data;
    }

    /** Copies {@code data}. */
    public static Tensor of(Shape shape, float... data) {
        return new Tensor(shape, data.clone());
    }

    /** Takes {@code data} over without a copy: the caller must not keep it. */
    public static Tensor owning(Shape shape, float[] data) {
        return new Tensor(shape, data);
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public int rows() {
        return shape.at(0);
    }

    @Override
    public Shape rowShape() {
        int[] dimensions = shape.toArray();
        return Shape.of(Arrays.copyOfRange(dimensions, 1, dimensions.length));
    }

    @Override
    public void copyRow(int row, float[] target, int to) {
        int size = data.length / rows();
        System.arraycopy(data, row * size, target, to, size);
    }

    /**
     * The same numbers as rows of another shape; not a copy.
     *
     * @throws IllegalArgumentException if a row of that shape holds more or fewer numbers
     */
    public Tensor reshaped(Shape row) {
        return row.equals(rowShape()) ? this : new Tensor(row.batch(rows()), data);
    }

    public int size() {
        return data.length;
    }

    /** The i-th number in storage order. */
    public float at(int i) {
        return data[i];
    }

    /** A fresh copy in storage order. */
    public float[] toArray() {
        return data.clone();
    }

    /** Copies {@code length} numbers from {@code from} on into {@code target} at {@code to}. */
    public void copyTo(int from, float[] target, int to, int length) {
        System.arraycopy(data, from, target, to, length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tensor that && shape.equals(that.shape) && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return 31 * shape.hashCode() + Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        return "Tensor" + shape;
    }
}
