package io.foreflow.models.engine.fused;

import io.foreflow.models.network.LayerSpec.MaxPooling2d;
import io.foreflow.models.network.Shape;
import java.util.Arrays;

/** The largest number of each window; of several, the first one gets the gradient. */
final class MaxPooling2dLayer extends FusedLayer {
    private final Kernels kernels;
    private final MaxPooling2d pooling;
    private final LayerValues in;
    private final LayerValues out;
    private final int width;
    private final int placesAcross;

    /** True if a pixel's channels are whole vectors. */
    private final boolean isFilledUp;

    /** Gradients of one place that no number has taken yet. */
    private final float[] left;

    private boolean begins;

    /**
     * @param picture the shape of a row of {@code in}
     * @param result the shape of a row of {@code out}
     */
    MaxPooling2dLayer(
            MaxPooling2d pooling, Shape picture, Shape result, LayerValues in, LayerValues out, Kernels kernels) {
        this.kernels = kernels;
        this.pooling = pooling;
        this.in = in;
        this.out = out;
        this.width = picture.at(1);
        this.placesAcross = result.at(1);
        this.isFilledUp = in.stride() == out.stride();
        this.left = new float[out.stride()];
    }

    @Override
    void forward(int rows, long step) {
        float[] numbers = in.numbers();
        float[] results = out.numbers();
        for (int place = 0; place < rows * out.positions(); place++) {
            int first = in.at() + first(place);
            int to = place * out.stride();
            System.arraycopy(numbers, first, results, to, in.stride());
            for (int y = 0; y < pooling.pool().height(); y++) {
                for (int x = y == 0 ? 1 : 0; x < pooling.pool().width(); x++) {
                    int at = first + (y * width + x) * in.stride();
                    if (isFilledUp) {
                        kernels.maximum(numbers, at, results, to, out.stride());
                    } else {
                        for (int i = 0; i < in.features(); i++) {
                            results[to + i] = numbers[at + i] > results[to + i] ? numbers[at + i] : results[to + i];
                        }
                    }
                }
            }
        }
    }

    /** Returns the first pixel of the window of a place. */
    private int first(int place) {
        int within = place % out.positions();
        int y = within / placesAcross * pooling.strides().height();
        int x = within % placesAcross * pooling.strides().width();
        return place / out.positions() * in.rowSize() + (y * width + x) * in.stride();
    }

    @Override
    void layOutBackward() {
        begins = in.deltas() != null && in.beginsDeltas();
    }

    @Override
    void backward(int rows, long step) {
        float[] deltas = out.deltas();
        float[] inDeltas = in.deltas();
        if (deltas == null || inDeltas == null) {
            return;
        }
        if (begins) {
            Arrays.fill(inDeltas, 0, rows * in.rowSize(), 0);
        }
        for (int place = 0; place < rows * out.positions(); place++) {
            int first = first(place);
            int from = place * out.stride();
            System.arraycopy(deltas, from, left, 0, left.length);
            for (int y = 0; y < pooling.pool().height(); y++) {
                for (int x = 0; x < pooling.pool().width(); x++) {
                    int at = first + (y * width + x) * in.stride();
                    kernels.toMaximum(in.numbers(), in.at() + at, out.numbers(), from, left, inDeltas, at, left.length);
                }
            }
        }
    }
}
