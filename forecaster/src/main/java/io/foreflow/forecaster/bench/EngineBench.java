package io.foreflow.forecaster.bench;

import static java.util.Objects.requireNonNull;

import ai.onnxruntime.OrtException;
import io.foreflow.models.engine.Engine;
import io.foreflow.models.engine.EngineProviders;
import io.foreflow.models.engine.Initialization;
import io.foreflow.models.engine.Predictor;
import io.foreflow.models.engine.Samples;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.engine.fused.FusedEngine;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.LayerSpec.Lstm;
import io.foreflow.models.network.Loss;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.OptimizerSpec.Adam;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.TrainingSpec;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Measures two small networks on every engine, one thread, in turns: predicting one row, and fitting one epoch of
 * 11,008 windows in batches of 32 with Adam. Times are wall-clock times, so that other load on the machine shows in
 * them; ratios suffer less.
 */
public final class EngineBench {
    /** An engine that takes part. */
    public enum BenchSide {
        /** The fused engine in plain loops. */
        FUSED,
        /** The fused engine with the Vector API. */
        VECTOR,
        DL4J,
        ONNX;

        /** Returns the label, for instance {@code dl4j}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A network that is measured. */
    public enum Subject {
        DENSE,
        LSTM;

        private NetworkSpec network() {
            return switch (this) {
                case DENSE ->
                    NetworkSpec.sequential(Shape.of(6))
                            .add(new Dense(16, Activation.RELU))
                            .add(new Dense(24, Activation.LINEAR))
                            .build();
                case LSTM ->
                    NetworkSpec.sequential(Shape.of(6, 1))
                            .add(new Lstm(16))
                            .add(new Dense(24, Activation.LINEAR))
                            .build();
            };
        }

        /** Returns the label, for instance {@code dense}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Durations of the measurement.
     *
     * @param warmUpMillis warm-up of each side before its first round
     * @param roundMillis time of each side in a round
     * @param rounds number of rounds
     * @param windows number of windows in an epoch
     * @param fusedEpochs number of epochs of the fused engine; the first half warms up
     * @param dl4jEpochs number of epochs of Deeplearning4j; the first warms up
     */
    public record Effort(int warmUpMillis, int roundMillis, int rounds, int windows, int fusedEpochs, int dl4jEpochs) {
        public static final Effort FULL = new Effort(2_000, 200, 7, 11_008, 60, 4);
    }

    private static final int BATCH = 32;
    private static final int INPUTS = 6;
    private static final int OUTPUTS = 24;

    private final Effort effort;
    private final Consumer<String> progress;
    /** Sum of results, so that the compiler cannot drop them. */
    private float sink;

    /** @param progress hears what is measured next */
    public EngineBench(Effort effort, Consumer<String> progress) {
        this.effort = effort;
        this.progress = progress;
    }

    private interface Call {
        float run(float[] row) throws OrtException;
    }

    private static Map<BenchSide, Engine> engines() {
        Map<BenchSide, Engine> engines = new EnumMap<>(BenchSide.class);
        engines.put(BenchSide.FUSED, Isolated.engine("plain"));
        if (FusedEngine.isVectorApiThere()) {
            engines.put(BenchSide.VECTOR, Isolated.engine("vector"));
        }
        EngineProviders.find(BenchSide.DL4J.label())
                .ifPresent(provider -> engines.put(BenchSide.DL4J, provider.create(1)));
        return engines;
    }

    /** Returns the nanoseconds per row, for each available side. */
    public Map<BenchSide, Timing> predict(Subject subject) {
        Weights weights = Initialization.weights(subject.network(), 1);
        Map<BenchSide, Call> calls = new EnumMap<>(BenchSide.class);
        List<Predictor> predictors = new ArrayList<>();
        engines().forEach((side, engine) -> {
            Predictor predictor = engine.predictor(subject.network(), weights);
            predictors.add(predictor);
            float[] output = new float[OUTPUTS];
            float[][] inputs = new float[1][];
            calls.put(side, row -> {
                inputs[0] = row;
                predictor.predict(inputs, 1, output);
                return output[0];
            });
        });
        try (OnnxPeer onnx = new OnnxPeer(subject.network(), weights)) {
            calls.put(BenchSide.ONNX, row -> onnx.predict(row)[0]);
            return rounds("predict " + subject.label(), calls);
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime failed: " + e.getMessage(), e);
        } finally {
            predictors.forEach(Predictor::close);
        }
    }

