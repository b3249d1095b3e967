package io.foreflow.models.engine.dl4j;

import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** [rows, steps, units] → [rows, units]: the last step. */
final class LastStep extends ShapeProcessor {
    private static final long serialVersionUID = 1L;

    private final int steps;

    LastStep(int steps) {
        this.steps = steps;
    }

    @Override
    public INDArray preProcess(INDArray input, int miniBatchSize, LayerWorkspaceMgr workspaceMgr) {
        return workspaceMgr.dup(ArrayType.ACTIVATIONS, last(input), 'f');
    }

    @Override
    public INDArray backprop(INDArray output, int miniBatchSize, LayerWorkspaceMgr workspaceMgr) {
        // Laid out as the recurrent layers go through it: step by step.
        INDArray gradients = workspaceMgr
                .create(
                        ArrayType.ACTIVATION_GRAD,
                        DataType.FLOAT,
                        new long[] {output.size(0), output.size(1), steps},
                        'f')
                .permute(0, 2, 1);
        last(gradients).assign(output);
        return gradients;
    }

    private INDArray last(INDArray sequences) {
        return sequences.get(NDArrayIndex.all(), NDArrayIndex.point(steps - 1), NDArrayIndex.all());
    }
}
