package io.foreflow.models.engine.fused;

import io.foreflow.models.engine.DropoutMask;

/** Multiplies with the mask of the step; while predicting it lets everything through. */
final class DropoutLayer extends FusedLayer {
    private final LayerValues in;
    private final LayerValues out;
    private final double rate;
    private final float scale;
    private final long layerKey;
    private final State state;
    private boolean begins;

    /** @param seed of the training plan */
    DropoutLayer(String name, double rate, LayerValues in, LayerValues out, long seed, State state) {
        this.in = in;
        this.out = out;
        this.rate = rate;
        this.scale = (float) (1 / (1 - rate));
        this.state = state;
        this.layerKey = DropoutMask.key(seed, name);
    }

    @Override
    void forward(int rows, long step) {
        float[] from = in.numbers();
        float[] to = out.numbers();
        int features = in.features();
        long first = (long) state.firstRow * in.positions() * features;
        for (int run = 0; run < rows * in.positions(); run++) {
            int fromAt = in.at() + run * in.stride();
            int toAt = run * out.stride();
            if (step == PREDICTING) {
                System.arraycopy(from, fromAt, to, toAt, features);
            } else {
                long key = DropoutMask.key(layerKey, step);
                for (int i = 0; i < features; i++) {
                    to[toAt + i] = DropoutMask.drops(key, first + (long) run * features + i, rate)
                            ? 0
                            : scale * from[fromAt + i];
                }
            }
        }
    }

    @Override
    void layOutBackward() {
        begins = in.deltas() != null && in.beginsDeltas();
    }

    @Override
    void backward(int rows, long step) {
        float[] from = out.deltas();
        float[] to = in.deltas();
        if (from == null || to == null) {
            return;
        }
        int features = in.features();
        long first = (long) state.firstRow * in.positions() * features;
        long key = DropoutMask.key(layerKey, step);
        for (int run = 0; run < rows * in.positions(); run++) {
            int at = run * in.stride();
            for (int i = 0; i < features; i++) {
                float delta = DropoutMask.drops(key, first + (long) run * features + i, rate)
                        ? 0
                        : scale * from[run * out.stride() + i];
                to[at + i] = begins ? delta : to[at + i] + delta;
            }
        }
    }
}
