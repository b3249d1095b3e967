package io.foreflow.models.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.foreflow.models.engine.Engines.ForEachEngine;
import io.foreflow.models.engine.FitResult.EpochLoss;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.Initializer;
import io.foreflow.models.network.LayerSpec;
import io.foreflow.models.network.LayerSpec.Add;
import io.foreflow.models.network.LayerSpec.Concatenate;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.LayerSpec.Dropout;
import io.foreflow.models.network.LayerSpec.Flatten;
import io.foreflow.models.network.LayerSpec.Lstm;
import io.foreflow.models.network.Loss;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.NetworkSpec.Node;
import io.foreflow.models.network.OptimizerSpec;
import io.foreflow.models.network.OptimizerSpec.Adam;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.TrainingSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RidgeTest {
    private static final Dense LINEAR = new Dense(2, Activation.LINEAR);
    private static final Dense WITHOUT_BIAS = new Dense(2, Activation.LINEAR, false, 0, Initializer.GLOROT_UNIFORM);

    private static TrainingSpec plan(double lambda) {
        return new TrainingSpec(new Loss.Mse(), new OptimizerSpec.Ridge(lambda), 32, 1, Optional.empty(), 0);
    }

    private static NetworkSpec network(Shape input, LayerSpec... layers) {
        NetworkSpec.SequentialBuilder network = NetworkSpec.sequential(input);
        for (LayerSpec layer : layers) {
            network.add(layer);
        }
        return network.build();
    }

    private static FitResult fit(NetworkSpec network, Samples samples, double lambda) {
        return RidgeFit.fit(network, samples, Optional.empty(), plan(lambda), FitListener.SILENT);
    }

    /** Rows with the features' numbers, and targets of two units. */
    private static Samples samples(float[][] features, float[][] targets) {
        return new Samples(Map.of("input", tensor(features)), tensor(targets));
    }

    private static Tensor tensor(float[][] rows) {
        float[] data = new float[rows.length * rows[0].length];
        for (int row = 0; row < rows.length; row++) {
            System.arraycopy(rows[row], 0, data, row * rows[0].length, rows[0].length);
        }
        return Tensor.owning(Shape.of(rows.length, rows[0].length), data);
    }

    @Property(tries = 100, seed = "237")
    void shouldLeaveNoGradientOfThePenalisedLoss(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 6) int features,
            @ForAll @IntRange(min = 8, max = 40) int rows,
            @ForAll @DoubleRange(min = 0, max = 100) double lambda,
            @ForAll boolean useBias) {
        // given
        NetworkSpec network = network(Shape.of(features), useBias ? LINEAR : WITHOUT_BIAS);
        Samples samples = TestSamples.of(network, rows, seed);

        // when
        NormalEquations.Solution solution = RidgeFit.solve(network, samples, lambda);

        // then: the derivatives of Σ‖y − xW − b‖² + λ‖W‖² by W, and by b where there is one
        Tensor x = TestSamples.numbers(samples, "input");
        for (int unit = 0; unit < 2; unit++) {
            double[] byKernel = new double[features];
            double byBias = 0;
            for (int row = 0; row < rows; row++) {
                double residual = samples.targets().at(row * 2 + unit) - solution.bias()[unit];
                for (int i = 0; i < features; i++) {
                    residual -= x.at(row * features + i) * solution.kernel()[i][unit];
                }
                byBias += residual;
                for (int i = 0; i < features; i++) {
                    byKernel[i] += residual * x.at(row * features + i);
                }
            }
            for (int i = 0; i < features; i++) {
                assertThat(byKernel[i] - lambda * solution.kernel()[i][unit]).isCloseTo(0, within(1e-9 * rows));
            }
            if (useBias) {
                assertThat(byBias).isCloseTo(0, within(1e-9 * rows));
            } else {
                assertThat(solution.bias()[unit]).isZero();
            }
        }
    }

    @ForEachEngine
    void shouldFindALineAtOnce(Engine engine) {
        // given
        NetworkSpec network = network(Shape.of(2), LINEAR);
        Samples training = line(40, 1);
        Samples validation = line(10, 2);
        List<EpochLoss> heard = new ArrayList<>();

        // when
        FitResult fitted = engine.fit(
                network, Initialization.weights(network, 1), training, Optional.of(validation), plan(0), epoch -> {
                    heard.add(epoch);
                    return true;
                });

        // then
        Tensor kernel = fitted.weights().get("dense", "kernel");
        Tensor bias = fitted.weights().get("dense", "bias");
        for (int i = 0; i < 4; i++) {
            assertThat(kernel.at(i)).isCloseTo(new float[] {3, -1, 0.5f, 2}[i], within(1e-5f));
        }
        assertThat(bias.at(0)).isCloseTo(100, within(1e-4f));
        assertThat(bias.at(1)).isCloseTo(-7, within(1e-4f));
        assertThat(fitted.bestEpoch()).isEqualTo(1);
        assertThat(fitted.epochs()).hasSize(1).isEqualTo(heard);
        assertThat(fitted.epochs().get(0).loss()).isCloseTo(0, within(1e-6));
        assertThat(fitted.epochs().get(0).validationLoss()).isCloseTo(0, within(1e-6));
    }

    private static Samples line(int rows, long seed) {
        Tensor x = TestSamples.numbers(TestSamples.of(network(Shape.of(2), LINEAR), rows, seed), "input");
        float[] targets = new float[rows * 2];
        for (int row = 0; row < rows; row++) {
            targets[row * 2] = 3 * x.at(row * 2) + 0.5f * x.at(row * 2 + 1) + 100;
            targets[row * 2 + 1] = -x.at(row * 2) + 2 * x.at(row * 2 + 1) - 7;
        }
        return new Samples(Map.of("input", x), Tensor.owning(Shape.of(rows, 2), targets));
    }

    @Test
    void shouldTellTheLossesOfTheWeightsThatItHandsOut() {
        // given
        NetworkSpec network = network(Shape.of(3), LINEAR);
        Samples training = TestSamples.of(network, 20, 1);
        Samples validation = TestSamples.of(network, 10, 2);

        // when
        FitResult fitted = RidgeFit.fit(network, training, Optional.of(validation), plan(5), FitListener.SILENT);

        // then: without the penalty
        ReferenceNetwork reference = new ReferenceNetwork(network, fitted.weights());
        EpochLoss epoch = fitted.epochs().get(0);
        assertThat(epoch.loss()).isCloseTo(reference.loss(training, plan(5), 0), within(1e-12));
        assertThat(epoch.validationLoss()).isCloseTo(reference.loss(validation, plan(5), 0), within(1e-12));
    }

    @Test
    void shouldReadThroughLayersWithoutWeights() {
        // given
        Map<String, Shape> inputs = new LinkedHashMap<>();
        inputs.put("a", Shape.of(2, 2));
        inputs.put("b", Shape.of(2, 2));
        inputs.put("hot", Shape.of(3));
        NetworkSpec graph = new NetworkSpec(
                inputs,
                List.of(
                        new Node("sum", new Add(), List.of("a", "b")),
                        new Node("joined", new Concatenate(), List.of("a", "sum")),
                        new Node("flat", new Flatten(), List.of("joined")),
                        new Node("same", new Dropout(0), List.of("flat")),
                        new Node("all", new Concatenate(), List.of("same", "hot")),
                        new Node("dense", LINEAR, List.of("all"))),
                "dense");
        Samples samples = TestSamples.multiHot(graph, new Loss.Mse(), 50, 1);
        float[][] read = new float[50][11];
        float[] a = TestSamples.numbers(samples, "a").toArray();
        float[] b = TestSamples.numbers(samples, "b").toArray();
        Tensor hot = TestSamples.numbers(samples, "hot");
        for (int row = 0; row < 50; row++) {
            for (int i = 0; i < 4; i++) {
                int place = i / 2 * 4 + i % 2;
                read[row][place] = a[row * 4 + i];
                read[row][place + 2] = a[row * 4 + i] + b[row * 4 + i];
            }
            hot.copyTo(row * 3, read[row], 8, 3);
        }
        Samples plain = new Samples(Map.of("input", tensor(read)), samples.targets());

        // when
        Weights throughLayers = fit(graph, samples, 2).weights();
        Weights directly = fit(network(Shape.of(11), LINEAR), plain, 2).weights();

        // then
        directly.tensors().forEach((name, tensor) -> {
            for (int i = 0; i < tensor.size(); i++) {
                assertThat(requireNonNull(throughLayers.tensors().get(name)).at(i))
                        .isCloseTo(tensor.at(i), within(1e-6f));
            }
        });
    }

    @Test
    void shouldTakeEachPositionForARowOfItsOwn() {
        // given
        NetworkSpec steps = network(Shape.of(3, 4), LINEAR);
        Samples samples = TestSamples.of(steps, 10, 1);
        Samples rows = new Samples(
                Map.of(
                        "input",
                        Tensor.owning(
                                Shape.of(30, 4),
                                TestSamples.numbers(samples, "input").toArray())),
                Tensor.owning(Shape.of(30, 2), samples.targets().toArray()));

        // then
        assertThat(fit(steps, samples, 1).weights())
                .isEqualTo(fit(network(Shape.of(4), LINEAR), rows, 1).weights());
    }

    @Test
    void shouldSayWhatToDoWhenThereIsMoreThanOneSolution() {
        // given
        NetworkSpec network = network(Shape.of(3), LINEAR);
        float[][] targets = new float[9][2];
        float[][] constant = new float[9][];
        float[][] collinear = new float[9][];
        for (int row = 0; row < 9; row++) {
            targets[row] = new float[] {row, -row};
            float x = (float) Math.sin(row);
            constant[row] = new float[] {x, 0.1f, row};
            collinear[row] = new float[] {x, row, 0.3f * x - 1.7f * row};
        }
        float[][] few = Arrays.copyOf(constant, 2);

        // then
        assertThatThrownBy(() -> fit(network, samples(constant, targets), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("feature 1 (from 0) of what dense reads is constant or a linear combination")
                .hasMessageContaining("give a lambda above 0.0");
        assertThatThrownBy(() -> fit(network, samples(collinear, targets), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("feature 2 (from 0)");
        assertThatThrownBy(() -> fit(network, samples(few, Arrays.copyOf(targets, 2)), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("more rows");
        for (float[][] features : List.of(constant, collinear)) {
            Weights weights = fit(network, samples(features, targets), 1e-3).weights();
            for (float weight : weights.get("dense", "kernel").toArray()) {
                assertThat(weight).isBetween(-2f, 2f);
            }
        }
    }

    @Test
    void shouldNotLearnFromWhatIsNotFinite() {
        // given
        NetworkSpec network = network(Shape.of(1), LINEAR);
        float[][] good = {{1, 2}, {3, 4}, {5, 6}};
        float[][] bad = {{1, 2}, {Float.NaN, 4}, {5, 6}};

        // then
        assertThatThrownBy(() -> fit(network, samples(new float[][] {{1}, {Float.POSITIVE_INFINITY}, {2}}, good), 1))
                .isInstanceOf(FitDivergedException.class)
                .hasMessageContaining("epoch 1");
        assertThatThrownBy(() -> fit(network, samples(new float[][] {{1}, {4}, {2}}, bad), 1))
                .isInstanceOf(FitDivergedException.class)
                .hasMessageContaining("NaN in epoch 1");
    }

    @ForEachEngine
    void shouldRefuseNetworksThatHaveNoClosedForm(Engine engine) {
        Dense relu = new Dense(2, Activation.RELU, true, 0.1, Initializer.GLOROT_UNIFORM);

        assertRefused(engine, network(Shape.of(2), LINEAR, LINEAR), "layer dense has weights");
        assertRefused(engine, network(Shape.of(2, 2), new Lstm(3), LINEAR), "layer lstm has weights");
        assertRefused(engine, network(Shape.of(2), new Dropout(0.5), LINEAR), "layer dropout drops numbers");
        assertRefused(engine, network(Shape.of(2, 2), LINEAR, new Flatten()), "output flatten must be a dense layer");
        assertRefused(engine, network(Shape.of(2), relu), "the activation of dense must be linear");
        assertRefused(engine, network(Shape.of(2), relu), "l2 of dense must be 0");
    }

    private static void assertRefused(Engine engine, NetworkSpec network, String reason) {
        assertThatThrownBy(() -> engine.fit(
                        network,
                        Initialization.weights(network, 1),
                        TestSamples.of(network, 5, 1),
                        Optional.empty(),
                        plan(1),
                        FitListener.SILENT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ridge fits a linear dense layer")
                .hasMessageContaining(reason);
    }

    @Test
    void shouldRefusePlansThatAreNotItsOwn() {
        // given
        NetworkSpec network = network(Shape.of(2), LINEAR);
        TrainingSpec adam = new TrainingSpec(new Loss.Mse(), new Adam(1e-3), 32, 1, Optional.empty(), 0);

        // then
        assertThatThrownBy(() -> RidgeFit.fit(
                        network, TestSamples.of(network, 5, 1), Optional.empty(), adam, FitListener.SILENT))
                .hasMessageContaining("not ridge");
        assertThatThrownBy(() -> new TrainingSpec(
                        new Loss.Mae(),
                        new OptimizerSpec.Ridge(1),
                        32,
                        5,
                        Optional.of(new TrainingSpec.EarlyStopping(2)),
                        0))
                .hasMessageContaining("loss (mae) must be mse")
                .hasMessageContaining("epochs (5) must be 1")
                .hasMessageContaining("earlyStopping must be absent");
        assertThatThrownBy(() -> new OptimizerSpec.Ridge(-1)).hasMessageContaining("lambda (-1.0)");
    }
}
