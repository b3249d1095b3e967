package io.foreflow.models.engine.fused;

import java.util.List;

/** Sums values of one shape. */
final class AddLayer extends FusedLayer {
    private final LayerValues[] in;
    private final LayerValues out;
    private final boolean[] begins;

    AddLayer(List<LayerValues> in, LayerValues out) {
        this.in = in.toArray(LayerValues[]::new);
        this.out = out;
        this.begins = new boolean[in.size()];
    }

    @Override
    void forward(int rows, long step) {
        for (int i = 0; i < in.length; i++) {
            LayerValues part = in[i];
            for (int run = 0; run < rows * out.positions(); run++) {
                Runs.pass(
                        part.numbers(),
                        part.at() + run * part.stride(),
                        out.numbers(),
                        run * out.stride(),
                        out.features(),
                        i == 0);
            }
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
        for (int i = 0; i < in.length; i++) {
            LayerValues part = in[i];
            for (int run = 0; run < rows * out.positions() && part.deltas() != null; run++) {
                Runs.pass(
                        out.deltas(),
                        run * out.stride(),
                        part.deltas(),
                        run * part.stride(),
                        out.features(),
                        begins[i]);
            }
        }
    }
}
