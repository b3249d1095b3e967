package io.foreflow.benchmarks;

import io.foreflow.models.engine.Engine;
import io.foreflow.models.engine.Initialization;
import io.foreflow.models.engine.Samples;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.dl4j.Dl4jEngine;
import io.foreflow.models.engine.fused.FusedEngine;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.Loss;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.OptimizerSpec.Adam;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.TrainingSpec;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Finds the size from which a native library on all cores fits faster than the fused engine on one, and prints a table.
 */
public final class Crossover {
    private static final int BATCH = 256;
    private static final int STEPS = 10;
    private static final int OUTPUTS = 24;
    private static final int[] UNITS = {64, 128, 256, 512, 1024};

    private Crossover() {}

    public static void main(String[] arguments) {
        Map<String, Engine> engines = new LinkedHashMap<>();
        engines.put("fused", FusedEngine.create());
        engines.put("dl4j, one thread", new Dl4jEngine());
        engines.put("dl4j, all cores", new Dl4jEngine(Runtime.getRuntime().availableProcessors()));
        System.out.println(
                "Dense n → n → 24, batches of " + BATCH + ", Adam: milliseconds a step, least of the epochs");
        for (int units : UNITS) {
            double multiplyAdds = 3.0 * BATCH * units * (units + OUTPUTS);
            System.out.printf(Locale.ROOT, "n = %d, %.0f million multiply-adds a step:", units, multiplyAdds / 1e6);
            engines.forEach((name, engine) -> System.out.printf(
                    Locale.ROOT, " %s %.2f;", name, millis(engine, units, name.equals("fused") ? 30 : 8)));
            System.out.println();
        }
    }

    private static double millis(Engine engine, int units, int epochs) {
        NetworkSpec network = NetworkSpec.sequential(Shape.of(units))
                .add(new Dense(units, Activation.RELU))
                .add(new Dense(OUTPUTS, Activation.LINEAR))
                .build();
        int rows = BATCH * STEPS;
        Random random = new Random(237);
        float[] x = new float[rows * units];
        for (int i = 0; i < x.length; i++) {
            x[i] = random.nextFloat();
        }
        Samples samples = new Samples(
                Map.of("input", Tensor.owning(Shape.of(rows, units), x)),
                Tensor.owning(Shape.of(rows, OUTPUTS), new float[rows * OUTPUTS]));
        TrainingSpec plan = new TrainingSpec(new Loss.Mse(), new Adam(0.001), BATCH, epochs, Optional.empty(), 1);
        double[] least = {Double.POSITIVE_INFINITY};
        long[] last = {System.nanoTime()};
        engine.fit(network, Initialization.weights(network, 1), samples, Optional.empty(), plan, epoch -> {
            long now = System.nanoTime();
            if (epoch.epoch() > 1) {
                least[0] = Math.min(least[0], (now - last[0]) / 1e6 / STEPS);
            }
            last[0] = now;
            return true;
        });
        return least[0];
    }
}
