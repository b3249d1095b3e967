package io.foreflow.models.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.foreflow.models.engine.Engines.ForEachEngine;
import io.foreflow.models.network.Batches;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.Initializer;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.LayerSpec.Lstm;
import io.foreflow.models.network.LayerSpec.SimpleRnn;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a plan can ask of every engine: frozen layers, samplers, a metric, rows that change with the epoch. */
class FitPlanTest {
    private static final NetworkSpec RECURRENT = NetworkSpec.sequential(Shape.of(4, 2))
            .add(new SimpleRnn(5, Activation.TANH, true))
            .add(new Lstm(3))
            .add(new Dense(4, Activation.RELU, true, 0.01, Initializer.GLOROT_UNIFORM))
            .add(new Dense(2, Activation.LINEAR, true, 0.02, Initializer.GLOROT_UNIFORM))
            .build();

    private static TrainingSpec plan(
            Loss loss, OptimizerSpec optimizer, Sampler sampler, Set<String> frozen, Optional<Metric> metric) {
        return new TrainingSpec(loss, optimizer, new Batches(4, sampler), 3, Optional.empty(), 7, frozen, metric);
    }

    private static FitResult fit(Engine engine, NetworkSpec network, Samples samples, TrainingSpec plan) {
        return engine.fit(
                network, Initialization.weights(network, 1), samples, Optional.of(samples), plan, FitListener.SILENT);
    }

    @ForEachEngine
    void shouldLeaveFrozenWeightsBitForBitAsTheyAre(Engine engine) {
        for (OptimizerSpec optimizer : List.of(new Sgd(0.1), new RmsProp(1e-2), new Adam(1e-2))) {
            for (String frozen : List.of("simple_rnn", "lstm", "dense", "dense_1")) {
                // given
                Weights initial = Initialization.weights(RECURRENT, 1);
                TrainingSpec plan = plan(new Loss.Mse(), optimizer, Sampler.SHUFFLED, Set.of(frozen), Optional.empty());

                // when
                Weights fitted = fit(engine, RECURRENT, TestSamples.of(RECURRENT, 10, 2), plan)
                        .weights();

                // then
                fitted.tensors().forEach((name, tensor) -> {
                    if (name.startsWith(frozen + "/")) {
                        assertThat(tensor).as(name).isEqualTo(initial.tensors().get(name));
                    } else {
                        assertThat(tensor)
                                .as(name)
                                .isNotEqualTo(initial.tensors().get(name));
                    }
                });
            }
        }
    }

    @ForEachEngine
    void shouldNotCountTheRegularisationOfFrozenLayers(Engine engine) {
        // given
        Samples samples = TestSamples.of(RECURRENT, 4, 2);
        TrainingSpec one = plan(new Loss.Mse(), new Sgd(1e-12), Sampler.AS_IS, Set.of("dense"), Optional.empty());
        TrainingSpec all = plan(new Loss.Mse(), new Sgd(1e-12), Sampler.AS_IS, Set.of(), Optional.empty());

        // when
        double without = fit(engine, RECURRENT, samples, one).epochs().get(0).loss();
        double with = fit(engine, RECURRENT, samples, all).epochs().get(0).loss();

        // then
        Tensor kernel = Initialization.weights(RECURRENT, 1).get("dense", "kernel");
        double squares = 0;
        for (int i = 0; i < kernel.size(); i++) {
            squares += kernel.at(i) * kernel.at(i);
        }
        assertThat(with - without).isCloseTo(0.01 * squares, within(1e-6));
    }

    @ForEachEngine
    void shouldRefuseToFreezeWhatIsNotThereOrEverything(Engine engine) {
        Samples samples = TestSamples.of(RECURRENT, 4, 2);
        assertThatThrownBy(() -> fit(
                        engine,
                        RECURRENT,
                        samples,
                        plan(new Loss.Mse(), new Sgd(1), Sampler.SHUFFLED, Set.of("base"), Optional.empty())))
                .hasMessageContaining("frozen (base)")
                .hasMessageContaining("simple_rnn");
        assertThatThrownBy(() -> fit(
                        engine,
                        RECURRENT,
                        samples,
                        plan(
                                new Loss.Mse(),
                                new Sgd(1),
                                Sampler.SHUFFLED,
                                Set.of("simple_rnn", "lstm", "dense", "dense_1"),
                                Optional.empty())))
                .hasMessageContaining("nothing to fit");
    }

    @ForEachEngine
    void shouldTellTheAccuracyWhileAnEpochRanAndAtItsEnd(Engine engine) {
        // given: weights that hardly move, and classes by number
        NetworkSpec network = NetworkSpec.sequential(Shape.of(3))
                .add(new Dense(3, Activation.SOFTMAX))
                .build();
        Tensor inputs = Tensor.of(Shape.of(4, 3), 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1);
        Samples samples = new Samples(Map.of("input", inputs), Tensor.of(Shape.of(4), 0, 1, 2, 0));
        Weights identity = new Weights(Map.of(
                "dense/kernel", Tensor.of(Shape.of(3, 3), 1, 0, 0, 0, 1, 0, 0, 0, 1),
                "dense/bias", Tensor.of(Shape.of(3), 0, 0, 0)));
        TrainingSpec plan = plan(
                new Loss.SparseCategoricalCrossEntropy(),
                new Sgd(1e-9),
                Sampler.SHUFFLED,
                Set.of(),
                Optional.of(Metric.ACCURACY));

        // when
        FitResult fitted = engine.fit(network, identity, samples, Optional.of(samples), plan, FitListener.SILENT);

        // then
        assertThat(fitted.epochs()).allSatisfy(epoch -> {
            assertThat(epoch.metric()).isEqualTo(0.75);
            assertThat(epoch.validationMetric()).isEqualTo(0.75);
        });
    }

