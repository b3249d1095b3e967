package io.foreflow.models.engine.dl4j;

import io.foreflow.models.network.LayerSpec.BgrMeans;
import io.foreflow.models.network.LayerSpec.Rescaling;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** [n, …, channels]: y[i] = x[source[i]] · scale + offset[i], where sources are the channels as they stand or the other way round. */
final class Scaling extends ShapeProcessor {
    private static final long serialVersionUID = 1L;

    private final double scale;
    private final boolean reversed;
    private final double[] offsets;

    private Scaling(double scale, boolean reversed, double... offsets) {
        this.scale = scale;
        this.reversed = reversed;
        this.offsets = offsets;
    }

    static Scaling of(Rescaling rescaling) {
        return new Scaling(rescaling.scale(), false, rescaling.offset());
    }

    static Scaling bgrMeans() {
        return new Scaling(
                1, true, BgrMeans.MEANS.stream().mapToDouble(mean -> -mean).toArray());
    }

    @Override
    public INDArray preProcess(INDArray input, int miniBatchSize, LayerWorkspaceMgr workspaceMgr) {
        INDArray result = scaled(input, ArrayType.ACTIVATIONS, workspaceMgr);
        if (!reversed) {
            return result.addi(offsets[0]);
        }
        INDArray channels = result.reshape('c', result.length() / offsets.length, offsets.length);
        for (int i = 0; i < offsets.length; i++) {
            channels.getColumn(i).addi(offsets[i]);
        }
        return result;
    }

    @Override
    public INDArray backprop(INDArray output, int miniBatchSize, LayerWorkspaceMgr workspaceMgr) {
        return scaled(output, ArrayType.ACTIVATION_GRAD, workspaceMgr);
    }

    /** Scales without the offsets. */
    private INDArray scaled(INDArray from, ArrayType type, LayerWorkspaceMgr workspaceMgr) {
        INDArray result = workspaceMgr.createUninitialized(type, DataType.FLOAT, from.shape(), 'c');
        if (!reversed) {
            return from.muli(scale, result);
        }
        INDArray dense = isDense(from) ? from : workspaceMgr.dup(type, from, 'c');
        INDArray read = dense.reshape('c', from.length() / offsets.length, offsets.length);
        INDArray written = result.reshape('c', from.length() / offsets.length, offsets.length);
        for (int i = 0; i < offsets.length; i++) {
            read.getColumn(offsets.length - 1 - i).muli(scale, written.getColumn(i));
        }
        return result;
    }
}
