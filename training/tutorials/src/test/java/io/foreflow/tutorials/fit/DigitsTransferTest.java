package io.foreflow.tutorials.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.foreflow.ingest.source.DataFolder;
import io.foreflow.models.engine.Initialization;
import io.foreflow.models.engine.Predictor;
import io.foreflow.models.engine.Samples;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.engine.select.EngineChoice;
import io.foreflow.models.engine.select.EngineSelector;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.Loss.SparseCategoricalCrossEntropy;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.NetworkSpec.Node;
import io.foreflow.models.network.OptimizerSpec.RmsProp;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.TrainingSpec;
import io.foreflow.tutorials.dataset.LabelledPictures;
import io.foreflow.tutorials.dataset.Mnist;
import io.foreflow.tutorials.dataset.PictureRows;
import io.foreflow.tutorials.study.Tutorials;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What a network learnt on the digits 0 to 4 helps to tell 5 to 9 apart from few examples: its convolutions are kept, and only
 * a new layer on top is fitted.
 */
class DigitsTransferTest {
    private static final int CLASSES = 5;
    private static final double CHANCE = 1.0 / CLASSES;
    private static final Set<String> CONVOLUTIONS = Set.of("conv2d", "conv2d_1", "conv2d_2");
    private static final long SEED = 3;

    private final EngineSelector engines = new EngineSelector(EngineChoice.FUSED);

    /** The network of mnist-conv for five digits. */
    private static NetworkSpec network() {
        NetworkSpec ten = Tutorials.study("mnist-conv").network();
        List<Node> nodes = new ArrayList<>(ten.nodes());
        Node last = nodes.remove(nodes.size() - 1);
        nodes.add(new Node("digit", new Dense(CLASSES, Activation.SOFTMAX), last.inputs()));
        return new NetworkSpec(ten.inputs(), nodes, "digit");
    }

    private static TrainingSpec plan(int epochs, int batchSize, Set<String> frozen) {
        return new TrainingSpec(
                        new SparseCategoricalCrossEntropy(),
                        new RmsProp(0.001),
                        batchSize,
                        epochs,
                        Optional.empty(),
                        SEED)
                .withFrozen(frozen);
    }

    /** The first {@code each} pictures of each of five digits, one digit after another; targets count from the lowest. */
    private static Samples digits(LabelledPictures pictures, int lowest, int each) {
        List<Integer> rows = new ArrayList<>();
        for (int digit = lowest; digit < lowest + CLASSES; digit++) {
            for (int row = 0, found = 0; found < each; row++) {
                if (pictures.label(row) == digit) {
                    rows.add(row);
                    found++;
                }
            }
        }
        float[] targets = new float[rows.size()];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = pictures.label(rows.get(i)) - lowest;
        }
        return new Samples(
                Map.of(
                        "input",
                        PictureRows.of(pictures.select(
                                rows.stream().mapToInt(Integer::intValue).toArray()))),
                Tensor.owning(Shape.of(targets.length), targets));
    }

    private Weights fit(Weights initial, TrainingSpec plan, Samples samples) {
        return new PhasedFit(engines)
                .fit(network(), initial, List.of(plan), samples, Optional.empty(), epoch -> true)
                .weights();
    }

    private double accuracy(Weights weights, Samples samples) {
        float[] results = new float[samples.rows() * CLASSES];
        try (Predictor predictor = engines.forForecasting(network()).engine().predictor(network(), weights)) {
            predictor.predict(List.copyOf(samples.inputs().values()), results);
        }
        int right = 0;
        for (int row = 0; row < samples.rows(); row++) {
            int best = 0;
            for (int k = 1; k < CLASSES; k++) {
                best = results[row * CLASSES + k] > results[row * CLASSES + best] ? k : best;
            }
            right += best == (int) samples.targets().at(row) ? 1 : 0;
        }
        return (double) right / samples.rows();
    }

    @Test
    void shouldTellNewDigitsApartByWhatItLearntFromOthers() throws Exception {
        // given
        Optional<Path> folder = DataFolder.file("mnist");
        assumeTrue(folder.isPresent(), "no data folder, see DataFolder");
        Mnist mnist = Mnist.read(folder.orElseThrow());
        Weights drawn = Initialization.weights(network(), SEED);
        Weights learnt = fit(drawn, plan(2, 32, Set.of()), digits(mnist.train(), 0, 300));
        Map<String, Tensor> newTop = new LinkedHashMap<>(learnt.tensors());
        drawn.tensors().forEach((name, tensor) -> {
            if (name.startsWith("digit/")) {
                newTop.put(name, tensor);
            }
        });
        Samples few = digits(mnist.train(), 5, 10);
        Samples test = digits(mnist.test(), 5, 200);
        TrainingSpec top = plan(30, 10, CONVOLUTIONS);

        // when
        Weights transferred = fit(new Weights(newTop), top, few);
        Weights without = fit(drawn, top, few);

        // then
        for (String layer : CONVOLUTIONS) {
            assertThat(transferred.get(layer, Weights.KERNEL)).isEqualTo(learnt.get(layer, Weights.KERNEL));
        }
        double accuracy = accuracy(transferred, test);
        assertThat(accuracy).isGreaterThan(3 * CHANCE).isGreaterThan(accuracy(without, test) + 0.05);
    }
}
