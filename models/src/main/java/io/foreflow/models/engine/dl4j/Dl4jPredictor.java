package io.foreflow.models.engine.dl4j;

import io.foreflow.models.engine.Predictor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.network.NetworkSpec;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** One replica of a network. */
final class Dl4jPredictor implements Predictor {
    private final ComputationGraph graph;
    private final Forward forward;
    private boolean closed;

    Dl4jPredictor(NetworkSpec network, Weights weights) {
        this.graph = Graphs.predicting(network);
        GraphWeights.write(network, weights, graph);
        this.forward = new Forward(network, graph);
    }

    @Override
    public void predict(float[][] inputs, int rows, float[] output) {
        if (closed) {
            throw new IllegalStateException("the predictor is closed");
        }
        forward.predict(inputs, rows, output);
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
