package io.foreflow.models.engine.dl4j;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.Rows;
import io.foreflow.models.engine.Samples;
import io.foreflow.models.network.Loss;
import io.foreflow.models.network.NetworkSpec;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Reused arrays for a fixed number of rows, filled with rows of samples; index lists are made dense here. */
final class Batch implements AutoCloseable {
    private final NetworkSpec network;
    private final int rows;
    private final List<HostArray> inputs = new ArrayList<>();
    private final HostArray targets;
    private final INDArray[] inputArrays;
    private final INDArray[] targetArrays;
    private float[] numbers = {};

    Batch(NetworkSpec network, Loss loss, int rows) {
        this.network = network;
        this.rows = rows;
        network.inputs().values().forEach(shape -> inputs.add(new HostArray(shape.batch(rows))));
        this.targets = new HostArray(new KerasLoss(loss, network.outputShape()).targets(rows));
        this.inputArrays = inputs.stream().map(HostArray::array).toArray(INDArray[]::new);
        this.targetArrays = new INDArray[] {targets.array()};
    }

    int rows() {
        return rows;
    }

    INDArray[] inputs() {
        return inputArrays;
    }

    INDArray[] targets() {
        return targetArrays;
    }

    /** Takes the rows that stand in {@code order} from {@code from} on. */
    void fill(Samples samples, int[] order, int from) {
        int i = 0;
        for (String name : network.inputs().keySet()) {
            fill(inputs.get(i++), requireNonNull(samples.inputs().get(name)), order, from);
        }
        fill(targets, samples.targets(), order, from);
    }

    private void fill(HostArray array, Rows given, int[] order, int from) {
        int row = array.size() / rows;
        if (numbers.length < array.size()) {
            numbers = new float[array.size()];
        }
        for (int i = 0; i < rows; i++) {
            given.copyRow(order[from + i], numbers, i * row);
        }
        array.fill(numbers, 0);
    }

    @Override
    public void close() {
        inputs.forEach(HostArray::close);
        targets.close();
    }
}
