package io.foreflow.models.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.foreflow.models.engine.Engine.LossAndGradients;
import io.foreflow.models.engine.Engines.ForEachEngine;
import io.foreflow.models.engine.FitResult.EpochLoss;
import io.foreflow.models.engine.fused.FusedEngine;
import io.foreflow.models.network.Batches;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.Initializer;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.LayerSpec.Dropout;
import io.foreflow.models.network.Loss;
import io.foreflow.models.network.Metric;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.OptimizerSpec.Sgd;
import io.foreflow.models.network.Sampler;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.TrainingSpec;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Steps so large that the fused engine cuts their batches in two. */
class LargeBatchTest {
    private static final Loss LOSS = new Loss.BinaryCrossEntropy();
    private static final NetworkSpec NETWORK = NetworkSpec.sequential(Shape.of(200))
            .add(new Dense(400, Activation.RELU, true, 1e-3, Initializer.GLOROT_UNIFORM))
            .add(new Dropout(0.3))
            .add(new Dense(1, Activation.SIGMOID))
            .build();

    /** Batches of 91, 91 and one single row: halves of 46 and 45. */
    private static final int BATCH = 91;

    private static final int ROWS = 2 * BATCH + 1;

    private static TrainingSpec plan(int batch) {
        return new TrainingSpec(
                LOSS,
                new Sgd(0.05),
                new Batches(batch, Sampler.SHUFFLED),
                3,
                Optional.empty(),
                7,
                Set.of(),
                Optional.of(Metric.ACCURACY));
    }

    private static FitResult fit(Engine engine) {
        return engine.fit(
                NETWORK,
                Initialization.weights(NETWORK, 7),
                TestSamples.multiHot(NETWORK, LOSS, ROWS, 7),
                Optional.of(TestSamples.of(NETWORK, LOSS, ROWS, 8)),
                plan(BATCH),
                FitListener.SILENT);
    }

    @Test
    void shouldBeLargeEnough() {
        assertThat(MultiplyAdds.ofStep(NETWORK, BATCH)).isGreaterThan(20e6);
    }

    @ForEachEngine
    void shouldFitAsThePlainEngineDoes(Engine engine) {
        // when
        FitResult expected = fit(FusedEngine.plain());
        FitResult actual = fit(engine);

        // then
        for (int i = 0; i < expected.epochs().size(); i++) {
            EpochLoss one = expected.epochs().get(i);
            EpochLoss other = actual.epochs().get(i);
            assertThat(other.loss()).isCloseTo(one.loss(), within(1e-5));
            assertThat(other.validationLoss()).isCloseTo(one.validationLoss(), within(1e-5));
            assertThat(other.metric()).isEqualTo(one.metric(), within(1e-9));
            assertThat(other.validationMetric()).isEqualTo(one.validationMetric(), within(1e-9));
        }
    }

    @ForEachEngine
    void shouldDeriveAsPlainArithmeticDoes(Engine engine) {
        // given
        Weights weights = Initialization.weights(NETWORK, 7);
        Samples samples = TestSamples.of(NETWORK, LOSS, BATCH, 7);
        ReferenceNetwork reference = new ReferenceNetwork(NETWORK, weights);

        // when
        LossAndGradients derived = engine.gradients(NETWORK, weights, samples, plan(BATCH));

        // then: the dropout's mask is that of the whole batch
        assertThat(derived.loss()).isCloseTo(reference.loss(samples, plan(BATCH), 0), within(1e-5));
    }

    @Test
    void shouldRepeatARunBitForBit() {
        for (FusedEngine engine : new FusedEngine[] {FusedEngine.plain(), FusedEngine.create()}) {
            assertThat(fit(engine)).isEqualTo(fit(engine));
        }
    }

    @Test
    void shouldTellWhatAHalfRanInto() {
        // given: rows of the second half that cannot be made
        LazyRows broken = new LazyRows() {
            @Override
            public int rows() {
                return BATCH;
            }

            @Override
            public Shape rowShape() {
                return Shape.of(200);
            }

            @Override
            public void copyRow(int row, float[] target, int to) {
                if (row > BATCH - 3) {
                    throw new IllegalStateException("no row " + row);
                }
            }
        };
        Samples samples = new Samples(Map.of("input", broken), Tensor.owning(Shape.of(BATCH, 1), new float[BATCH]));

        // then
        assertThatThrownBy(() -> FusedEngine.create()
                        .gradients(NETWORK, Initialization.weights(NETWORK, 7), samples, plan(BATCH)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no row");
    }
}
