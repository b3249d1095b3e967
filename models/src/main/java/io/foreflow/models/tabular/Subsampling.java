package io.foreflow.models.tabular;

/**
 * Which pixels of one side of a picture are read: {@code offset}, {@code offset + step}, and so on.
 *
 * <p>All are (step 1), unless the side is at least 16 times as long as the input's: then every k-th is, with k so large that at
 * least eight stay for each of the input's. Bilinear stretching without smoothing takes two of them, so that a
 * value's place moves by less than an eighth of the input's pixel.
 *
 * @param source pixels of the side
 * @param step from one pixel that is read to the next
 * @param offset the first one; in the middle of a step
 */
record Subsampling(int source, int step, int offset) {
    /** Minimum number of pixels that stay for each of the input's. */
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
