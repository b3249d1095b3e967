package io.foreflow.forecaster.bench;

import static java.util.Objects.requireNonNull;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.Shape;
import io.foreflow.models.onnx.OnnxExport;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;

/** Runs one row of a network with one input on ONNX Runtime: one thread, one session, the input's memory reused. */
final class OnnxPeer implements AutoCloseable {
    private final OrtSession session;
    private final FloatBuffer input;
    private final OnnxTensor tensor;
    private final Map<String, OnnxTensor> inputs;
    private final float[] output;

    OnnxPeer(NetworkSpec network, Weights weights) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            this.session = environment.createSession(OnnxExport.write(network, weights, Map.of()), options);
        }
        Map.Entry<String, Shape> only = network.inputs().entrySet().iterator().next();
        this.input = ByteBuffer.allocateDirect(only.getValue().size() * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        this.tensor = OnnxTensor.createTensor(environment, input, dimensions(only.getValue()));
        this.inputs = Map.of(only.getKey(), tensor);
        this.output = new float[network.outputShape().size()];
    }

    private static long[] dimensions(Shape row) {
        long[] dimensions = new long[1 + row.rank()];
        dimensions[0] = 1;
        for (int i = 0; i < row.rank(); i++) {
            dimensions[1 + i] = row.at(i);
        }
        return dimensions;
    }

    float[] predict(float[] row) throws OrtException {
        input.put(0, row);
        try (OrtSession.Result result = session.run(inputs)) {
            requireNonNull(((OnnxTensor) result.get(0)).getFloatBuffer()).get(output);
        }
        return output;
    }

    @Override
    public void close() throws OrtException {
        tensor.close();
        session.close();
    }
}
