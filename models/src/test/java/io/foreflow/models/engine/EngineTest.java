package io.foreflow.models.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.foreflow.models.engine.Engine.LossAndGradients;
import io.foreflow.models.engine.Engines.ForEachEngine;
import io.foreflow.models.engine.FitResult.EpochLoss;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.Initializer;
import io.foreflow.models.network.LayerSpec.Add;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.LayerSpec.Dropout;
import io.foreflow.models.network.LayerSpec.Embedding;
import io.foreflow.models.network.LayerSpec.Flatten;
import io.foreflow.models.network.LayerSpec.Lstm;
import io.foreflow.models.network.Loss;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.NetworkSpec.Node;
import io.foreflow.models.network.OptimizerSpec;
import io.foreflow.models.network.OptimizerSpec.Adam;
import io.foreflow.models.network.OptimizerSpec.RmsProp;
import io.foreflow.models.network.OptimizerSpec.Sgd;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.TrainingSpec;
import io.foreflow.models.network.TrainingSpec.EarlyStopping;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** How every engine behaves. */
class EngineTest {
    private static final NetworkSpec LSTM = NetworkSpec.sequential(Shape.of(4, 2))
            .add(new Lstm(5))
            .add(new Dropout(0.25))
            .add(new Dense(3, Activation.LINEAR, true, 0.01, Initializer.GLOROT_UNIFORM))
            .build();
    private static final NetworkSpec DENSE = NetworkSpec.sequential(Shape.of(4))
            .add(new Dense(8, Activation.RELU))
            .add(new Dense(2, Activation.LINEAR))
            .build();

    private static TrainingSpec plan(OptimizerSpec optimizer, int batchSize, int epochs) {
        return new TrainingSpec(new Loss.Mse(), optimizer, batchSize, epochs, Optional.empty(), 7);
    }

    private static FitResult fit(Engine engine, NetworkSpec network, Samples samples, TrainingSpec plan) {
        return engine.fit(
                network,
                Initialization.weights(network, plan.seed()),
                samples,
                Optional.empty(),
                plan,
                FitListener.SILENT);
    }

    @ForEachEngine
    void shouldFitBitForBitTheSameFromTheSameSeed(Engine engine) {
        for (OptimizerSpec optimizer : List.of(new Sgd(0.05), new RmsProp(1e-2), new Adam(1e-2))) {
            // given
            Samples samples = TestSamples.of(LSTM, 21, 1);
            TrainingSpec plan = plan(optimizer, 8, 3);

            // when
            FitResult first = fit(engine, LSTM, samples, plan);
            FitResult second = fit(engine, LSTM, samples, plan);

            // then
            assertThat(second).isEqualTo(first);
            assertThat(first.weights()).isNotEqualTo(Initialization.weights(LSTM, plan.seed()));
        }
    }

    @ForEachEngine
    void shouldKeepThePartialBatchAndWeighLossesByRows(Engine engine) {
        // given
        int rows = 5;
        Samples samples = TestSamples.of(DENSE, rows, 2);
        TrainingSpec plan = plan(new Sgd(0.1), 2, 2);

        // when
        FitResult fitted = fit(engine, DENSE, samples, plan);

        // then
        Weights weights = Initialization.weights(DENSE, plan.seed());
        for (int epoch = 1; epoch <= 2; epoch++) {
            int[] order = BatchOrder.epoch(plan.seed(), epoch, rows);
            double sum = 0;
            for (int from = 0; from < rows; from += 2) {
                int[] taken = Arrays.copyOfRange(order, from, Math.min(rows, from + 2));
                LossAndGradients step = engine.gradients(DENSE, weights, TestSamples.select(samples, taken), plan);
                sum += step.loss() * taken.length;
                weights = descend(weights, step.gradients(), 0.1);
            }
            assertThat(fitted.epochs().get(epoch - 1).loss()).isCloseTo(sum / rows, within(1e-6));
        }
        assertClose(fitted.weights(), weights);
    }

