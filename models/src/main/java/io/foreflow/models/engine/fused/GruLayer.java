package io.foreflow.models.engine.fused;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.fused.Kernels.Start;
import io.foreflow.models.engine.fused.LayerFactory.LayerPlace;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Gru;
import io.foreflow.models.network.WeightShapes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A layer of GRU cells. Its own arrays lie step by step: for each step the rows one after another, and in a row the gates
 * z, r and h, each filled up.
 */
final class GruLayer extends FusedLayer {
    private final State state;
    private final Gru gru;
    private final LayerValues in;
    private final LayerValues out;
    private final int steps;
    private final int units;
    /** Units filled up. */
    private final int width;
    /** The three gates, each filled up. */
    private final int gates;

    private final Panels kernel;
    private final int bias;
    /** The recurrent kernel: all gates where the reset comes after the product, else z and r, and apart from them h. */
    private final Panels recurrent;

    private final Panels recurrentOfCandidate;

    /** Sums of the inputs, then the gates' values, on the way back the gradients of their sums. */
    private final float[] z;
    /** Products with the state, then the gradients by them; the reset state where it is multiplied before the product. */
    private final float[] ofState;
    /** The states, from the zeros before the first step on. */
    private final float[] h;

    private final float[] dh;
    /** Gradients by the reset states. */
    private final float[] dReset;
    /** Gradients by the sums of one row's gates. */
    private final float[] dGates;

    private final @Nullable Panels transposedKernelPlace;
    private final Panels transposedRecurrentPlace;
    private final Panels transposedCandidatePlace;
    private final float[] transposedKernel;
    private final float[] transposedRecurrent;
    private final float[] transposedCandidate;
    private Start inStart = Start.ZERO;

    GruLayer(LayerPlace place, Gru gru, State state, int capacity, boolean fitting) {
        Kernels kernels = state.kernels;
        this.state = state;
        this.gru = gru;
        this.in = place.in();
        this.out = place.out();
        this.steps = in.positions();
        this.units = gru.units();
        this.width = kernels.padded(units);
        this.gates = gru.gates() * width;
        this.kernel = state.parameters.panels(place.name(), WeightShapes.KERNEL);
        this.bias = state.parameters.at(place.name(), WeightShapes.BIAS);
        int recurrentAt = state.parameters.at(place.name(), WeightShapes.RECURRENT_KERNEL);
        // Two gates fill whole pairs of columns, so that the third one starts a matrix of its own.
        this.recurrent = kernels.panels(recurrentAt, units, gru.resetAfter() ? gates : 2 * width);
        this.recurrentOfCandidate = kernels.panels(recurrentAt + units * 2 * width, units, width);
        this.z = new float[steps * capacity * gates];
        this.ofState = new float[steps * capacity * (gru.resetAfter() ? gates : width)];
        this.h = new float[(steps + 1) * capacity * width];
        this.dh = new float[fitting ? capacity * width : 0];
        this.dReset = new float[fitting ? capacity * width : 0];
        this.dGates = new float[gates];
        this.transposedKernelPlace = in.deltas() == null ? null : kernels.panels(0, gates, in.features());
        this.transposedKernel = new float[transposedKernelPlace == null ? 0 : transposedKernelPlace.size()];
        this.transposedRecurrentPlace = kernels.panels(0, recurrent.columns(), units);
        this.transposedRecurrent = new float[fitting ? transposedRecurrentPlace.size() : 0];
        this.transposedCandidatePlace = kernels.panels(0, width, units);
        this.transposedCandidate = new float[fitting ? transposedCandidatePlace.size() : 0];
    }

    /** The state before {@code step}. */
    private int stateAt(int step, int rows) {
        return step * rows * width;
    }

