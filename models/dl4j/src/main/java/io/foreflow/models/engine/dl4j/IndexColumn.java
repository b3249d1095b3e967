package io.foreflow.models.engine.dl4j;

import io.foreflow.models.network.Shape;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** [rows, …shape] → [n, 1]: the whole numbers that an embedding looks up, to which no gradient flows back. */
final class IndexColumn extends ShapeProcessor {
    private static final long serialVersionUID = 1L;

    private final transient Shape shape;

    IndexColumn(Shape shape) {
        this.shape = shape;
    }

    @Override
    public INDArray preProcess(INDArray input, int miniBatchSize, LayerWorkspaceMgr workspaceMgr) {
        return workspaceMgr.dup(ArrayType.ACTIVATIONS, input, 'c').reshape('c', input.length(), 1);
    }

    /** Zeros, where Deeplearning4j has null, which it could not add to what flows back from other readers. */
    @Override
    public INDArray backprop(@Nullable INDArray output, int miniBatchSize, LayerWorkspaceMgr workspaceMgr) {
        long[] dimensions = new long[1 + shape.rank()];
        dimensions[0] = miniBatchSize;
        for (int i = 0; i < shape.rank(); i++) {
            dimensions[1 + i] = shape.at(i);
        }
        return workspaceMgr.create(ArrayType.ACTIVATION_GRAD, DataType.FLOAT, dimensions, 'c');
    }
}