    @ForEachEngine
    void shouldDropInEachStepWhatTheMaskSays(Engine engine) {
        // given
        NetworkSpec network = NetworkSpec.sequential(Shape.of(4))
                .add(new Dropout(0.5))
                .add(new Dense(1, Activation.LINEAR, false, 0, Initializer.GLOROT_UNIFORM))
                .build();
        Samples samples = TestSamples.of(network, 1, 3);
        TrainingSpec plan = plan(new Sgd(0.1), 1, 4);

        // when
        FitResult fitted = fit(engine, network, samples, plan);

        // then
        double[] kernel = new double[4];
        Tensor initial = Initialization.weights(network, plan.seed()).get("dense", "kernel");
        Arrays.setAll(kernel, initial::at);
        Tensor x = TestSamples.numbers(samples, "input");
        for (int step = 0; step < 4; step++) {
            DropoutMask mask = new DropoutMask(plan.seed(), "dropout", step, 0.5);
            double error = -samples.targets().at(0);
            for (int i = 0; i < 4; i++) {
                error += x.at(i) * mask.at(i) * kernel[i];
            }
            assertThat(fitted.epochs().get(step).loss()).isCloseTo(error * error, within(1e-5));
            for (int i = 0; i < 4; i++) {
                kernel[i] -= 0.1 * 2 * error * x.at(i) * mask.at(i);
            }
        }
        for (int i = 0; i < 4; i++) {
            assertThat((double) fitted.weights().get("dense", "kernel").at(i)).isCloseTo(kernel[i], within(1e-5));
        }
    }

    @ForEachEngine
    void shouldNotDropWhilePredicting(Engine engine) {
        // given
        NetworkSpec with = NetworkSpec.sequential(Shape.of(4))
                .add(new Dropout(0.9))
                .add(new Dense(2, Activation.LINEAR))
                .build();
        NetworkSpec without = NetworkSpec.sequential(Shape.of(4))
                .add(new Dense(2, Activation.LINEAR))
                .build();
        Samples samples = TestSamples.of(with, 3, 4);
        Weights weights = Initialization.weights(with, 4);

        // then
        assertThat(TestSamples.predict(engine, with, weights, samples))
                .containsExactly(TestSamples.predict(engine, without, weights, samples));
    }

    @ForEachEngine
    void shouldRestoreTheBestWeightsWhenItStopsEarly(Engine engine) {
        // given
        Samples training = TestSamples.of(DENSE, 16, 5);
        Samples validation = TestSamples.of(DENSE, 40, 6);
        TrainingSpec stopping =
                new TrainingSpec(new Loss.Mse(), new Adam(0.02), 4, 200, Optional.of(new EarlyStopping(5)), 7);
        Weights initial = Initialization.weights(DENSE, 7);

        // when
        FitResult stopped = engine.fit(DENSE, initial, training, Optional.of(validation), stopping, FitListener.SILENT);

        // then
        int best = stopped.bestEpoch();
        assertThat(best).isBetween(1, 100);
        assertThat(stopped.epochs()).hasSize(best + 5);
        double least = stopped.epochs().stream()
                .mapToDouble(EpochLoss::validationLoss)
                .min()
                .orElseThrow();
        assertThat(stopped.epochs().get(best - 1).validationLoss()).isEqualTo(least);
        FitResult untilBest = engine.fit(
                DENSE, initial, training, Optional.empty(), plan(new Adam(0.02), 4, best), FitListener.SILENT);
        assertThat(stopped.weights()).isEqualTo(untilBest.weights());
    }

    @ForEachEngine
    void shouldRestoreTheBestWeightsAfterTheLastEpochToo(Engine engine) {
        // given
        Samples training = TestSamples.of(DENSE, 16, 5);
        Samples validation = TestSamples.of(DENSE, 40, 6);
        TrainingSpec patient =
                new TrainingSpec(new Loss.Mse(), new Adam(0.02), 4, 40, Optional.of(new EarlyStopping(1000)), 7);
        Weights initial = Initialization.weights(DENSE, 7);

        // when
        FitResult fitted = engine.fit(DENSE, initial, training, Optional.of(validation), patient, FitListener.SILENT);

        // then
        assertThat(fitted.epochs()).hasSize(40);
        assertThat(fitted.bestEpoch()).isLessThan(40);
        assertThat(fitted.weights())
                .isEqualTo(engine.fit(
                                DENSE,
                                initial,
                                training,
                                Optional.empty(),
                                plan(new Adam(0.02), 4, fitted.bestEpoch()),
                                FitListener.SILENT)
                        .weights());
    }