    @ForEachEngine
    void shouldTellTheMeanAbsoluteErrorOfSeveralOutputs(Engine engine) {
        // given
        NetworkSpec network = NetworkSpec.sequential(Shape.of(1))
                .add(new Dense(2, Activation.LINEAR))
                .build();
        Samples samples =
                new Samples(Map.of("input", Tensor.of(Shape.of(2, 1), 1, 2)), Tensor.of(Shape.of(2, 2), 2, 2, 2, 6));
        Weights weights = new Weights(
                Map.of("dense/kernel", Tensor.of(Shape.of(1, 2), 1, 2), "dense/bias", Tensor.of(Shape.of(2), 0, 0)));
        TrainingSpec plan = plan(new Loss.Mse(), new Sgd(1e-12), Sampler.AS_IS, Set.of(), Optional.of(Metric.MAE));

        // when
        FitResult fitted = engine.fit(network, weights, samples, Optional.empty(), plan, FitListener.SILENT);

        // then
        assertThat(fitted.epochs().get(0).metric()).isCloseTo(0.75, within(1e-6));
        assertThat(fitted.epochs().get(0).validationMetric()).isNaN();
    }

    @ForEachEngine
    void shouldGoOverAsManyRowsAsTheSamplerTakes(Engine engine) {
        // given: one row of class 1, on whose share the loss of hardly moving weights depends
        NetworkSpec network = NetworkSpec.sequential(Shape.of(1))
                .add(new Dense(1, Activation.SIGMOID))
                .build();
        Samples samples = new Samples(
                Map.of("input", Tensor.of(Shape.of(4, 1), 1, 1, 1, 1)), Tensor.of(Shape.of(4, 1), 0, 0, 0, 1));
        Weights weights = new Weights(
                Map.of("dense/kernel", Tensor.of(Shape.of(1, 1), 2), "dense/bias", Tensor.of(Shape.of(1), 0)));
        double ifOne = Math.log1p(Math.exp(-2));
        double ifZero = 2 + ifOne;

        for (Sampler sampler : Sampler.values()) {
            // when
            FitResult fitted = engine.fit(
                    network,
                    weights,
                    samples,
                    Optional.empty(),
                    plan(new Loss.BinaryCrossEntropy(), new Sgd(1e-9), sampler, Set.of(), Optional.empty()),
                    FitListener.SILENT);

            // then
            boolean balanced = sampler == Sampler.UNDERSAMPLE || sampler == Sampler.OVERSAMPLE;
            double share = balanced ? 0.5 : 0.25;
            assertThat(fitted.epochs().get(0).loss())
                    .as(sampler.name())
                    .isCloseTo(share * ifOne + (1 - share) * ifZero, within(1e-5));
        }
    }

    /** One row that is the epoch's number. */
    private record EpochRow(int epoch, Set<Integer> copied) implements LazyRows {
        @Override
        public int rows() {
            return 1;
        }

        @Override
        public Shape rowShape() {
            return Shape.of(1);
        }

        @Override
        public void copyRow(int row, float[] target, int to) {
            copied.add(epoch);
            target[to] = epoch;
        }

        @Override
        public Rows forEpoch(int epoch) {
            return new EpochRow(epoch, copied);
        }
    }

    @ForEachEngine
    void shouldShowEachEpochItsOwnRows(Engine engine) {
        // given
        NetworkSpec network = NetworkSpec.sequential(Shape.of(1))
                .add(new Dense(1, Activation.LINEAR))
                .build();
        Weights weights = new Weights(
                Map.of("dense/kernel", Tensor.of(Shape.of(1, 1), 1), "dense/bias", Tensor.of(Shape.of(1), 0)));
        Set<Integer> copied = new HashSet<>();
        Tensor zero = Tensor.of(Shape.of(1, 1), 0);
        TrainingSpec plan = plan(new Loss.Mse(), new Sgd(1e-9), Sampler.SHUFFLED, Set.of(), Optional.empty());

        // when
        FitResult fitted = engine.fit(
                network,
                weights,
                new Samples(Map.of("input", new EpochRow(0, copied)), zero),
                Optional.of(new Samples(Map.of("input", new EpochRow(10, copied)), zero)),
                plan,
                FitListener.SILENT);

        // then: training rows are those of the epoch, validation rows always the same
        assertThat(fitted.epochs()).allSatisfy(epoch -> {
            assertThat(epoch.loss()).isCloseTo((double) epoch.epoch() * epoch.epoch(), within(1e-4));
            assertThat(epoch.validationLoss()).isCloseTo(100, within(1e-3));
        });
        assertThat(copied).containsExactlyInAnyOrder(1, 2, 3, 10);
    }
}
