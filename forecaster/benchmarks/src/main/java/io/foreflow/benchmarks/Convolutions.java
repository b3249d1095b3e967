package io.foreflow.benchmarks;

import io.foreflow.models.engine.Engine;
import io.foreflow.models.engine.Initialization;
import io.foreflow.models.engine.Samples;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.dl4j.Dl4jEngine;
import io.foreflow.models.engine.fused.FusedEngine;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Conv2d;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.LayerSpec.Flatten;
import io.foreflow.models.network.LayerSpec.MaxPooling2d;
import io.foreflow.models.network.Loss;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.OptimizerSpec.RmsProp;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.TrainingSpec;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Measures a training step of two networks for pictures on each engine, and prints a table. */
public final class Convolutions {
    private static final int EPOCHS = 4;

    private Convolutions() {}

    public static void main(String[] arguments) {
        Map<String, Engine> engines = new LinkedHashMap<>();
        engines.put("fused", FusedEngine.create());
        engines.put("fused, plain", FusedEngine.plain());
        engines.put("dl4j, all cores", new Dl4jEngine(Runtime.getRuntime().availableProcessors()));
        System.out.println(
                "Convolutions of 3 × 3 with 32, 64 and 128 filters, pools after the first two, Dense 1; RMSProp:"
                        + " milliseconds a step, least of the epochs after the first, and of processor time on all threads");
        measure(engines, Shape.of(28, 28, 1), 64, 20);
        measure(engines, Shape.of(180, 180, 3), 32, 1);
    }

    private static void measure(Map<String, Engine> engines, Shape picture, int batch, int steps) {
        System.out.println("pictures of " + picture + ", batches of " + batch);
        engines.forEach((name, engine) -> {
            double[] least = least(engine, picture, batch, steps);
            System.out.printf(Locale.ROOT, "  %s: %.1f (processor %.1f)%n", name, least[0], least[1]);
        });
    }

    private static double[] least(Engine engine, Shape picture, int batch, int steps) {
        NetworkSpec network = NetworkSpec.sequential(picture)
                .add(new Conv2d(32, 3, Activation.RELU))
                .add(new MaxPooling2d(2))
                .add(new Conv2d(64, 3, Activation.RELU))
                .add(new MaxPooling2d(2))
                .add(new Conv2d(128, 3, Activation.RELU))
                .add(new Flatten())
                .add(new Dense(1, Activation.SIGMOID))
                .build();
        int rows = batch * steps;
        Random random = new Random(237);
        float[] x = new float[rows * picture.size()];
        for (int i = 0; i < x.length; i++) {
            x[i] = random.nextFloat();
        }
        float[] y = new float[rows];
        for (int i = 0; i < rows; i++) {
            y[i] = random.nextInt(2);
        }
        Samples samples = new Samples(
                Map.of("input", Tensor.owning(picture.batch(rows), x)), Tensor.owning(Shape.of(rows, 1), y));
        TrainingSpec plan =
                new TrainingSpec(new Loss.BinaryCrossEntropy(), new RmsProp(0.001), batch, EPOCHS, Optional.empty(), 1);
        double[] least = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
        long[] last = {System.nanoTime(), processorNanos()};
        engine.fit(network, Initialization.weights(network, 1), samples, Optional.empty(), plan, epoch -> {
            long[] now = {System.nanoTime(), processorNanos()};
            for (int i = 0; i < now.length && epoch.epoch() > 1; i++) {
                least[i] = Math.min(least[i], (now[i] - last[i]) / 1e6 / steps);
            }
            last[0] = now[0];
            last[1] = now[1];
            return true;
        });
        return least;
    }

    private static long processorNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
