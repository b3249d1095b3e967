package io.foreflow.tutorials.fit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.foreflow.models.engine.Engine;
import io.foreflow.models.engine.FitListener;
import io.foreflow.models.engine.FitResult;
import io.foreflow.models.engine.FitResult.EpochLoss;
import io.foreflow.models.engine.Initialization;
import io.foreflow.models.engine.Rows;
import io.foreflow.models.engine.Samples;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.engine.select.EngineChoice;
import io.foreflow.models.engine.select.EngineSelector;
import io.foreflow.models.network.Batches;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.Loss;
import io.foreflow.models.network.Metric;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.OptimizerSpec;
import io.foreflow.models.network.OptimizerSpec.Adam;
import io.foreflow.models.network.OptimizerSpec.RmsProp;
import io.foreflow.models.network.OptimizerSpec.Sgd;
import io.foreflow.models.network.Sampler;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.TrainingSpec;
import io.foreflow.tutorials.study.Tutorials;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PhasedFitTest {
    /** VGG16 with an eighth of its filters under one neuron, of 64 × 64 pictures. */
    private static final NetworkSpec VGG =
            Tutorials.quickStudy("vgg16-fine-tune").network();

    private static final Shape PICTURE = Shape.of(64, 64, 3);
    private static final int ROWS = 6;
    private static final FitListener GO_ON = epoch -> true;
    private static final List<TrainingSpec> TWO_PHASES = List.of(
            plan(new RmsProp(0.01), 2, "vgg16"),
            plan(
                    new RmsProp(0.001),
                    2,
                    "vgg16.block1_conv1",
                    "vgg16.block1_conv2",
                    "vgg16.block2_conv1",
                    "vgg16.block2_conv2",
                    "vgg16.block3_conv1",
                    "vgg16.block3_conv2",
                    "vgg16.block3_conv3",
                    "vgg16.block4_conv1",
                    "vgg16.block4_conv2",
                    "vgg16.block4_conv3"));

    private static final NetworkSpec SMALL = NetworkSpec.sequential(Shape.of(3))
            .add(new Dense(4, Activation.TANH))
            .add(new Dense(1, Activation.SIGMOID))
            .build();

    private static TrainingSpec plan(OptimizerSpec optimizer, int epochs, String... frozen) {
        return new TrainingSpec(
                new Loss.BinaryCrossEntropy(),
                optimizer,
                new Batches(4, Sampler.SHUFFLED),
                epochs,
                Optional.empty(),
                7,
                Set.of(frozen),
                Optional.of(Metric.ACCURACY));
    }

    /** All rows in one batch, so that epochs differ in what the optimiser remembers alone. */
    private static TrainingSpec inOneBatch(OptimizerSpec optimizer, int epochs) {
        return new TrainingSpec(
                new Loss.BinaryCrossEntropy(),
                optimizer,
                new Batches(ROWS, Sampler.AS_IS),
                epochs,
                Optional.empty(),
                7,
                Set.of(),
                Optional.empty());
    }

    /** Every other row is of the second class. */
    private static Samples samples(Rows rows) {
        float[] targets = new float[rows.rows()];
        for (int row = 1; row < targets.length; row += 2) {
            targets[row] = 1;
        }
        return new Samples(Map.of("input", rows), Tensor.owning(Shape.of(targets.length, 1), targets));
    }

    private static Samples smallSamples() {
        float[] numbers = new float[ROWS * 3];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) Math.sin(i);
        }
        return samples(Tensor.owning(Shape.of(ROWS, 3), numbers));
    }

    private static FitResult fit(PhasedFit fit, NetworkSpec network, Samples samples, List<TrainingSpec> phases) {
        return fit.fit(network, Initialization.weights(network, 3), phases, samples, Optional.of(samples), GO_ON);
    }

    private static FitResult fitSmall(EngineSelector engines, TrainingSpec... phases) {
        return fit(new PhasedFit(engines), SMALL, smallSamples(), List.of(phases));
    }

    private static Tensor tensor(Weights weights, String name) {
        return requireNonNull(weights.tensors().get(name), name);
    }

    private static void assertClose(FitResult actual, FitResult expected) {
        expected.weights().tensors().forEach((name, tensor) -> {
            float[] numbers = tensor.toArray();
            Tensor other = tensor(actual.weights(), name);
            for (int i = 0; i < numbers.length; i++) {
                assertThat(other.at(i)).as(name).isCloseTo(numbers[i], within(1e-4f));
            }
        });
        assertThat(actual.epochs()).hasSameSizeAs(expected.epochs());
        for (int i = 0; i < expected.epochs().size(); i++) {
            EpochLoss epoch = actual.epochs().get(i);
            assertThat(epoch.loss()).isCloseTo(expected.epochs().get(i).loss(), within(1e-3));
            assertThat(epoch.validationLoss())
                    .isCloseTo(expected.epochs().get(i).validationLoss(), within(1e-3));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FUSED", "DL4J"})
    void shouldLeaveFrozenWeightsAsTheyAreToTheBit(EngineChoice choice) {
        // given
        Weights before = Initialization.weights(VGG, 3);

        // when
        FitResult result =
                fit(new PhasedFit(new EngineSelector(choice)), VGG, samples(Pictures.of(ROWS, PICTURE)), TWO_PHASES);

        // then
        assertThat(result.weights().tensors().keySet())
                .containsExactlyElementsOf(before.tensors().keySet());
        result.weights().tensors().forEach((name, tensor) -> {
            boolean fitted = name.startsWith("vgg16.block5") || name.startsWith("dense");
            assertThat(tensor.equals(tensor(before, name))).as(name).isEqualTo(!fitted);
        });
        assertThat(result.epochs()).extracting(EpochLoss::epoch).containsExactly(1, 2, 3, 4);
    }

    @ParameterizedTest
    @EnumSource(names = {"FUSED", "DL4J"})
    void shouldFitTheSameWithKeptFeaturesAsWithout(EngineChoice choice) {
        // given
        EngineSelector engines = new EngineSelector(choice);
        Samples samples = samples(Pictures.of(ROWS, PICTURE));

        // when
        FitResult kept = fit(new PhasedFit(engines, true), VGG, samples, TWO_PHASES);
        FitResult computed = fit(new PhasedFit(engines, false), VGG, samples, TWO_PHASES);

        // then
        assertClose(kept, computed);
    }

    @Test
    void shouldComputeTheFeaturesOfAFrozenBaseOnceAPhase() {
        // given
        EngineSelector engines = new EngineSelector(EngineChoice.FUSED);
        Pictures pictures = Pictures.of(ROWS, PICTURE);
        Pictures validation = Pictures.of(4, PICTURE);

        // when
        new PhasedFit(engines)
                .fit(
                        VGG,
                        Initialization.weights(VGG, 3),
                        TWO_PHASES,
                        samples(pictures),
                        Optional.of(samples(validation)),
                        GO_ON);

        // then
        assertThat(pictures.copies()).isEqualTo(2 * ROWS);
        assertThat(validation.copies()).isEqualTo(2 * 4);
    }

    @Test
    void shouldNotKeepFeaturesOfRowsThatDifferByEpoch() {
        // given
        EngineSelector engines = new EngineSelector(EngineChoice.FUSED);
        Pictures pictures = Pictures.augmented(ROWS, PICTURE);
        List<TrainingSpec> phases = List.of(plan(new RmsProp(0.01), 3, "vgg16"));
        Weights initial = Initialization.weights(VGG, 3);

        // when
        FitResult result = new PhasedFit(engines).fit(VGG, initial, phases, samples(pictures), Optional.empty(), GO_ON);

        // then
        assertThat(pictures.copies()).isEqualTo(3 * ROWS);
        Engine engine = engines.forTraining(VGG, phases.get(0)).engine();
        assertThat(result.weights())
                .isEqualTo(engine.fit(VGG.inlined(), initial, samples(pictures), Optional.empty(), phases.get(0), GO_ON)
                        .weights());
    }

    @ParameterizedTest
    @EnumSource(names = {"FUSED", "DL4J"})
    void shouldBeginEachPhaseWithAnOptimiserThatRemembersNothing(EngineChoice choice) {
        // given
        EngineSelector engines = new EngineSelector(choice);
        TrainingSpec half = inOneBatch(new Adam(0.05), 3);
        Engine engine = engines.forTraining(SMALL, half).engine();
        Samples samples = smallSamples();

        // when
        FitResult phases = fitSmall(engines, half, half);

        // then
        Weights first = engine.fit(SMALL, Initialization.weights(SMALL, 3), samples, Optional.of(samples), half, GO_ON)
                .weights();
        assertThat(phases.weights())
                .isEqualTo(engine.fit(SMALL, first, samples, Optional.of(samples), half, GO_ON)
                        .weights());
        assertThat(phases.weights())
                .isNotEqualTo(fitSmall(engines, inOneBatch(new Adam(0.05), 6)).weights());
    }

    @Test
    void shouldGoOnWhereThePhaseBeforeEnded() {
        // given an optimiser that never remembers anything
        EngineSelector engines = new EngineSelector(EngineChoice.FUSED);
        TrainingSpec half = inOneBatch(new Sgd(0.5), 3);

        // when, then
        assertThat(fitSmall(engines, half, half)).isEqualTo(fitSmall(engines, inOneBatch(new Sgd(0.5), 6)));
    }

    @Test
    void shouldNumberEpochsOnAndBeginNoFurtherPhaseWhenAskedToStop() {
        // given
        PhasedFit fit = new PhasedFit(new EngineSelector(EngineChoice.FUSED));
        TrainingSpec plan = inOneBatch(new Sgd(0.5), 3);
        List<Integer> heard = new ArrayList<>();

        // when
        FitResult result = fit.fit(
                SMALL,
                Initialization.weights(SMALL, 3),
                List.of(plan, plan, plan),
                smallSamples(),
                Optional.empty(),
                epoch -> {
                    heard.add(epoch.epoch());
                    return epoch.epoch() < 5;
                });

        // then
        assertThat(heard).containsExactly(1, 2, 3, 4, 5);
        assertThat(result.epochs()).extracting(EpochLoss::epoch).containsExactly(1, 2, 3, 4, 5);
        assertThat(result.bestEpoch()).isEqualTo(5);
    }

    @Test
    void shouldRefuseAPhaseThatFitsNothing() {
        EngineSelector engines = new EngineSelector(EngineChoice.FUSED);
        TrainingSpec nothing = plan(new Sgd(0.1), 1, "dense", "dense_1");

        assertThatThrownBy(() -> fitSmall(engines, nothing))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("all layers with weights are frozen, so there is nothing to fit");
    }
}
