package io.foreflow.models.engine.dl4j;

import io.foreflow.models.engine.Predictor;
import io.foreflow.models.engine.Rows;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.network.NetworkSpec;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** One replica of a network. */
final class Dl4jPredictor implements Predictor {
    private final ComputationGraph graph;
    private final Forward forward;
    private boolean closed;

    Dl4jPredictor(NetworkSpec network, Weights weights, int nativeThreads) {
        this.graph = Graphs.predicting(network);
        GraphWeights.write(network, weights, graph);
        this.forward = new Forward(network, graph, nativeThreads);
    }

    @Override
    public void predict(float[][] inputs, int rows, float[] output) {
        requireOpen();
        forward.predict(inputs, rows, output);
    }

    /** {@inheritDoc} Index lists are made dense, a piece at a time. */
    @Override
    public void predict(List<? extends Rows> inputs, float[] output) {
        requireOpen();
        forward.predict(inputs, output);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the predictor is closed");
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            forward.close();
            Graphs.close(graph);
        }
    }
}
