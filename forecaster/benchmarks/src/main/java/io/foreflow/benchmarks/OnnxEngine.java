package io.foreflow.benchmarks;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.foreflow.models.engine.Engine;
import io.foreflow.models.engine.FitListener;
import io.foreflow.models.engine.FitResult;
import io.foreflow.models.engine.Predictor;
import io.foreflow.models.engine.Samples;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.TrainingSpec;
import io.foreflow.models.onnx.OnnxExport;
import java.util.Map;
import java.util.Optional;

/** Runs exported networks on ONNX Runtime, on the calling thread alone, for comparison. Fits nothing. */
final class OnnxEngine implements Engine {
    @Override
    public String name() {
        return "onnx";
    }

    @Override
    public Predictor predictor(NetworkSpec network, Weights weights) {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            byte[] file = OnnxExport.write(network, weights, Map.of());
            return new OnnxPredictor(network, environment, environment.createSession(file, options));
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime refuses the network: " + e.getMessage(), e);
        }
    }

    @Override
    public FitResult fit(
            NetworkSpec network,
            Weights initial,
            Samples training,
            Optional<Samples> validation,
            TrainingSpec plan,
            FitListener listener) {
        throw new UnsupportedOperationException("ONNX Runtime runs networks; it does not fit them");
    }

    @Override
    public LossAndGradients gradients(NetworkSpec network, Weights weights, Samples batch, TrainingSpec plan) {
        throw new UnsupportedOperationException("ONNX Runtime runs networks; it does not fit them");
    }
}
