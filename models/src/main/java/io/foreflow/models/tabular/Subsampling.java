package io.foreflow.models.tabular;

/**
 * Chooses the pixels of one side of a picture that are read: {@code offset}, {@code offset + step}, and so on.
 *
 * <p>All are read (step 1), unless the side is at least 16 times as long as the input's. Then every k-th is read, with
 * k as large as possible while at least eight remain for each pixel of the input. Bilinear stretching without smoothing
 * uses two of them, so that a value's place moves by less than an eighth of the input's pixel.
 *
 * @param source number of pixels of the side
 * @param step distance from one pixel that is read to the next
 * @param offset the first pixel; in the middle of a step
 */
record Subsampling(int source, int step, int offset) {
    /** Minimum number of remaining pixels for each pixel of the input. */
    static final int KEPT = 8;

    static Subsampling of(int source, int target) {
        int step = (int) Math.max(1, source / ((long) KEPT * target));
        return new Subsampling(source, step, (step - 1) / 2);
    }

    /** Returns the number of pixels that are read. */
    int count() {
        return (source - offset + step - 1) / step;
    }

    /** Returns the place of the centre of pixel {@code i} of {@code target} among the pixels that are read. */
    double place(int i, int target) {
        double at = (i + 0.5) * source / target - 0.5;
        return (at - offset) / step;
    }
}
