package io.foreflow.models.engine.fused;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.fused.Kernels.Start;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Lstm;
import io.foreflow.models.network.WeightShapes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A layer of LSTM cells. Its own arrays lie step by step: for each step the rows one after another, so that a step is one
 * product over all rows.
 */
final class LstmLayer extends FusedLayer {
    private final State state;
    private final LayerValues in;
    private final LayerValues out;
    private final LstmCell cell;
    private final boolean sequences;
    private final int steps;
    private final int units;
    /** Units filled up. */
    private final int width;
    /** The four gates, each filled up. */
    private final int gates;

    private final Panels kernel;
    private final Panels recurrent;
    private final int bias;

    /** Sums of the gates, then their values, on the way back the gradients of their sums. */
    private final float[] z;

    private final float[] cells;
    private final float[] squashed;

    /** The cells' results, except for the last step if only that one is the layer's result. */
    private final float[] h;

    private final float[] zeros;
    private final float[] dh;
    private final float[] dState;
    private final @Nullable Panels transposedKernelPlace;
    private final Panels transposedRecurrentPlace;
    private final float[] transposedKernel;
    private final float[] transposedRecurrent;
    private Start inStart = Start.ZERO;

    LstmLayer(String name, Lstm lstm, LayerValues in, LayerValues out, State state, int capacity, boolean fitting) {
        this.state = state;
        this.in = in;
        this.out = out;
        this.sequences = lstm.returnSequences();
        this.steps = in.positions();
        this.units = lstm.units();
        this.width = state.kernels.padded(units);
        this.gates = lstm.gates() * width;
        this.cell = lstm.activation() == Activation.TANH && lstm.recurrentActivation() == Activation.SIGMOID
                ? LstmCell.usual(state.kernels, units)
                : LstmCell.of(state.kernels, lstm.activation(), lstm.recurrentActivation(), units);
        this.kernel = state.parameters.panels(name, WeightShapes.KERNEL);
        this.recurrent = state.parameters.panels(name, WeightShapes.RECURRENT_KERNEL);
        this.bias = state.parameters.at(name, WeightShapes.BIAS);
        this.z = new float[steps * capacity * gates];
        this.cells = new float[steps * capacity * width];
        this.squashed = new float[steps * capacity * width];
        this.h = new float[sequences ? 0 : (steps - 1) * capacity * width];
        this.zeros = new float[capacity * width];
        this.dh = new float[fitting ? capacity * width : 0];
        this.dState = new float[fitting ? capacity * width : 0];
        this.transposedKernelPlace = in.deltas() == null ? null : state.kernels.panels(0, gates, in.features());
        this.transposedKernel = transposedKernelPlace == null ? new float[0] : new float[transposedKernelPlace.size()];
        this.transposedRecurrentPlace = state.kernels.panels(0, gates, units);
        this.transposedRecurrent = new float[fitting ? transposedRecurrentPlace.size() : 0];
    }

    /** Returns the array of the cells' results at {@code step}. */
    private float[] yields(int step) {
        return sequences || step == steps - 1 ? out.numbers() : h;
    }

    private int yieldsAt(int step, int rows) {
        return sequences ? step * width : step == steps - 1 ? 0 : step * rows * width;
    }

    private int yieldsRow() {
        return sequences ? steps * width : width;
    }

    @Override
    void forward(int rows, long fitStep) {
        Kernels kernels = state.kernels;
        inputs(rows);
        for (int step = 0; step < steps; step++) {
            int at = step * rows * gates;
            if (step > 0) {
                kernels.multiply(
                        rows,
                        yields(step - 1),
                        yieldsAt(step - 1, rows),
                        yieldsRow(),
                        state.weights,
                        recurrent,
                        Start.RESULT,
                        0,
                        z,
                        at,
                        gates);
            }
            cell.forward(
                    rows,
                    width,
                    z,
                    at,
                    step == 0 ? zeros : cells,
                    step == 0 ? 0 : (step - 1) * rows * width,
                    cells,
                    step * rows * width,
                    squashed,
                    step * rows * width,
                    yields(step),
                    yieldsAt(step, rows),
                    yieldsRow());
        }
    }

