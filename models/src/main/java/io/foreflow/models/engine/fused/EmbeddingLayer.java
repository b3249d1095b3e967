package io.foreflow.models.engine.fused;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.network.LayerSpec.Embedding;
import io.foreflow.models.network.WeightShapes;
import java.util.Arrays;

/** Whole numbers, from an input of the network, to rows of a table. */
final class EmbeddingLayer extends FusedLayer {
    private final State state;
    private final String name;
    private final LayerValues in;
    private final LayerValues out;
    private final int entries;
    private final Panels table;

    EmbeddingLayer(String name, Embedding embedding, LayerValues in, LayerValues out, State state) {
        this.state = state;
        this.name = name;
        this.in = in;
        this.out = out;
        this.entries = embedding.inputDim();
        this.table = state.parameters.panels(name, WeightShapes.EMBEDDINGS);
    }

    /** @throws IllegalArgumentException if a number is not whole or not in the table */
    @Override
    void forward(int rows, long step) {
        int width = out.stride();
        for (int i = 0; i < rows * in.features() * in.positions(); i++) {
            System.arraycopy(state.weights, place(i), out.numbers(), i * width, width);
        }
    }

    private int place(int i) {
        float number = in.numbers()[in.at() + i];
        int entry = (int) number;
        if (entry != number || entry < 0 || entry >= entries) {
            throw new IllegalArgumentException(
                    "layer " + name + " needs whole numbers from 0 to " + (entries - 1) + ", not " + number);
        }
        return table.at() + entry * out.stride();
    }

    @Override
    void layOutBackward() {}

    @Override
    void backward(int rows, long step) {
        int width = out.stride();
        float[] deltas = requireNonNull(out.deltas());
        Arrays.fill(state.gradients, table.at(), table.at() + table.size(), 0);
        for (int i = 0; i < rows * in.features() * in.positions(); i++) {
            state.kernels.add(deltas, i * width, state.gradients, place(i), width);
        }
    }
}