    @ForEachEngine
    void shouldScoreValidationRowsWithoutDropoutAndWithRegularisation(Engine engine) {
        // given
        Samples training = TestSamples.of(LSTM, 6, 5);
        Samples validation = TestSamples.of(LSTM, 7, 6);
        TrainingSpec plan = plan(new Sgd(0.05), 3, 1);
        Weights initial = Initialization.weights(LSTM, 7);

        // when
        FitResult fitted = engine.fit(LSTM, initial, training, Optional.of(validation), plan, FitListener.SILENT);

        // then
        NetworkSpec undropped = NetworkSpec.sequential(Shape.of(4, 2))
                .add(new Lstm(5))
                .add(new Dense(3, Activation.LINEAR, true, 0.01, Initializer.GLOROT_UNIFORM))
                .build();
        double expected = new ReferenceNetwork(undropped, fitted.weights()).loss(validation, plan, 0);
        assertThat(fitted.epochs().get(0).validationLoss()).isCloseTo(expected, within(1e-5));
    }

    @ForEachEngine
    void shouldLearnALine(Engine engine) {
        // given
        NetworkSpec network = NetworkSpec.sequential(Shape.of(1))
                .add(new Dense(1, Activation.LINEAR))
                .build();
        float[] x = new float[64];
        float[] y = new float[64];
        for (int i = 0; i < x.length; i++) {
            x[i] = i / 32f - 1;
            y[i] = 3 * x[i] - 2;
        }
        Samples samples =
                new Samples(Map.of("input", Tensor.owning(Shape.of(64, 1), x)), Tensor.owning(Shape.of(64, 1), y));

        // when
        FitResult fitted = fit(engine, network, samples, plan(new Sgd(0.4), 64, 60));

        // then
        assertThat((double) fitted.weights().get("dense", "kernel").at(0)).isCloseTo(3, within(0.01));
        assertThat((double) fitted.weights().get("dense", "bias").at(0)).isCloseTo(-2, within(0.01));
    }

    @ForEachEngine
    void shouldNameTheEpochInWhichAFitDiverged(Engine engine) {
        assertThatThrownBy(() -> fit(engine, DENSE, TestSamples.of(DENSE, 16, 1), plan(new Sgd(1e12), 16, 50)))
                .isInstanceOfSatisfying(
                        FitDivergedException.class, e -> assertThat(e.epoch()).isBetween(2, 10))
                .hasMessageContaining("in epoch");
    }

    @ForEachEngine
    void shouldNotLearnFromNaN(Engine engine) {
        // given
        Samples samples = TestSamples.of(DENSE, 16, 1);
        float[] inputs = TestSamples.numbers(samples, "input").toArray();
        inputs[5] = Float.NaN;
        Samples badInputs = new Samples(Map.of("input", Tensor.owning(Shape.of(16, 4), inputs)), samples.targets());
        float[] targets = samples.targets().toArray();
        targets[5] = Float.NaN;
        Samples badTargets = new Samples(samples.inputs(), Tensor.owning(Shape.of(16, 2), targets));

        // then
        for (Samples bad : List.of(badInputs, badTargets)) {
            assertThatThrownBy(() -> fit(engine, DENSE, bad, plan(new Adam(1e-3), 4, 3)))
                    .isInstanceOfSatisfying(FitDivergedException.class, e -> assertThat(e.epoch())
                            .isEqualTo(1))
                    .hasMessageContaining("NaN in epoch 1");
        }
        assertThatThrownBy(() -> engine.fit(
                        DENSE,
                        Initialization.weights(DENSE, 7),
                        samples,
                        Optional.of(badTargets),
                        plan(new Adam(1e-3), 4, 3),
                        FitListener.SILENT))
                .isInstanceOf(FitDivergedException.class);
    }

    @ForEachEngine
    void shouldEndWhenTheListenerSaysSo(Engine engine) {
        // given
        List<EpochLoss> heard = new ArrayList<>();
        FitListener listener = epoch -> {
            heard.add(epoch);
            return epoch.epoch() < 3;
        };

        // when
        FitResult fitted = engine.fit(
                DENSE,
                Initialization.weights(DENSE, 7),
                TestSamples.of(DENSE, 8, 1),
                Optional.empty(),
                plan(new Sgd(0.01), 4, 10),
                listener);

        // then
        assertThat(fitted.epochs()).hasSize(3).isEqualTo(heard);
        assertThat(fitted.bestEpoch()).isEqualTo(3);
        assertThat(fitted.epochs().get(0).validationLoss()).isNaN();
    }

