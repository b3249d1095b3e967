package io.foreflow.benchmarks.trainings;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.models.engine.Samples;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.LayerSpec.Lstm;
import io.foreflow.models.network.Loss;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.OptimizerSpec;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.TrainingSpec;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Measures one epoch of 11,008 windows in 344 batches of 32, Adam, mse: Dense 6 → 16 relu → 24, and LSTM(16) over 6 × 1
 * → 24. The engines take turns; each turn is a fit of a few seconds, whose first epoch is not counted; the first turn
 * of each warms up and is not counted either.
 */
final class EpochTimes {
    private static final int BATCH = 32;
    private static final int WINDOWS = 344 * BATCH;
    private static final int SEED = 237;
    private static final int WITHOUT_END = 1_000_000;

    private EpochTimes() {}

    static void measure(TrainingSettings settings, ObjectNode result) {
        result.put("windows", WINDOWS);
        result.put("batch", BATCH);
        networks().forEach((name, network) -> measure(settings, name, network, result.putObject(name)));
    }

    /** Returns the measured networks by name. */
    static Map<String, NetworkSpec> networks() {
        Map<String, NetworkSpec> networks = new LinkedHashMap<>();
        networks.put(
                "dense",
                NetworkSpec.sequential(Shape.of(6))
                        .add(new Dense(16, Activation.RELU))
                        .add(new Dense(24, Activation.LINEAR))
                        .build());
        networks.put(
                "lstm",
                NetworkSpec.sequential(Shape.of(6, 1))
                        .add(new Lstm(16))
                        .add(new Dense(24, Activation.LINEAR))
                        .build());
        return networks;
    }

    /** Returns a plan with Adam, mse and batches of 32, without early stopping. */
    static TrainingSpec plan(int epochs) {
        return new TrainingSpec(new Loss.Mse(), new OptimizerSpec.Adam(0.001), BATCH, epochs, Optional.empty(), SEED);
    }

    private static void measure(TrainingSettings settings, String name, NetworkSpec network, ObjectNode result) {
        Samples samples = RandomSamples.of(network, WINDOWS, SEED);
        Map<TrainingContender, Measured> seconds = new EnumMap<>(TrainingContender.class);
        for (int round = 0; round <= settings.rounds(); round++) {
            for (TrainingContender contender : settings.contenders()) {
                Measured epochs = Epochs.time(
                        contender.engine(), network, samples, Optional.empty(), plan(WITHOUT_END), settings.seconds());
                settings.say("epoch, %s, round %d, %s: %.2f ms", name, round, contender, epochs.median() * 1e3);
                if (round > 0) {
                    seconds.computeIfAbsent(contender, c -> new Measured()).addAll(epochs);
                }
            }
        }
        seconds.forEach((contender, epochs) -> {
            ObjectNode node = result.putObject(contender.toString());
            epochs.write(node.putObject("seconds"));
            if (contender.isFast() && seconds.containsKey(TrainingContender.DL4J)) {
                double peer =
                        requireNonNull(seconds.get(TrainingContender.DL4J)).median();
                node.put("timesAsFastAsDl4j", Measured.rounded(peer / epochs.median()));
            }
        });
    }
}
