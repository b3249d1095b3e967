package io.foreflow.models.engine.cuda;

import io.foreflow.models.engine.InputCheck;
import io.foreflow.models.engine.Predictor;
import io.foreflow.models.engine.Rows;
import io.foreflow.models.engine.Samples;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.network.NetworkSpec;
import java.util.Arrays;
import java.util.List;

/** Runs one network on the GPU. Each call copies rows there and results back, so it is made for many rows at once. */
final class CudaPredictor implements Predictor {
    private final CudaDevice device;
    private final InputCheck check;
    private final ForwardRun run;
    private final int width;

    CudaPredictor(CudaDevice device, NetworkSpec network, Weights weights) {
        this.device = device;
        this.check = new InputCheck(network);
        this.width = network.inputs().values().iterator().next().size();
        synchronized (device) {
            this.run = new ForwardRun(device, network, List.of(weights));
        }
    }

    @Override
    public void predict(float[][] inputs, int rows, float[] output) {
        check.require(inputs, rows, output);
        compute(Arrays.copyOf(inputs[0], rows * width), rows, output);
    }

    @Override
    public void predict(List<? extends Rows> inputs, float[] output) {
        int rows = check.require(inputs, output);
        compute(numbers(inputs.get(0), rows, width), rows, output);
    }

    private void compute(float[] numbers, int rows, float[] output) {
        synchronized (device) {
            float[] results = run.results(List.of(SeriesRows.ofInputs(numbers, rows, width)))[0];
            System.arraycopy(results, 0, output, 0, results.length);
        }
    }

    /** Returns the numbers of the only input, one row after another. */
    static float[] numbers(Samples samples, int width) {
        return numbers(samples.inputs().values().iterator().next(), samples.rows(), width);
    }

    private static float[] numbers(Rows given, int rows, int width) {
        float[] numbers = new float[Math.multiplyExact(rows, width)];
        for (int row = 0; row < rows; row++) {
            given.copyRow(row, numbers, row * width);
        }
        return numbers;
    }

    @Override
    public void close() {
        synchronized (device) {
            run.close();
        }
    }
}
