package io.foreflow.models.engine.dl4j;

import io.foreflow.models.engine.InputCheck;
import io.foreflow.models.engine.Rows;
import io.foreflow.models.network.LayerSpec.Embedding;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.NetworkSpec.Node;
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

    /** Numbers of an input or a layer's result at once: the same for wide rows. */
    private static final int NUMBERS = 1 << 22;

    /** Name of the memory that holds results until they are copied. */
    private static final String WORKSPACE = "FOREFLOW_RESULT";

    private static final WorkspaceConfiguration WORKSPACE_CONFIGURATION = WorkspaceConfiguration.builder()
            .initialSize(0)
            .policyAllocation(AllocationPolicy.STRICT)
            .policyLearning(LearningPolicy.FIRST_LOOP)
            .policySpill(SpillPolicy.REALLOCATE)
            .policyReset(ResetPolicy.BLOCK_LEFT)
            .build();

    private final NetworkSpec network;
    private final InputCheck check;
    private final ComputationGraph graph;
    private final List<Shape> shapes;
    private final int resultSize;
    private final int piece;

    /** The limit of the whole numbers in each input, exclusive; 0 if any number will do. */
    private final int[] bounds;

    private final int nativeThreads;
    private @Nullable Inputs inputs;
    private float[] numbers = {};

    /** The source of the numbers of a piece. */
    private interface InputSource {
        void fill(int input, int from, int rows, HostArray array);
    }

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
    Forward(NetworkSpec network, ComputationGraph graph, int nativeThreads) {
        this.network = network;
        this.check = new InputCheck(network);
        this.nativeThreads = nativeThreads;
        this.graph = graph;
        this.shapes = List.copyOf(network.inputs().values());
        this.resultSize = network.outputShape().size();
        int widest =
                network.shapes().values().stream().mapToInt(Shape::size).max().orElse(1);
        this.piece = Math.max(1, Math.min(PIECE, NUMBERS / widest));
        this.bounds = network.inputs().keySet().stream().mapToInt(this::bound).toArray();
    }

    private int bound(String input) {
        return network.nodes().stream()
                .filter(node -> node.inputs().contains(input))
                .map(Node::layer)
                .mapToInt(layer -> layer instanceof Embedding embedding ? embedding.inputDim() : 0)
                .filter(inputDim -> inputDim > 0)
                .min()
                .orElse(0);
    }

    void predict(float[][] rowsOfInputs, int rows, float[] output) {
        check.require(rowsOfInputs, rows, output);
        predict(
                rows,
                (input, from, count, array) ->
                        array.fill(rowsOfInputs[input], from * shapes.get(input).size()),
                output);
    }

    void predict(List<? extends Rows> rowsOfInputs, float[] output) {
        int rows = check.require(rowsOfInputs, output);
        predict(
                rows,
                (input, from, count, array) -> array.fill(dense(rowsOfInputs.get(input), from, count), 0),
                output);
    }

    private float[] dense(Rows rows, int from, int count) {
        int size = rows.rowShape().size();
        if (numbers.length < count * size) {
            numbers = new float[count * size];
        }
        for (int i = 0; i < count; i++) {
            rows.copyRow(from + i, numbers, i * size);
        }
        return numbers;
    }

    private void predict(int rows, InputSource source, float[] output) {
        Nd4jSettings.applyToThisThread(nativeThreads);
        for (int from = 0; from < rows; from += piece) {
            piece(source, from, Math.min(piece, rows - from), output);
        }
    }

    private void piece(InputSource source, int from, int rows, float[] output) {
        Inputs arrays = inputs(rows);
        for (int i = 0; i < shapes.size(); i++) {
            source.fill(i, from, rows, arrays.hosts.get(i));
            requireWhole(i, from, arrays.hosts.get(i));
        }
        try (MemoryWorkspace workspace =
                Nd4j.getWorkspaceManager().getAndActivateWorkspace(WORKSPACE_CONFIGURATION, WORKSPACE)) {
            INDArray result = graph.output(false, workspace, arrays.arrays)[0];
            HostArray.get(result, output, from * resultSize);
        }
    }

    private void requireWhole(int input, int from, HostArray array) {
        int bound = bounds[input];
        for (int i = 0; bound > 0 && i < array.size(); i++) {
            float number = array.at(i);
            if (!(number >= 0 && number < bound && number == (int) number)) {
                int row = from + i / shapes.get(input).size();
                throw new IllegalArgumentException("input " + name(input) + " must be whole numbers from 0 to "
                        + (bound - 1) + ", but row " + row + " holds " + number);
            }
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

    private String name(int input) {
        return List.copyOf(network.inputs().keySet()).get(input);
    }

    @Override
    public void close() {
        if (inputs != null) {
            inputs.close();
            inputs = null;
        }
    }
}