    @ForEachEngine
    void shouldPredictAnyNumberOfRowsAlike(Engine engine) {
        // given
        Samples samples = TestSamples.of(LSTM, 2050, 1);
        Weights weights = Initialization.weights(LSTM, 1);
        float[][] inputs = TestSamples.inputs(LSTM, samples);
        float[] all = new float[2050 * 3];

        // when
        try (Predictor predictor = engine.predictor(LSTM, weights)) {
            predictor.predict(inputs, 2050, all);

            // then
            for (int row : new int[] {0, 1, 1023, 1024, 2049}) {
                float[] one = new float[3];
                float[] input = Arrays.copyOfRange(inputs[0], row * 8, (row + 1) * 8);
                predictor.predict(new float[][] {input}, 1, one);
                for (int i = 0; i < 3; i++) {
                    assertThat(one[i]).isCloseTo(all[row * 3 + i], within(1e-6f));
                }
            }
        }
    }

    @ForEachEngine
    void shouldKeepPredictorsOfOneThreadApart(Engine engine) {
        // given
        Samples samples = TestSamples.of(DENSE, 2, 1);
        Weights some = Initialization.weights(DENSE, 1);
        Weights others = Initialization.weights(DENSE, 2);
        float[] expected = TestSamples.predict(engine, DENSE, some, samples);

        // when
        try (Predictor predictor = engine.predictor(DENSE, some)) {
            float[] before = new float[4];
            predictor.predict(TestSamples.inputs(DENSE, samples), 2, before);
            TestSamples.predict(engine, DENSE, others, samples);
            fit(engine, LSTM, TestSamples.of(LSTM, 4, 1), plan(new Sgd(0.1), 2, 1));
            float[] after = new float[4];
            predictor.predict(TestSamples.inputs(DENSE, samples), 2, after);

            // then
            assertThat(before).containsExactly(expected);
            assertThat(after).containsExactly(expected);
        }
    }

