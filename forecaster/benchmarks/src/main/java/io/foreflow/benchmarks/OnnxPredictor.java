package io.foreflow.benchmarks;

import static java.util.Objects.requireNonNull;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.foreflow.models.engine.InputCheck;
import io.foreflow.models.engine.Predictor;
import io.foreflow.models.engine.Rows;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads and writes the same buffers outside the heap in every call; they are allocated again only when the number of
 * rows changes.
 */
final class OnnxPredictor implements Predictor {
    private final NetworkSpec network;
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final InputCheck check;
    private final List<FloatBuffer> buffers = new ArrayList<>();
    private final Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    private final Map<String, OnnxTensor> outputs = new LinkedHashMap<>();
    private FloatBuffer result = FloatBuffer.allocate(0);
    private int rows;

    OnnxPredictor(NetworkSpec network, OrtEnvironment environment, OrtSession session) {
        this.network = network;
        this.environment = environment;
        this.session = session;
        this.check = new InputCheck(network);
    }

    @Override
    public void predict(float[][] values, int count, float[] output) {
        check.require(values, count, output);
        try {
            if (count != rows) {
                allocate(count);
            }
            for (int i = 0; i < values.length; i++) {
                FloatBuffer buffer = buffers.get(i);
                buffer.put(0, values[i], 0, buffer.capacity());
            }
            session.run(inputs, outputs).close();
            result.get(0, output, 0, result.capacity());
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime failed: " + e.getMessage(), e);
        }
    }

    @Override
    public void predict(List<? extends Rows> values, float[] output) {
        throw new UnsupportedOperationException("the benchmark gives its rows as arrays");
    }

    private void allocate(int count) throws OrtException {
        free();
        for (Map.Entry<String, Shape> input : network.inputs().entrySet()) {
            FloatBuffer buffer = direct(count * input.getValue().size());
            buffers.add(buffer);
            inputs.put(input.getKey(), tensor(buffer, input.getValue(), count));
        }
        result = direct(count * network.outputShape().size());
        outputs.put(network.output(), tensor(result, network.outputShape(), count));
        rows = count;
    }

    private OnnxTensor tensor(FloatBuffer buffer, Shape shape, int count) throws OrtException {
        long[] dimensions =
                Arrays.stream(shape.batch(count).toArray()).asLongStream().toArray();
        return requireNonNull(OnnxTensor.createTensor(environment, buffer, dimensions));
    }

    private static FloatBuffer direct(int floats) {
        return ByteBuffer.allocateDirect(floats * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    private void free() {
        inputs.values().forEach(OnnxTensor::close);
        outputs.values().forEach(OnnxTensor::close);
        inputs.clear();
        outputs.clear();
        buffers.clear();
        rows = 0;
    }

    @Override
    public void close() {
        free();
        try {
            session.close();
        } catch (IllegalStateException e) {
            // Closing twice is harmless.
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime cannot be closed: " + e.getMessage(), e);
        }
    }
}
