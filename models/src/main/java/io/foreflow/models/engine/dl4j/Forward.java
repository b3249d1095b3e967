package io.foreflow.models.engine.dl4j;

import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.Shape;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.memory.enums.ResetPolicy;
import org.nd4j.linalg.api.memory.enums.SpillPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Forward passes of any number of rows through one graph, in pieces, on reused arrays. */
final class Forward implements AutoCloseable {
    /** Rows at once: enough that a call's overhead does not matter, and a bound on the memory that a pass takes. */
    private static final int PIECE = 1024;

    /** Where results lie until they are copied. */
    private static final String WORKSPACE = "FOREFLOW_RESULT";

    private static final WorkspaceConfiguration WORKSPACE_CONFIGURATION = WorkspaceConfiguration.builder()
            .initialSize(0)
            .policyAllocation(AllocationPolicy.STRICT)
            .policyLearning(LearningPolicy.FIRST_LOOP)
            .policySpill(SpillPolicy.REALLOCATE)
            .policyReset(ResetPolicy.BLOCK_LEFT)
            .build();

    private final NetworkSpec network;
    private final ComputationGraph graph;
    private final List<Shape> shapes;
    private final int resultSize;
    private @Nullable Inputs inputs;

    /** The arrays for one number of rows. */
    private static final class Inputs implements AutoCloseable {
        private final int rows;
        private final List<HostArray> hosts = new ArrayList<>();
        private final INDArray[] arrays;

        Inputs(List<Shape> shapes, int rows) {
            this.rows = rows;
            shapes.forEach(shape -> hosts.add(new HostArray(shape.batch(rows))));
            this.arrays = hosts.stream().map(HostArray::array).toArray(INDArray[]::new);
        }

        @Override
        public void close() {
            hosts.forEach(HostArray::close);
        }
    }

    /** @param graph stays the caller's to close */
    Forward(NetworkSpec network, ComputationGraph graph) {
        this.network = network;
        this.graph = graph;
        this.shapes = List.copyOf(network.inputs().values());
        this.resultSize = network.outputShape().size();
    }

    void predict(float[][] rowsOfInputs, int rows, float[] output) {
        check(rowsOfInputs, rows, output);
        Nd4jSettings.applyToThisThread();
        for (int from = 0; from < rows; from += PIECE) {
            piece(rowsOfInputs, from, Math.min(PIECE, rows - from), output);
        }
    }

    private void piece(float[][] rowsOfInputs, int from, int rows, float[] output) {
        Inputs arrays = inputs(rows);
        for (int i = 0; i < rowsOfInputs.length; i++) {
            arrays.hosts.get(i).fill(rowsOfInputs[i], from * shapes.get(i).size());
        }
        try (MemoryWorkspace workspace =
                Nd4j.getWorkspaceManager().getAndActivateWorkspace(WORKSPACE_CONFIGURATION, WORKSPACE)) {
            INDArray result = graph.output(false, workspace, arrays.arrays)[0];
            HostArray.get(result, output, from * resultSize);
        }
    }

    private Inputs inputs(int rows) {
        Inputs current = inputs;
        if (current == null || current.rows != rows) {
            if (current != null) {
                current.close();
            }
            current = new Inputs(shapes, rows);
            inputs = current;
        }
        return current;
    }

    private void check(float[][] rowsOfInputs, int rows, float[] output) {
        if (rows < 1) {
            throw new IllegalArgumentException("rows (" + rows + ") must be at least 1");
        }
        if (rowsOfInputs.length != shapes.size()) {
            throw new IllegalArgumentException("the network reads " + shapes.size() + " inputs "
                    + network.inputs().keySet() + ", not " + rowsOfInputs.length);
        }
        for (int i = 0; i < rowsOfInputs.length; i++) {
            long needed = (long) rows * shapes.get(i).size();
            if (rowsOfInputs[i].length < needed) {
                throw new IllegalArgumentException(
                        "input " + List.copyOf(network.inputs().keySet()).get(i) + " holds " + rowsOfInputs[i].length
                                + " numbers where " + rows + " rows need " + needed);
            }
        }
        if (output.length < (long) rows * resultSize) {
            throw new IllegalArgumentException("the output holds " + output.length + " numbers where " + rows
                    + " rows yield " + (long) rows * resultSize);
        }
    }

    @Override
    public void close() {
        if (inputs != null) {
            inputs.close();
            inputs = null;
        }
    }
}