    /** Adds the inputs' part of the sums, with the biases. */
    private void inputs(int rows) {
        // Of one row the steps lie one after another, so they are one product.
        int products = rows == 1 ? 1 : steps;
        for (int step = 0; step < products; step++) {
            state.kernels.multiply(
                    rows == 1 ? steps : rows,
                    in.numbers(),
                    in.at() + step * in.stride(),
                    rows == 1 ? in.stride() : in.rowSize(),
                    state.weights,
                    kernel,
                    Start.BIAS,
                    bias,
                    z,
                    step * rows * gates,
                    gates);
        }
    }

    @Override
    void layOutBackward() {
        if (in.deltas() != null) {
            inStart = in.beginsDeltas() ? Start.ZERO : Start.RESULT;
        }
    }

    @Override
    void backward(int rows, long fitStep) {
        Kernels kernels = state.kernels;
        float[] deltas = requireNonNull(out.deltas());
        kernels.transpose(state.weights, recurrent, gates, transposedRecurrent, transposedRecurrentPlace);
        Arrays.fill(dState, 0, rows * width, 0);
        for (int step = steps - 1; step >= 0; step--) {
            gatherDeltas(rows, step, deltas);
            cell.backward(
                    rows,
                    width,
                    z,
                    step * rows * gates,
                    step == 0 ? zeros : cells,
                    step == 0 ? 0 : (step - 1) * rows * width,
                    squashed,
                    step * rows * width,
                    step == steps - 1 && !sequences ? deltas : dh,
                    0,
                    dState,
                    0);
        }
        gradients(rows);
        backToInput(rows);
    }

    /** Into {@code dh}: from the layer's deltas and from the step after. */
    private void gatherDeltas(int rows, int step, float[] deltas) {
        if (sequences) {
            for (int row = 0; row < rows; row++) {
                System.arraycopy(deltas, (row * steps + step) * width, dh, row * width, width);
            }
        }
        if (step < steps - 1) {
            state.kernels.multiply(
                    rows,
                    z,
                    (step + 1) * rows * gates,
                    gates,
                    transposedRecurrent,
                    transposedRecurrentPlace,
                    sequences ? Start.RESULT : Start.ZERO,
                    0,
                    dh,
                    0,
                    width);
        }
    }

    private void gradients(int rows) {
        Kernels kernels = state.kernels;
        float[] gradients = state.gradients;
        for (int step = 0; step < steps; step++) {
            kernels.outer(
                    rows,
                    in.numbers(),
                    in.at() + step * in.stride(),
                    in.rowSize(),
                    z,
                    step * rows * gates,
                    gates,
                    step > 0,
                    gradients,
                    kernel);
        }
        if (steps == 1) {
            Arrays.fill(gradients, recurrent.at(), recurrent.at() + recurrent.size(), 0);
        } else if (sequences) {
            for (int step = 1; step < steps; step++) {
                kernels.outer(
                        rows,
                        yields(step - 1),
                        yieldsAt(step - 1, rows),
                        yieldsRow(),
                        z,
                        step * rows * gates,
                        gates,
                        step > 1,
                        gradients,
                        recurrent);
            }
        } else {
            kernels.outer((steps - 1) * rows, h, 0, width, z, rows * gates, gates, false, gradients, recurrent);
        }
        kernels.columnSums(steps * rows, z, 0, gates, gates, gradients, bias);
    }

    private void backToInput(int rows) {
        float[] inDeltas = in.deltas();
        if (inDeltas == null || transposedKernelPlace == null) {
            return;
        }
        state.kernels.transpose(state.weights, kernel, gates, transposedKernel, transposedKernelPlace);
        for (int step = 0; step < steps; step++) {
            state.kernels.multiply(
                    rows,
                    z,
                    step * rows * gates,
                    gates,
                    transposedKernel,
                    transposedKernelPlace,
                    inStart,
                    0,
                    inDeltas,
                    step * in.stride(),
                    in.rowSize());
        }
    }
}
