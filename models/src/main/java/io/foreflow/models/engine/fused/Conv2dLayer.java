package io.foreflow.models.engine.fused;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.fused.Kernels.Start;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Conv2d;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.WeightShapes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * activation(window · kernel + bias) at each place of a picture: products of {@link ConvolutionWindows} with the kernel, so many at
 * once that they stay in the processor's cache.
 */
final class Conv2dLayer extends FusedLayer {
    /** Numbers in the windows of a block. */
    private static final int BLOCK = 1 << 16;

    private final State state;
    private final Kernels kernels;
    private final float[] weights;
    private final float[] results;
    private final Activation activation;
    private final LayerValues in;
    private final LayerValues out;
    private final ConvolutionWindows windows;
    private final Panels kernel;
    private final boolean hasBias;
    private final int bias;

    /** Windows of a block, and their numbers. */
    private final int block;

    private final float[] gathered;

    /** A block's share of the bias' gradients. */
    private final float[] sums;

    /** The kernel with rows and columns exchanged, for the way back. */
    private final @Nullable Panels transposed;

    private final float[] transposedKernel;
    private final float[] deltasOfWindows;
    private boolean begins;

    /**
     * @param picture the shape of a row of {@code in}
     * @param result the shape of a row of {@code out}
     */
    Conv2dLayer(String name, Conv2d conv, Shape picture, Shape result, LayerValues in, LayerValues out, State state) {
        this.state = state;
        this.kernels = state.kernels;
        this.weights = state.weights;
        this.results = out.numbers();
        this.activation = conv.activation();
        this.in = in;
        this.out = out;
        this.windows = new ConvolutionWindows(conv, picture, result, in);
        this.kernel = state.parameters.panels(name, WeightShapes.KERNEL);
        this.hasBias = conv.useBias();
        this.bias = hasBias ? state.parameters.at(name, WeightShapes.BIAS) : 0;
        int size = windows.size();
        // A multiple of the rows that a product takes at once.
        this.block = Math.max(8, BLOCK / size / 8 * 8);
        this.gathered = new float[Math.multiplyExact(block, size)];
        this.sums = new float[out.stride()];
        this.transposed = in.deltas() == null ? null : kernels.panels(0, out.features(), size);
        this.transposedKernel = transposed == null ? new float[0] : new float[transposed.size()];
        this.deltasOfWindows = new float[transposed == null ? 0 : Math.multiplyExact(block, transposed.columns())];
    }

    @Override
    void forward(int rows, long step) {
        int places = rows * out.positions();
        for (int first = 0; first < places; first += block) {
            int count = Math.min(block, places - first);
            int at = first * out.stride();
            windows.gather(first, count, gathered);
            kernels.multiply(
                    count,
                    gathered,
                    0,
                    windows.size(),
                    weights,
                    kernel,
                    hasBias ? Start.BIAS : Start.ZERO,
                    bias,
                    results,
                    at,
                    out.stride());
            Activations.forward(kernels, activation, results, at, count, out.features(), out.stride());
        }
    }

    @Override
    void layOutBackward() {
        begins = in.deltas() != null && in.beginsDeltas();
    }

    @Override
    void backward(int rows, long step) {
        float[] deltas = requireNonNull(out.deltas());
        if (in.deltas() != null && begins) {
            Arrays.fill(in.deltas(), 0, rows * in.rowSize(), 0);
        }
        if (transposed != null) {
            kernels.transpose(weights, kernel, out.features(), transposedKernel, transposed);
        }
        int places = rows * out.positions();
        for (int first = 0; first < places; first += block) {
            int count = Math.min(block, places - first);
            int at = first * out.stride();
            Activations.backward(kernels, activation, results, at, deltas, at, count, out.features(), out.stride());
            if (state.parameters.isFitted(kernel)) {
                addGradients(first, count, deltas);
            }
            if (transposed != null) {
                passOn(first, count, deltas);
            }
        }
    }

    private void addGradients(int first, int count, float[] deltas) {
        int at = first * out.stride();
        windows.gather(first, count, gathered);
        kernels.outer(count, gathered, 0, windows.size(), deltas, at, out.stride(), first > 0, state.gradients, kernel);
        if (hasBias) {
            kernels.columnSums(count, deltas, at, out.stride(), out.stride(), sums, 0);
            Runs.pass(sums, 0, state.gradients, bias, sums.length, first == 0);
        }
    }

    private void passOn(int first, int count, float[] deltas) {
        Panels panels = requireNonNull(transposed);
        kernels.multiply(
                count,
                deltas,
                first * out.stride(),
                out.stride(),
                transposedKernel,
                panels,
                Start.ZERO,
                0,
                deltasOfWindows,
                0,
                panels.columns());
        windows.scatter(first, count, deltasOfWindows, panels.columns(), kernels, requireNonNull(in.deltas()));
    }
}
