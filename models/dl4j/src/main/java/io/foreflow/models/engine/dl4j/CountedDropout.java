package io.foreflow.models.engine.dl4j;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.DropoutMask;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Dropout by {@link DropoutMask}: nothing is drawn. */
final class CountedDropout implements IDropout {
    private static final long serialVersionUID = 1L;

    private final long seed;
    private final String layer;
    private final double rate;
    private transient @Nullable INDArray mask;
    private transient float[] numbers = {};

    CountedDropout(long seed, String layer, double rate) {
        this.seed = seed;
        this.layer = layer;
        this.rate = rate;
    }

    @Override
    public INDArray applyDropout(
            INDArray inputActivations, INDArray resultArray, int iteration, int epoch, LayerWorkspaceMgr workspaceMgr) {
        DropoutMask counted = new DropoutMask(seed, layer, iteration, rate);
        int length = Math.toIntExact(inputActivations.length());
        if (numbers.length != length) {
            numbers = new float[length];
        }
        for (int i = 0; i < length; i++) {
            numbers[i] = counted.at(i);
        }
        INDArray factors =
                workspaceMgr.createUninitialized(ArrayType.INPUT, DataType.FLOAT, inputActivations.shape(), 'c');
        HostArray.put(factors, numbers);
        mask = factors;
        // Not into resultArray: it may be the input itself, which another branch of the graph may still need.
        INDArray result =
                workspaceMgr.createUninitialized(ArrayType.INPUT, DataType.FLOAT, inputActivations.shape(), 'c');
        return inputActivations.muli(factors, result);
    }

    @Override
    public INDArray backprop(INDArray gradAtOutput, INDArray gradAtInput, int iteration, int epoch) {
        INDArray factors = requireNonNull(mask, "no forward pass before");
        mask = null;
        return gradAtOutput.muli(factors, gradAtInput);
    }

    @Override
    public void clear() {
        mask = null;
    }

    @Override
    @SuppressWarnings("MissingSuperCall") // The mask belongs to one pass: a copy has its own.
    public IDropout clone() {
        return new CountedDropout(seed, layer, rate);
    }
}
