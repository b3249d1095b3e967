package io.foreflow.models.engine.fused;

import io.foreflow.models.engine.InputCheck;
import io.foreflow.models.engine.Predictor;
import io.foreflow.models.engine.Rows;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.network.NetworkSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs a network: one row on arrays of its own, many in pieces that stay in the processor's cache. */
final class FusedPredictor implements Predictor {
    private final NetworkSpec network;
    private final InputCheck check;
    private final Program single;
    private final int pieceRows;
    private @Nullable Program piece;

    FusedPredictor(NetworkSpec network, Weights weights, Kernels kernels) {
        this.network = network;
        this.check = new InputCheck(network);
        this.pieceRows = Program.rowsAtOnce(network);
        this.single = new Program(network, weights, kernels, 1, null);
    }

    @Override
    public void predict(float[][] inputs, int rows, float[] output) {
        check.require(inputs, rows, output);
        Program program = program(rows);
        int from = 0;
        while (from < rows) {
            int count = Math.min(program.capacity(), rows - from);
            for (int i = 0; i < inputs.length; i++) {
                LayerValues input = program.input(i);
                input.bind(inputs[i], from * input.rowSize());
            }
            program.forward(count, FusedLayer.PREDICTING);
            program.output().copyTo(count, output, from);
            from += count;
        }
    }

    @Override
    public void predict(List<? extends Rows> inputs, float[] output) {
        int rows = check.require(inputs, output);
        Program program = program(rows);
        int from = 0;
        while (from < rows) {
            int count = Math.min(program.capacity(), rows - from);
            for (int i = 0; i < inputs.size(); i++) {
                program.gather(i, inputs.get(i), null, from, count);
            }
            program.forward(count, FusedLayer.PREDICTING);
            program.output().copyTo(count, output, from);
            from += count;
        }
    }

    private Program program(int rows) {
        if (rows == 1 || pieceRows == 1) {
            return single;
        }
        Program current = piece;
        if (current == null) {
            current = single.sharingWeights(network, pieceRows);
            piece = current;
        }
        return current;
    }

    /** Nothing lies outside the Java heap. */
    @Override
    public void close() {}
}
