package io.foreflow.models.engine.fused;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.Initialization;
import io.foreflow.models.engine.Predictor;
import io.foreflow.models.engine.Samples;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.LayerSpec.Lstm;
import io.foreflow.models.network.Loss;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.OptimizerSpec.Adam;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.TrainingSpec;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Measures one row and one training step of the fused engine; with {@code -prof gc} also their allocation. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class FusedBenchmark {
    private static final int BATCH = 32;

    @Param({"dense", "lstm"})
    public String network = "dense";

    @Param({"vector", "plain"})
    public String kernels = "vector";

    private final float[][] inputs = {new float[6]};
    private final float[] output = new float[24];
    private final int[] order = IntStream.range(0, BATCH).toArray();

    @SuppressWarnings("NullAway.Init") // set by prepare
    private Predictor predictor;

    @SuppressWarnings("NullAway.Init") // set by prepare
    private FusedFit fit;

    @Setup
    public void prepare() {
        NetworkSpec spec = network.equals("dense")
                ? NetworkSpec.sequential(Shape.of(6))
                        .add(new Dense(16, Activation.RELU))
                        .add(new Dense(24, Activation.LINEAR))
                        .build()
                : NetworkSpec.sequential(Shape.of(6, 1))
                        .add(new Lstm(16))
                        .add(new Dense(24, Activation.LINEAR))
                        .build();
        Weights weights = Initialization.weights(spec, 1);
        Kernels arithmetic = kernels.equals("vector") ? new VectorKernels() : new PlainKernels();
        Random random = new Random(237);
        float[] x = new float[BATCH * 6];
        float[] y = new float[BATCH * 24];
        for (int i = 0; i < x.length; i++) {
            x[i] = random.nextFloat();
        }
        for (int i = 0; i < y.length; i++) {
            y[i] = random.nextFloat();
        }
        System.arraycopy(x, 0, inputs[0], 0, 6);
        Shape input = requireNonNull(spec.inputs().get("input"));
        Samples samples = new Samples(
                Map.of("input", Tensor.owning(input.batch(BATCH), x)), Tensor.owning(Shape.of(BATCH, 24), y));
        predictor = new FusedPredictor(spec, weights, arithmetic);
        fit = new FusedFit(
                spec,
                weights,
                samples,
                Optional.empty(),
                new TrainingSpec(new Loss.Mse(), new Adam(1e-6), BATCH, 1, Optional.empty(), 1),
                arithmetic);
    }

    @Benchmark
    public float[] predictRow() {
        predictor.predict(inputs, 1, output);
        return output;
    }

    /** Runs one training step of 32 rows. */
    @Benchmark
    public double trainingStep() {
        return fit.step(order, 0, BATCH);
    }
}