    private Map<BenchSide, Timing> rounds(String what, Map<BenchSide, Call> calls) throws OrtException {
        Map<BenchSide, Integer> counts = new EnumMap<>(BenchSide.class);
        for (Map.Entry<BenchSide, Call> call : calls.entrySet()) {
            progress.accept(what + ", " + call.getKey().label());
            double nanos = 0;
            long until = System.nanoTime() + effort.warmUpMillis() * 1_000_000L;
            while (nanos == 0 || System.nanoTime() < until) {
                nanos = nanos(call.getValue(), 1_000);
            }
            counts.put(call.getKey(), (int) Math.max(10, effort.roundMillis() * 1e6 / nanos));
        }
        Map<BenchSide, double[]> times = new EnumMap<>(BenchSide.class);
        calls.keySet().forEach(side -> times.put(side, new double[effort.rounds()]));
        for (int round = 0; round < effort.rounds(); round++) {
            for (Map.Entry<BenchSide, Call> call : calls.entrySet()) {
                requireNonNull(times.get(call.getKey()))[round] =
                        nanos(call.getValue(), requireNonNull(counts.get(call.getKey())));
            }
        }
        Map<BenchSide, Timing> timings = new EnumMap<>(BenchSide.class);
        times.forEach((side, measured) -> timings.put(side, Timing.of(measured)));
        return timings;
    }

    /** Returns the nanoseconds per row, over {@code count} rows. */
    private double nanos(Call call, int count) throws OrtException {
        float[] row = new float[INPUTS];
        float sum = 0;
        long from = System.nanoTime();
        for (int i = 0; i < count; i++) {
            row[i & 3] = (i & 7) * 0.1f;
            sum += call.run(row);
        }
        double nanos = (System.nanoTime() - from) / (double) count;
        sink += sum;
        return nanos;
    }

    /** Returns the milliseconds per epoch, for each side that can fit. */
    public Map<BenchSide, Timing> trainEpoch(Subject subject) {
        Samples samples = samples(subject.network());
        Map<BenchSide, Timing> timings = new EnumMap<>(BenchSide.class);
        engines().forEach((side, engine) -> {
            progress.accept("epoch " + subject.label() + ", " + side.label());
            timings.put(side, epochs(engine, subject.network(), samples, side));
        });
        return timings;
    }

    private Timing epochs(Engine engine, NetworkSpec network, Samples samples, BenchSide side) {
        int epochs = side == BenchSide.DL4J ? effort.dl4jEpochs() : effort.fusedEpochs();
        int warmUp = side == BenchSide.DL4J ? 1 : epochs / 2;
        TrainingSpec plan = new TrainingSpec(new Loss.Mse(), new Adam(0.001), BATCH, epochs, Optional.empty(), 1);
        double[] times = new double[epochs - warmUp];
        long[] last = {System.nanoTime()};
        engine.fit(network, Initialization.weights(network, 1), samples, Optional.empty(), plan, epoch -> {
            long now = System.nanoTime();
            if (epoch.epoch() > warmUp) {
                times[epoch.epoch() - warmUp - 1] = (now - last[0]) / 1e6;
            }
            last[0] = now;
            return true;
        });
        return Timing.of(times);
    }

    private Samples samples(NetworkSpec network) {
        Random random = new Random(237);
        Shape input = network.inputs().values().iterator().next();
        float[] x = new float[effort.windows() * INPUTS];
        float[] y = new float[effort.windows() * OUTPUTS];
        for (int i = 0; i < x.length; i++) {
            x[i] = random.nextFloat();
        }
        for (int i = 0; i < y.length; i++) {
            y[i] = random.nextFloat();
        }
        return new Samples(
                Map.of(network.inputs().keySet().iterator().next(), Tensor.owning(input.batch(effort.windows()), x)),
                Tensor.owning(Shape.of(effort.windows(), OUTPUTS), y));
    }

    /** Returns a meaningless sum, so that the compiler cannot drop results. */
    public float sink() {
        return sink;
    }
}