    @ForEachEngine
    void shouldRefuseWhatDoesNotFit(Engine engine) {
        Samples samples = TestSamples.of(DENSE, 4, 1);
        Weights weights = Initialization.weights(DENSE, 1);
        TrainingSpec stopping =
                new TrainingSpec(new Loss.Mse(), new Sgd(0.1), 4, 2, Optional.of(new EarlyStopping(1)), 7);
        Map<String, Tensor> some = new LinkedHashMap<>(weights.tensors());
        some.remove("dense/bias");
        some.put("dense/kernel", Tensor.of(Shape.of(1), 0));
        some.put("other/bias", Tensor.of(Shape.of(1), 0));
        NetworkSpec weightless =
                NetworkSpec.sequential(Shape.of(2, 2)).add(new Flatten()).build();

        assertThatThrownBy(() -> engine.fit(DENSE, weights, samples, Optional.empty(), stopping, FitListener.SILENT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("early stopping needs validation rows");
        assertThatThrownBy(() -> engine.predictor(DENSE, new Weights(some)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("dense/bias (8,) is missing")
                .hasMessageContaining("dense/kernel has shape (1,) where the network needs (4, 8)")
                .hasMessageContaining("other/bias belongs to no layer");
        assertThatThrownBy(() -> fit(engine, LSTM, samples, plan(new Sgd(0.1), 4, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("input of shape (4, 4) where the network needs (4, 2) a row")
                .hasMessageContaining("targets of shape (4, 2) where the network needs (3,) a row");
        assertThatThrownBy(() -> engine.predictor(weightless, new Weights(Map.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no weights");
    }

    @ForEachEngine
    void shouldRefuseWrongPredictorCalls(Engine engine) {
        Predictor predictor = engine.predictor(DENSE, Initialization.weights(DENSE, 1));

        assertThatThrownBy(() -> predictor.predict(new float[][] {new float[4]}, 0, new float[2]))
                .hasMessageContaining("rows (0) must be at least 1");
        assertThatThrownBy(() -> predictor.predict(new float[][] {new float[4]}, 2, new float[4]))
                .hasMessageContaining("input input holds 4 numbers where 2 rows need 8");
        assertThatThrownBy(() -> predictor.predict(new float[][] {new float[8]}, 2, new float[3]))
                .hasMessageContaining("the output holds 3 numbers where 2 rows yield 4");
        assertThatThrownBy(() -> predictor.predict(new float[][] {}, 1, new float[2]))
                .hasMessageContaining("reads 1 inputs [input], not 0");
        predictor.close();
        predictor.close();
    }

    @ForEachEngine
    void shouldRefuseWrongRowsToPredict(Engine engine) {
        // given
        Tensor rows = Tensor.of(Shape.of(2, 4), 1, 2, 3, 4, 5, 6, 7, 8);
        Map<String, Shape> inputs = new LinkedHashMap<>();
        inputs.put("a", Shape.of(2));
        inputs.put("b", Shape.of(2));
        NetworkSpec two = new NetworkSpec(
                inputs,
                List.of(
                        new Node("sum", new Add(), List.of("a", "b")),
                        new Node("dense", new Dense(1, Activation.LINEAR), List.of("sum"))),
                "dense");

        // then
        try (Predictor predictor = engine.predictor(DENSE, Initialization.weights(DENSE, 1));
                Predictor joined = engine.predictor(two, Initialization.weights(two, 1))) {
            assertThatThrownBy(() -> predictor.predict(List.of(), new float[4]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("reads 1 inputs [input], not 0");
            assertThatThrownBy(() -> predictor.predict(List.of(rows), new float[3]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("the output holds 3 numbers where 2 rows yield 4");
            assertThatThrownBy(() -> predictor.predict(List.of(IndexLists.of(5, new int[1])), new float[2]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("input input has rows of shape (5,) where the network needs (4,)");
            assertThatThrownBy(() -> joined.predict(
                            List.of(IndexLists.of(2, new int[1], new int[1]), Tensor.of(Shape.of(1, 2), 1, 2)),
                            new float[2]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("input b has 1 rows where input a has 2");
        }
    }

    @ForEachEngine
    void shouldRefuseNumbersThatAnEmbeddingCannotLookUp(Engine engine) {
        // given
        NetworkSpec network = NetworkSpec.sequential(Shape.of(2))
                .add(new Embedding(5, 3))
                .add(new Flatten())
                .add(new Dense(1, Activation.LINEAR))
                .build();

        // then
        try (Predictor predictor = engine.predictor(network, Initialization.weights(network, 1))) {
            for (float wrong : new float[] {5, -1, 0.5f, Float.NaN, 1e10f}) {
                assertThatThrownBy(() -> predictor.predict(new float[][] {{0, 1, wrong, 4}}, 2, new float[2]))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("whole numbers from 0 to 4")
                        .hasMessageContaining(String.valueOf(wrong));
                assertThatThrownBy(() ->
                                predictor.predict(List.of(Tensor.of(Shape.of(2, 2), 0, 1, wrong, 4)), new float[2]))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @ForEachEngine
    void shouldFitOnIndexListsAsOnTheirNumbers(Engine engine) {
        // given
        NetworkSpec network = NetworkSpec.sequential(Shape.of(30))
                .add(new Dense(7, Activation.RELU, true, 1e-3, Initializer.GLOROT_UNIFORM))
                .add(new Dense(1, Activation.SIGMOID))
                .build();
        Loss loss = new Loss.BinaryCrossEntropy();
        Samples lists = TestSamples.multiHot(network, loss, 75, 1);
        TrainingSpec plan = new TrainingSpec(loss, new Adam(0.01), 16, 4, Optional.empty(), 7);
        Weights initial = Initialization.weights(network, 7);

        // when
        FitResult onLists = engine.fit(network, initial, lists, Optional.of(lists), plan, FitListener.SILENT);
        FitResult onNumbers =
                engine.fit(network, initial, TestSamples.dense(lists), Optional.of(lists), plan, FitListener.SILENT);

        // then
        assertThat(lists.inputs().get("input")).isInstanceOf(IndexLists.class);
        assertClose(onLists.weights(), onNumbers.weights());
        for (int epoch = 0; epoch < 4; epoch++) {
            assertThat(onLists.epochs().get(epoch).loss())
                    .isCloseTo(onNumbers.epochs().get(epoch).loss(), within(1e-6));
            assertThat(onLists.epochs().get(epoch).validationLoss())
                    .isCloseTo(onNumbers.epochs().get(epoch).validationLoss(), within(1e-6));
        }
    }

    @ForEachEngine
    void shouldPredictManyIndexListsAsItPredictsOne(Engine engine) {
        // given
        NetworkSpec network = NetworkSpec.sequential(Shape.of(30))
                .add(new Dense(7, Activation.RELU))
                .add(new Dense(2, Activation.SOFTMAX))
                .build();
        Samples samples = TestSamples.multiHot(network, new Loss.Mse(), 1100, 1);
        Weights weights = Initialization.weights(network, 1);

        // when
        float[] all = TestSamples.predict(engine, network, weights, samples);

        // then
        try (Predictor predictor = engine.predictor(network, weights)) {
            float[] numbers = TestSamples.numbers(samples, "input").toArray();
            for (int row : new int[] {0, 31, 32, 1023, 1024, 1099}) {
                float[] one = new float[2];
                predictor.predict(new float[][] {Arrays.copyOfRange(numbers, row * 30, (row + 1) * 30)}, 1, one);
                assertThat(one[0]).isCloseTo(all[row * 2], within(1e-6f));
                assertThat(one[1]).isCloseTo(all[row * 2 + 1], within(1e-6f));
                assertThat(one[0] + one[1]).isCloseTo(1, within(1e-6f));
            }
        }
    }

    @ForEachEngine
    void shouldScoreValidationRowsByEveryLoss(Engine engine) {
        for (Loss loss : List.of(
                new Loss.Mse(),
                new Loss.Mae(),
                new Loss.Quantile(0.2),
                new Loss.BinaryCrossEntropy(),
                new Loss.CategoricalCrossEntropy(),
                new Loss.SparseCategoricalCrossEntropy())) {
            // given: an output of two dimensions
            Activation last = loss instanceof Loss.BinaryCrossEntropy
                    ? Activation.SIGMOID
                    : loss.label().contains("categorical") ? Activation.SOFTMAX : Activation.LINEAR;
            NetworkSpec network = NetworkSpec.sequential(Shape.of(3, 2))
                    .add(new Dense(4, last, true, 0.01, Initializer.GLOROT_UNIFORM))
                    .build();
            Samples validation = TestSamples.of(network, loss, 37, 2);
            TrainingSpec plan = new TrainingSpec(loss, new Sgd(0.1), 8, 2, Optional.empty(), 7);

            // when
            FitResult fitted = engine.fit(
                    network,
                    Initialization.weights(network, 7),
                    TestSamples.of(network, loss, 20, 1),
                    Optional.of(validation),
                    plan,
                    FitListener.SILENT);

            // then
            double expected = new ReferenceNetwork(network, fitted.weights()).loss(validation, plan, 0);
            assertThat(fitted.epochs().get(1).validationLoss())
                    .as(loss.label())
                    .isCloseTo(expected, within(1e-5 * expected));
        }
    }

    /** As in Keras' compiled graph: what is clipped is the value, not the slope. In floats 1 − 1e-7 is 1 − 1.2e-7. */
    @ForEachEngine
    void shouldGoOnLearningWhereAProbabilityIsClipped(Engine engine) {
        // given: sums of ±60, sure of what is wrong
        Weights weights = new Weights(Map.of("dense/kernel", Tensor.of(Shape.of(1, 2), 60, -60)));
        Tensor one = Tensor.of(Shape.of(1, 1), 1);
        double clipped = -Math.log(1e-7);
        double roundingOfMost = 0.2;

        // when
        LossAndGradients binary = engine.gradients(
                sure(Activation.SIGMOID),
                weights,
                new Samples(Map.of("input", one), Tensor.of(Shape.of(1, 2), 0, 1)),
                new TrainingSpec(new Loss.BinaryCrossEntropy(), new Sgd(1), 1, 1, Optional.empty(), 0));
        LossAndGradients sparse = engine.gradients(
                sure(Activation.SOFTMAX),
                weights,
                new Samples(Map.of("input", one), Tensor.of(Shape.of(1), 1)),
                new TrainingSpec(new Loss.SparseCategoricalCrossEntropy(), new Sgd(1), 1, 1, Optional.empty(), 0));

        // then
        assertThat(binary.loss()).isCloseTo(clipped, within(roundingOfMost));
        assertThat(binary.gradients().get("dense", "kernel").toArray())
                .containsExactly(new float[] {0.5f, -0.5f}, within(1e-6f));
        assertThat(sparse.loss()).isCloseTo(clipped, within(roundingOfMost));
        assertThat(sparse.gradients().get("dense", "kernel").toArray())
                .containsExactly(new float[] {1, -1}, within(1e-6f));
    }

    private static NetworkSpec sure(Activation activation) {
        return NetworkSpec.sequential(Shape.of(1))
                .add(new Dense(2, activation, false, 0, Initializer.GLOROT_UNIFORM))
                .build();
    }

    @ForEachEngine
    void shouldHaveNoSlopeWhereAForecastIsRight(Engine engine) {
        NetworkSpec network = NetworkSpec.sequential(Shape.of(1))
                .add(new Dense(3, Activation.LINEAR, false, 0, Initializer.GLOROT_UNIFORM))
                .build();
        Weights weights = new Weights(Map.of("dense/kernel", Tensor.of(Shape.of(1, 3), 1, 2, 3)));
        Samples samples =
                new Samples(Map.of("input", Tensor.of(Shape.of(1, 1), 1)), Tensor.of(Shape.of(1, 3), 1, 5, -5));

        assertThat(gradients(engine, network, weights, samples, new Loss.Mae()))
                .containsExactly(new float[] {0, -1 / 3f, 1 / 3f}, within(1e-6f));
        assertThat(gradients(engine, network, weights, samples, new Loss.Quantile(0.75)))
                .containsExactly(new float[] {0, -0.25f, 0.25f / 3}, within(1e-6f));
    }

    private static float[] gradients(Engine engine, NetworkSpec network, Weights weights, Samples samples, Loss loss) {
        return engine.gradients(
                        network, weights, samples, new TrainingSpec(loss, new Sgd(1), 1, 1, Optional.empty(), 0))
                .gradients()
                .get("dense", "kernel")
                .toArray();
    }

    @ForEachEngine
    void shouldFitSideBySideAsOneAfterAnother(Engine engine) {
        // given
        List<Long> seeds = List.of(1L, 2L, 3L, 4L);
        List<FitResult> expected =
                seeds.stream().map(seed -> fitSeeded(engine, seed)).toList();

        // when
        List<CompletableFuture<FitResult>> sideBySide = seeds.stream()
                .map(seed -> CompletableFuture.supplyAsync(() -> fitSeeded(engine, seed)))
                .toList();

        // then
        assertThat(sideBySide.stream().map(CompletableFuture::join).toList()).isEqualTo(expected);
    }

    private static FitResult fitSeeded(Engine engine, long seed) {
        return engine.fit(
                LSTM,
                Initialization.weights(LSTM, seed),
                TestSamples.of(LSTM, 30, seed),
                Optional.of(TestSamples.of(LSTM, 10, seed)),
                new TrainingSpec(new Loss.Mse(), new Adam(1e-2), 8, 3, Optional.empty(), seed),
                FitListener.SILENT);
    }

    private static Weights descend(Weights weights, Weights gradients, double rate) {
        Map<String, Tensor> next = new LinkedHashMap<>();
        weights.tensors().forEach((name, tensor) -> {
            float[] data = tensor.toArray();
            for (int i = 0; i < data.length; i++) {
                data[i] -= (float)
                        (rate * requireNonNull(gradients.tensors().get(name)).at(i));
            }
            next.put(name, Tensor.owning(tensor.shape(), data));
        });
        return new Weights(next);
    }

    private static void assertClose(Weights actual, Weights expected) {
        expected.tensors().forEach((name, tensor) -> {
            for (int i = 0; i < tensor.size(); i++) {
                assertThat(requireNonNull(actual.tensors().get(name)).at(i))
                        .as("%s at %d", name, i)
                        .isCloseTo(tensor.at(i), within(1e-6f));
            }
        });
    }
}
