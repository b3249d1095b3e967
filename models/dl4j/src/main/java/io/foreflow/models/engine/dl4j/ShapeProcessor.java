package io.foreflow.models.engine.dl4j;

import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;

/** Part of a graph that has no weights and mixes no rows. Masks and shape inference of Deeplearning4j are not used. */
abstract class ShapeProcessor implements InputPreProcessor {
    private static final long serialVersionUID = 1L;

    @Override
    @SuppressWarnings("MissingSuperCall") // Stateless: there is nothing to copy.
    public final InputPreProcessor clone() {
        return this;
    }

    @Override
    public final InputType getOutputType(InputType inputType) {
        throw new UnsupportedOperationException("shapes are worked out by the network's spec");
    }

    @Override
    public final @Nullable Pair<INDArray, MaskState> feedForwardMaskArray(
            INDArray maskArray, MaskState currentMaskState, int minibatchSize) {
        return new Pair<>(maskArray, currentMaskState);
    }

    static boolean isDense(INDArray array) {
        return array.ordering() == 'c' && Shape.hasDefaultStridesForShape(array);
    }
}
