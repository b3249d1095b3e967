package io.foreflow.models.engine.fused;

import java.util.List;

/** Joins features, position by position. */
final class ConcatenateLayer extends FusedLayer {
    private final LayerValues[] in;
    private final LayerValues out;
    private final boolean[] begins;

    ConcatenateLayer(List<LayerValues> in, LayerValues out) {
        this.in = in.toArray(LayerValues[]::new);
        this.out = out;
        this.begins = new boolean[in.size()];
    }

    @Override
    void forward(int rows, long step) {
        int offset = 0;
        for (LayerValues part : in) {
            for (int run = 0; run < rows * out.positions(); run++) {
                System.arraycopy(
                        part.numbers(),
                        part.at() + run * part.stride(),
                        out.numbers(),
                        run * out.stride() + offset,
                        part.features());
            }
            offset += part.features();
        }
    }

    @Override
    void layOutBackward() {
        for (int i = 0; i < in.length; i++) {
            begins[i] = in[i].deltas() != null && in[i].beginsDeltas();
        }
    }

    @Override
    void backward(int rows, long step) {
        int offset = 0;
        for (int i = 0; i < in.length; i++) {
            LayerValues part = in[i];
            for (int run = 0; run < rows * out.positions() && part.deltas() != null; run++) {
                Runs.pass(
                        out.deltas(),
                        run * out.stride() + offset,
                        part.deltas(),
                        run * part.stride(),
                        part.features(),
                        begins[i]);
            }
            offset += part.features();
        }
    }
}
