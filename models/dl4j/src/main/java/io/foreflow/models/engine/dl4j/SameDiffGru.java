package io.foreflow.models.engine.dl4j;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Gru;
import io.foreflow.models.network.Shape;
import java.util.Collection;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffLayer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** [rows, steps, in] → [rows, steps, units] or the last step. Deeplearning4j has no GRU: the steps are written out in SameDiff. */
final class SameDiffGru extends SameDiffLayer {
    private static final long serialVersionUID = 1L;

    private final transient Gru gru;
    private final transient Shape in;

    SameDiffGru(Gru gru, Shape in) {
        this.gru = gru;
        this.in = in;
    }

    @Override
    public void defineParameters(SDLayerParams params) {
        int columns = gru.gates() * gru.units();
        params.addWeightParam(GraphWeights.KERNEL, in.last(), columns);
        params.addWeightParam(GraphWeights.RECURRENT_KERNEL, gru.units(), columns);
        params.addBiasParam(GraphWeights.BIAS, gru.resetAfter() ? 2 : 1, columns);
    }

    /** Leaves them: weights are written once the graph is there. */
    @Override
    public void initializeParameters(Map<String, INDArray> params) {}

    @Override
    public SDVariable defineLayer(
            SameDiff graph, SDVariable input, Map<String, SDVariable> params, @Nullable SDVariable mask) {
        SDVariable kernel = requireNonNull(params.get(GraphWeights.KERNEL));
        SDVariable recurrent = requireNonNull(params.get(GraphWeights.RECURRENT_KERNEL));
        SDVariable[] biases = rows(graph, requireNonNull(params.get(GraphWeights.BIAS)));
        SDVariable[] inputs = graph.unstack(input, 1, in.at(0));
        SDVariable[] states = new SDVariable[inputs.length];
        for (int step = 0; step < states.length; step++) {
            SDVariable[] sums = gates(graph, inputs[step].mmul(kernel).add(biases[0]));
            // The state before the first step is 0, with the rows that the input has.
            SDVariable before = step == 0 ? sums[0].mul(0) : states[step - 1];
            states[step] = gru.resetAfter()
                    ? resetAfter(graph, sums, before, recurrent, biases[1])
                    : resetBefore(graph, sums, before, gates(graph, recurrent));
        }
        return gru.returnSequences() ? graph.stack(1, states) : states[states.length - 1];
    }

    private SDVariable resetAfter(
            SameDiff graph, SDVariable[] sums, SDVariable before, SDVariable recurrent, SDVariable bias) {
        SDVariable[] products = gates(graph, before.mmul(recurrent).add(bias));
        SDVariable z = recurrentActivation(graph, sums[0].add(products[0]));
        SDVariable r = recurrentActivation(graph, sums[1].add(products[1]));
        return blend(z, before, activate(graph, gru.activation(), sums[2].add(r.mul(products[2]))));
    }

    private SDVariable resetBefore(SameDiff graph, SDVariable[] sums, SDVariable before, SDVariable[] recurrent) {
        SDVariable z = recurrentActivation(graph, sums[0].add(before.mmul(recurrent[0])));
        SDVariable r = recurrentActivation(graph, sums[1].add(before.mmul(recurrent[1])));
        SDVariable product = r.mul(before).mmul(recurrent[2]);
        return blend(z, before, activate(graph, gru.activation(), sums[2].add(product)));
    }

    private static SDVariable blend(SDVariable z, SDVariable before, SDVariable candidate) {
        return z.mul(before).add(z.rsub(1).mul(candidate));
    }

    /** Splits columns into the blocks z, r and h. */
    private SDVariable[] gates(SameDiff graph, SDVariable columns) {
        return graph.split(columns, gru.gates(), 1);
    }

    private SDVariable[] rows(SameDiff graph, SDVariable biases) {
        return gru.resetAfter() ? graph.split(biases, 2, 0) : new SDVariable[] {biases};
    }

    private SDVariable recurrentActivation(SameDiff graph, SDVariable sums) {
        return activate(graph, gru.recurrentActivation(), sums);
    }

    private static SDVariable activate(SameDiff graph, Activation activation, SDVariable sums) {
        return switch (activation) {
            case LINEAR -> sums;
            case RELU -> graph.nn().relu(sums, 0);
            case TANH -> graph.math().tanh(sums);
            case SIGMOID -> graph.nn().sigmoid(sums);
            case SOFTMAX -> graph.nn().softmax(sums);
        };
    }

    @Override
    public Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray params,
            boolean initializeParams,
            DataType type) {
        Layer layer = new HalvedErrors(conf, type);
        layer.setIndex(index);
        layer.setParamsViewArray(params);
        layer.setParamTable(initializer().init(conf, params, initializeParams));
        layer.setListeners(listeners);
        return layer;
    }

    /** Deeplearning4j 1.0.0-M2.1 counts the errors that reach a SameDiff layer twice. Half of them are the errors, to the bit. */
    private static final class HalvedErrors extends org.deeplearning4j.nn.layers.samediff.SameDiffLayer {
        private static final long serialVersionUID = 1L;

        HalvedErrors(NeuralNetConfiguration conf, DataType type) {
            super(conf, type);
        }

        @Override
        public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
            return super.backpropGradient(epsilon.mul(0.5), workspaces);
        }
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        throw new UnsupportedOperationException("shapes are worked out by the network's spec");
    }
}
