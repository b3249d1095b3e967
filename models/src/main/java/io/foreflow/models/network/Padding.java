package io.foreflow.models.network;

/** The treatment of the edges of a picture, with TensorFlow's semantics. */
public enum Padding {
    /** Windows lie within the picture: ⌊(size − window) / stride⌋ + 1 places; what is left over at the end is not seen. */
    VALID,
    /**
     * ⌈size / stride⌉ places, for which the picture is surrounded with as many zeros as that needs; of an odd number of rows
     * or columns of zeros the larger half lies at the bottom or right.
     */
    SAME;

    /**
     * Returns the number of places of a window along a side.
     *
     * @throws IllegalArgumentException if it has none
     */
    public int places(int size, int window, int stride) {
        if (this == SAME) {
            return (int) (((long) size + stride - 1) / stride);
        }
        if (window > size) {
            throw new IllegalArgumentException("has windows of " + window + " on a side of " + size);
        }
        return (size - window) / stride + 1;
    }

    /** Returns the number of zeros before a side. */
    public int before(int size, int window, int stride) {
        return around(size, window, stride) / 2;
    }

    /** Returns the number of zeros before and behind a side. */
    public int around(int size, int window, int stride) {
        return this == VALID ? 0 : (int) Math.max(0, (places(size, window, stride) - 1L) * stride + window - size);
    }
}
