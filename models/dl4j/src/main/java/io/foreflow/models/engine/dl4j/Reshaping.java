package io.foreflow.models.engine.dl4j;

import io.foreflow.models.network.Shape;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * [n, …from] → [m, …to] with n · from = m · to numbers, the last dimension running fastest: flattens a row, folds outer
 * dimensions into the rows, or unfolds them.
 */
final class Reshaping extends ShapeProcessor {
    private static final long serialVersionUID = 1L;

    private final transient Shape from;
    private final transient Shape to;

    Reshaping(Shape from, Shape to) {
        this.from = from;
        this.to = to;
    }

    @Override
    public INDArray preProcess(INDArray input, int miniBatchSize, LayerWorkspaceMgr workspaceMgr) {
        return reshape(input, to, ArrayType.ACTIVATIONS, workspaceMgr);
    }

    @Override
    public INDArray backprop(INDArray output, int miniBatchSize, LayerWorkspaceMgr workspaceMgr) {
        return reshape(output, from, ArrayType.ACTIVATION_GRAD, workspaceMgr);
    }

    private static INDArray reshape(INDArray array, Shape row, ArrayType type, LayerWorkspaceMgr workspaceMgr) {
        long[] dimensions = new long[1 + row.rank()];
        dimensions[0] = array.length() / row.size();
        for (int i = 0; i < row.rank(); i++) {
            dimensions[1 + i] = row.at(i);
        }
        INDArray dense = isDense(array) ? array : workspaceMgr.dup(type, array, 'c');
        return workspaceMgr.leverageTo(type, dense.reshape('c', dimensions));
    }
}
