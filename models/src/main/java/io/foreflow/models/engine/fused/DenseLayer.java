package io.foreflow.models.engine.fused;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.IndexLists;
import io.foreflow.models.engine.fused.Kernels.Start;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.WeightShapes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** activation(x · kernel + bias) at each position. */
final class DenseLayer extends FusedLayer {
    /** Number of features from which on some may be 0 in all rows: the places of a calendar are 199. */
    private static final int WIDE = 200;

    private final State state;
    private final Kernels kernels;
    private final float[] weights;
    private final float[] results;
    private final Activation activation;
    private final LayerValues in;
    private final LayerValues out;
    private final Panels kernel;
    private final boolean hasBias;
    private final int bias;

    /** The kernel with rows and columns exchanged, for the way back. */
    private final @Nullable Panels transposed;

    private final float[] transposedKernel;

    /** The indices of one row, where the input consists of lists. */
    private int[] list = {};

    private int listLength;
    private boolean deltasAreOfSums;
    private Start inStart = Start.ZERO;

    DenseLayer(String name, Dense dense, LayerValues in, LayerValues out, State state) {
        this.state = state;
        this.kernels = state.kernels;
        this.weights = state.weights;
        this.results = out.numbers();
        this.activation = dense.activation();
        this.in = in;
        this.out = out;
        this.kernel = state.parameters.panels(name, WeightShapes.KERNEL);
        this.hasBias = dense.useBias();
        this.bias = hasBias ? state.parameters.at(name, WeightShapes.BIAS) : 0;
        this.transposed = in.deltas() == null ? null : kernels.panels(0, out.features(), in.features());
        this.transposedKernel = transposed == null ? new float[0] : new float[transposed.size()];
    }

    /** The loss hands over gradients by the sums, before the activation. */
    void takeDeltasOfSums() {
        deltasAreOfSums = true;
    }

    @Override
    void forward(int rows, long step) {
        int runs = rows * out.positions();
        IndexLists lists = in.lists();
        if (lists == null && step == PREDICTING && in.positions() == 1 && in.features() >= WIDE) {
            multiplyNonZero(rows, in.nonZeroColumns(rows));
        } else if (lists == null && runs == 1 && hasBias) {
            kernels.multiplyRow(in.numbers(), in.at(), weights, kernel, bias, results);
        } else if (lists == null) {
            kernels.multiply(
                    runs,
                    in.numbers(),
                    in.at(),
                    in.stride(),
                    weights,
                    kernel,
                    hasBias ? Start.BIAS : Start.ZERO,
                    bias,
                    results,
                    0,
                    out.stride());
        } else {
            for (int row = 0; row < rows; row++) {
                kernels.sumRows(
                        list(lists, row),
                        listLength,
                        weights,
                        kernel,
                        hasBias ? Start.BIAS : Start.ZERO,
                        bias,
                        results,
                        row * out.stride());
            }
        }
        Activations.forward(kernels, activation, results, 0, runs, out.features(), out.stride());
    }

    /** Multiplies the columns that are not 0 in all rows; by the others no sum grows. */
    private void multiplyNonZero(int rows, NonZeroColumns columns) {
        Start start = hasBias ? Start.BIAS : Start.ZERO;
        int from = columns.start(0);
        do {
            int to = columns.end(from);
            kernels.multiply(
                    rows,
                    from,
                    to,
                    in.numbers(),
                    in.at(),
                    in.stride(),
                    weights,
                    kernel,
                    start,
                    bias,
                    results,
                    0,
                    out.stride());
            start = Start.RESULT;
            from = columns.start(to);
        } while (from < in.features());
    }

    private int[] list(IndexLists lists, int row) {
        int number = in.listOf(row);
        listLength = lists.end(number) - lists.start(number);
        if (list.length < listLength) {
            list = new int[2 * listLength];
        }
        lists.copyTo(lists.start(number), list, 0, listLength);
        return list;
    }

    @Override
    void layOutBackward() {
        if (in.deltas() != null) {
            inStart = in.beginsDeltas() ? Start.ZERO : Start.RESULT;
        }
    }

    @Override
    void backward(int rows, long step) {
        int runs = rows * out.positions();
        float[] deltas = requireNonNull(out.deltas());
        if (!deltasAreOfSums) {
            Activations.backward(kernels, activation, results, 0, deltas, 0, runs, out.features(), out.stride());
        }
        if (state.parameters.isFitted(kernel)) {
            setGradients(rows, deltas);
        }
        float[] inDeltas = in.deltas();
        if (inDeltas != null && transposed != null) {
            kernels.transpose(weights, kernel, out.features(), transposedKernel, transposed);
            kernels.multiply(
                    runs, deltas, 0, out.stride(), transposedKernel, transposed, inStart, 0, inDeltas, 0, in.stride());
        }
    }

    private void setGradients(int rows, float[] deltas) {
        int runs = rows * out.positions();
        IndexLists lists = in.lists();
        if (lists == null) {
            kernels.outer(
                    runs, in.numbers(), in.at(), in.stride(), deltas, 0, out.stride(), false, state.gradients, kernel);
        } else {
            Arrays.fill(state.gradients, kernel.at(), kernel.at() + kernel.size(), 0);
            for (int row = 0; row < rows; row++) {
                kernels.addToRows(list(lists, row), listLength, deltas, row * out.stride(), state.gradients, kernel);
            }
        }
        if (hasBias) {
            kernels.columnSums(runs, deltas, 0, out.stride(), out.stride(), state.gradients, bias);
        }
    }
}
