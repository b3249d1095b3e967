package io.foreflow.models.engine.fused;

import io.foreflow.models.network.LayerSpec.BgrMeans;
import io.foreflow.models.network.LayerSpec.Rescaling;

/** Scales: at each position y[i] = x[source[i]] · scale + offset[i]. */
final class ScalingLayer extends FusedLayer {
    private final LayerValues in;
    private final LayerValues out;
    private final int[] sources;
    private final float scale;
    private final float[] offsets;
    private boolean begins;

    private ScalingLayer(LayerValues in, LayerValues out, double scale) {
        this.in = in;
        this.out = out;
        this.sources = new int[in.features()];
        this.scale = (float) scale;
        this.offsets = new float[in.features()];
    }

    static ScalingLayer of(Rescaling rescaling, LayerValues in, LayerValues out) {
        ScalingLayer layer = new ScalingLayer(in, out, rescaling.scale());
        for (int i = 0; i < layer.sources.length; i++) {
            layer.sources[i] = i;
            layer.offsets[i] = (float) rescaling.offset();
        }
        return layer;
    }

    static ScalingLayer bgrMeans(LayerValues in, LayerValues out) {
        ScalingLayer layer = new ScalingLayer(in, out, 1);
        for (int i = 0; i < layer.sources.length; i++) {
            layer.sources[i] = layer.sources.length - 1 - i;
            layer.offsets[i] = (float) -BgrMeans.MEANS.get(i);
        }
        return layer;
    }

    @Override
    void forward(int rows, long step) {
        float[] from = in.numbers();
        float[] to = out.numbers();
        for (int run = 0; run < rows * in.positions(); run++) {
            int fromAt = in.at() + run * in.stride();
            int toAt = run * out.stride();
            for (int i = 0; i < sources.length; i++) {
                to[toAt + i] = from[fromAt + sources[i]] * scale + offsets[i];
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
        for (int run = 0; run < rows * in.positions(); run++) {
            int fromAt = run * out.stride();
            int toAt = run * in.stride();
            for (int i = 0; i < sources.length; i++) {
                float delta = from[fromAt + i] * scale;
                int at = toAt + sources[i];
                to[at] = begins ? delta : to[at] + delta;
            }
        }
    }
}