    @Override
    void forward(int rows, long fitStep) {
        inputs(rows);
        Arrays.fill(h, 0, rows * width, 0);
        for (int step = 0; step < steps; step++) {
            if (gru.resetAfter()) {
                resetAfter(rows, step);
            } else {
                resetBefore(rows, step);
            }
            blend(rows, step);
        }
        if (!gru.returnSequences()) {
            System.arraycopy(h, stateAt(steps, rows), out.numbers(), 0, rows * width);
            return;
        }
        for (int row = 0; row < rows; row++) {
            for (int step = 0; step < steps; step++) {
                System.arraycopy(
                        h, stateAt(step + 1, rows) + row * width, out.numbers(), (row * steps + step) * width, width);
            }
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

    /** The gates where the candidate reads r · (h · U + b). */
    private void resetAfter(int rows, int step) {
        int at = step * rows * gates;
        state.kernels.multiply(
                rows,
                h,
                stateAt(step, rows),
                width,
                state.weights,
                recurrent,
                Start.BIAS,
                bias + gates,
                ofState,
                at,
                gates);
        for (int row = 0; row < rows; row++) {
            int gate = at + row * gates;
            for (int j = 0; j < 2 * width; j++) {
                z[gate + j] += ofState[gate + j];
            }
            activateGates(gate);
            for (int j = 0; j < units; j++) {
                z[gate + 2 * width + j] += z[gate + width + j] * ofState[gate + 2 * width + j];
            }
        }
    }

    /** The gates where the candidate reads (r · h) · U. */
    private void resetBefore(int rows, int step) {
        int at = step * rows * gates;
        int before = stateAt(step, rows);
        state.kernels.multiply(rows, h, before, width, state.weights, recurrent, Start.RESULT, 0, z, at, gates);
        for (int row = 0; row < rows; row++) {
            int gate = at + row * gates;
            activateGates(gate);
            for (int j = 0; j < units; j++) {
                ofState[before + row * width + j] = z[gate + width + j] * h[before + row * width + j];
            }
        }
        state.kernels.multiply(
                rows,
                ofState,
                before,
                width,
                state.weights,
                recurrentOfCandidate,
                Start.RESULT,
                0,
                z,
                at + 2 * width,
                gates);
    }

    private void activateGates(int gate) {
        Activations.forward(state.kernels, gru.recurrentActivation(), z, gate, 1, units, width);
        Activations.forward(state.kernels, gru.recurrentActivation(), z, gate + width, 1, units, width);
    }

    /** The candidate, and the next state z · h + (1 − z) · candidate. */
    private void blend(int rows, int step) {
        for (int row = 0; row < rows; row++) {
            int gate = (step * rows + row) * gates;
            int before = stateAt(step, rows) + row * width;
            int after = stateAt(step + 1, rows) + row * width;
            Activations.forward(state.kernels, gru.activation(), z, gate + 2 * width, 1, units, width);
            for (int j = 0; j < units; j++) {
                float kept = z[gate + j];
                h[after + j] = kept * h[before + j] + (1 - kept) * z[gate + 2 * width + j];
            }
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
        kernels.transpose(state.weights, recurrent, recurrent.columns(), transposedRecurrent, transposedRecurrentPlace);
        if (!gru.resetAfter()) {
            kernels.transpose(
                    state.weights, recurrentOfCandidate, width, transposedCandidate, transposedCandidatePlace);
        }
        Arrays.fill(dh, 0, rows * width, 0);
        for (int step = steps - 1; step >= 0; step--) {
            gatherDeltas(rows, step, deltas);
            if (gru.resetAfter()) {
                backThroughResetAfter(rows, step);
            } else {
                backThroughResetBefore(rows, step);
            }
            // Of the state itself dh holds the gradients already.
            kernels.multiply(
                    rows,
                    gru.resetAfter() ? ofState : z,
                    step * rows * gates,
                    gates,
                    transposedRecurrent,
                    transposedRecurrentPlace,
                    Start.RESULT,
                    0,
                    dh,
                    0,
                    width);
        }
        gradients(rows);
        backToInput(rows);
    }

    /** Adds the layer's deltas to those that the step after has left in {@code dh}. */
    private void gatherDeltas(int rows, int step, float[] deltas) {
        if (!gru.returnSequences() && step < steps - 1) {
            return;
        }
        for (int row = 0; row < rows; row++) {
            int from = gru.returnSequences() ? (row * steps + step) * width : row * width;
            state.kernels.add(deltas, from, dh, row * width, width);
        }
    }

    /**
     * Fills {@code dGates} with the gradients by the sums of z and of the candidate, and leaves in {@code dh} those by the
     * state before, as far as z keeps it.
     */
    private void backThroughBlend(int rows, int step, int row) {
        int gate = (step * rows + row) * gates;
        int candidate = gate + 2 * width;
        int before = stateAt(step, rows) + row * width;
        for (int j = 0; j < units; j++) {
            float delta = dh[row * width + j];
            float kept = z[gate + j];
            dGates[j] = delta * (h[before + j] - z[candidate + j]);
            dGates[2 * width + j] = delta * (1 - kept);
            dh[row * width + j] = delta * kept;
        }
        backThroughGate(gru.recurrentActivation(), gate, 0);
        backThroughGate(gru.activation(), gate, 2);
    }

    private void backThroughGate(Activation activation, int gate, int block) {
        Activations.backward(
                state.kernels, activation, z, gate + block * width, dGates, block * width, 1, units, width);
    }

    private void backThroughResetAfter(int rows, int step) {
        for (int row = 0; row < rows; row++) {
            int gate = (step * rows + row) * gates;
            int candidate = 2 * width;
            backThroughBlend(rows, step, row);
            for (int j = 0; j < units; j++) {
                dGates[width + j] = dGates[candidate + j] * ofState[gate + candidate + j];
                ofState[gate + candidate + j] = dGates[candidate + j] * z[gate + width + j];
            }
            backThroughGate(gru.recurrentActivation(), gate, 1);
            System.arraycopy(dGates, 0, ofState, gate, 2 * width);
            System.arraycopy(dGates, 0, z, gate, gates);
        }
    }

    private void backThroughResetBefore(int rows, int step) {
        for (int row = 0; row < rows; row++) {
            int gate = (step * rows + row) * gates;
            backThroughBlend(rows, step, row);
            System.arraycopy(dGates, 0, z, gate, width);
            System.arraycopy(dGates, 2 * width, z, gate + 2 * width, width);
        }
        state.kernels.multiply(
                rows,
                z,
                step * rows * gates + 2 * width,
                gates,
                transposedCandidate,
                transposedCandidatePlace,
                Start.ZERO,
                0,
                dReset,
                0,
                width);
        for (int row = 0; row < rows; row++) {
            int gate = (step * rows + row) * gates;
            int before = stateAt(step, rows) + row * width;
            for (int j = 0; j < units; j++) {
                float delta = dReset[row * width + j];
                dGates[width + j] = delta * h[before + j];
                dh[row * width + j] += delta * z[gate + width + j];
            }
            backThroughGate(gru.recurrentActivation(), gate, 1);
            System.arraycopy(dGates, width, z, gate + width, width);
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
        int all = steps * rows;
        kernels.columnSums(all, z, 0, gates, gates, gradients, bias);
        if (gru.resetAfter()) {
            kernels.outer(all, h, 0, width, ofState, 0, gates, false, gradients, recurrent);
            kernels.columnSums(all, ofState, 0, gates, gates, gradients, bias + gates);
        } else {
            kernels.outer(all, h, 0, width, z, 0, gates, false, gradients, recurrent);
            kernels.outer(all, ofState, 0, width, z, 2 * width, gates, false, gradients, recurrentOfCandidate);
        }
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
