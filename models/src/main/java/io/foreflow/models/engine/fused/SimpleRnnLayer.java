package io.foreflow.models.engine.fused;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.fused.Kernels.Start;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.SimpleRnn;
import io.foreflow.models.network.WeightShapes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** h = activation(x · kernel + h · recurrent kernel + bias). Its own arrays lie step by step. */
final class SimpleRnnLayer extends FusedLayer {
    private final State state;
    private final Activation activation;
    private final LayerValues in;
    private final LayerValues out;
    private final boolean sequences;
    private final int steps;
    private final int units;
    /** Units filled up. */
    private final int width;

    private final Panels kernel;
    private final Panels recurrent;
    private final int bias;
    private final float[] h;
    /** Gradients by what the cells yield, then by their sums. */
    private final float[] dh;

    private final @Nullable Panels transposedKernelPlace;
    private final Panels transposedRecurrentPlace;
    private final float[] transposedKernel;
    private final float[] transposedRecurrent;
    private Start inStart = Start.ZERO;

    SimpleRnnLayer(
            String name, SimpleRnn rnn, LayerValues in, LayerValues out, State state, int capacity, boolean fitting) {
        this.state = state;
        this.activation = rnn.activation();
        this.in = in;
        this.out = out;
        this.sequences = rnn.returnSequences();
        this.steps = in.positions();
        this.units = rnn.units();
        this.width = state.kernels.padded(units);
        this.kernel = state.parameters.panels(name, WeightShapes.KERNEL);
        this.recurrent = state.parameters.panels(name, WeightShapes.RECURRENT_KERNEL);
        this.bias = state.parameters.at(name, WeightShapes.BIAS);
        this.h = new float[steps * capacity * width];
        this.dh = new float[fitting ? steps * capacity * width : 0];
        this.transposedKernelPlace = in.deltas() == null ? null : state.kernels.panels(0, width, in.features());
        this.transposedKernel = transposedKernelPlace == null ? new float[0] : new float[transposedKernelPlace.size()];
        this.transposedRecurrentPlace = state.kernels.panels(0, width, units);
        this.transposedRecurrent = new float[fitting ? transposedRecurrentPlace.size() : 0];
    }

    @Override
    void forward(int rows, long fitStep) {
        Kernels kernels = state.kernels;
        int slab = rows * width;
        inputs(rows);
        for (int step = 0; step < steps; step++) {
            if (step > 0) {
                kernels.multiply(
                        rows,
                        h,
                        (step - 1) * slab,
                        width,
                        state.weights,
                        recurrent,
                        Start.RESULT,
                        0,
                        h,
                        step * slab,
                        width);
            }
            Activations.forward(kernels, activation, h, step * slab, rows, units, width);
        }
        if (sequences) {
            for (int row = 0; row < rows; row++) {
                for (int step = 0; step < steps; step++) {
                    System.arraycopy(h, step * slab + row * width, out.numbers(), (row * steps + step) * width, width);
                }
            }
        } else {
            System.arraycopy(h, (steps - 1) * slab, out.numbers(), 0, slab);
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
                    h,
                    step * rows * width,
                    width);
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
        float[] gradients = state.gradients;
        float[] deltas = requireNonNull(out.deltas());
        int slab = rows * width;
        kernels.transpose(state.weights, recurrent, width, transposedRecurrent, transposedRecurrentPlace);
        for (int step = steps - 1; step >= 0; step--) {
            gatherDeltas(rows, step, deltas);
            Activations.backward(kernels, activation, h, step * slab, dh, step * slab, rows, units, width);
        }
        for (int step = 0; step < steps; step++) {
            kernels.outer(
                    rows,
                    in.numbers(),
                    in.at() + step * in.stride(),
                    in.rowSize(),
                    dh,
                    step * slab,
                    width,
                    step > 0,
                    gradients,
                    kernel);
        }
        if (steps == 1) {
            Arrays.fill(gradients, recurrent.at(), recurrent.at() + recurrent.size(), 0);
        } else {
            kernels.outer((steps - 1) * rows, h, 0, width, dh, slab, width, false, gradients, recurrent);
        }
        kernels.columnSums(steps * rows, dh, 0, width, width, gradients, bias);
        backToInput(rows);
    }

    /** Into the step's part of {@code dh}: from the layer's deltas and from the step after. */
    private void gatherDeltas(int rows, int step, float[] deltas) {
        int slab = rows * width;
        boolean last = step == steps - 1;
        if (sequences) {
            for (int row = 0; row < rows; row++) {
                System.arraycopy(deltas, (row * steps + step) * width, dh, step * slab + row * width, width);
            }
        } else if (last) {
            System.arraycopy(deltas, 0, dh, step * slab, slab);
        }
        if (!last) {
            state.kernels.multiply(
                    rows,
                    dh,
                    (step + 1) * slab,
                    width,
                    transposedRecurrent,
                    transposedRecurrentPlace,
                    sequences ? Start.RESULT : Start.ZERO,
                    0,
                    dh,
                    step * slab,
                    width);
        }
    }

    private void backToInput(int rows) {
        float[] inDeltas = in.deltas();
        if (inDeltas == null || transposedKernelPlace == null) {
            return;
        }
        int slab = rows * width;
        state.kernels.transpose(state.weights, kernel, width, transposedKernel, transposedKernelPlace);
        for (int step = 0; step < steps; step++) {
            state.kernels.multiply(
                    rows,
                    dh,
                    step * slab,
                    width,
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
