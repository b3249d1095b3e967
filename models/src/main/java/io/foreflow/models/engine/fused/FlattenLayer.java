package io.foreflow.models.engine.fused;

/** Takes out what is filled up between positions. Where nothing is, no layer is needed: see {@link LayerValues#flat}. */
final class FlattenLayer extends FusedLayer {
    private final LayerValues in;
    private final LayerValues out;
    private boolean begins;

    FlattenLayer(LayerValues in, LayerValues out) {
        this.in = in;
        this.out = out;
    }

    @Override
    void forward(int rows, long step) {
        for (int row = 0; row < rows; row++) {
            for (int position = 0; position < in.positions(); position++) {
                System.arraycopy(
                        in.numbers(),
                        in.at() + row * in.rowSize() + position * in.stride(),
                        out.numbers(),
                        row * out.stride() + position * in.features(),
                        in.features());
            }
        }
    }

    @Override
    void layOutBackward() {
        begins = in.deltas() != null && in.beginsDeltas();
    }

    @Override
    void backward(int rows, long step) {
        for (int row = 0; row < rows; row++) {
            for (int position = 0; position < in.positions(); position++) {
                Runs.pass(
                        out.deltas(),
                        row * out.stride() + position * in.features(),
                        in.deltas(),
                        row * in.rowSize() + position * in.stride(),
                        in.features(),
                        begins);
            }
        }
    }
}
