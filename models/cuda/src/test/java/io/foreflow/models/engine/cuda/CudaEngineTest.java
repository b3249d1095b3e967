package io.foreflow.models.engine.cuda;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.foreflow.models.engine.FitListener;
import io.foreflow.models.engine.FitResult;
import io.foreflow.models.engine.Initialization;
import io.foreflow.models.engine.Predictor;
import io.foreflow.models.engine.Samples;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.engine.fused.FusedEngine;
import io.foreflow.models.network.Batches;
import io.foreflow.models.network.LayerSpec.Gru;
import io.foreflow.models.network.Loss;
import io.foreflow.models.network.Metric;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.OptimizerSpec.Adam;
import io.foreflow.models.network.Sampler;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.TrainingSpec;
import io.foreflow.models.network.TrainingSpec.EarlyStopping;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CudaEngineTest {
    private static final double TOLERANCE = 1e-5;
    private static final int HORIZON = SmallNetwork.HORIZON;
    private static final TrainingSpec PLAN =
            new TrainingSpec(new Loss.Mse(), new Adam(0.003), 32, 4, Optional.empty(), 7);

    @ParameterizedTest
    @EnumSource
    void shouldLearnWhatTheFusedEngineLearns(SmallNetwork chain) {
        // given 75 rows: the third batch of an epoch is partial
        Samples samples = samples(chain.network(), 75, 1);
        Samples validation = samples(chain.network(), 40, 2);
        Weights initial = Initialization.weights(chain.network(), 3);

        // when
        FitResult expected = FusedEngine.plain()
                .fit(chain.network(), initial, samples, Optional.of(validation), PLAN, FitListener.SILENT);
        FitResult fitted = EmulatedGpu.engine()
                .fit(chain.network(), initial, samples, Optional.of(validation), PLAN, FitListener.SILENT);

        // then
        assertSame(fitted, expected);
        for (int i = 0; i < expected.epochs().size(); i++) {
            assertThat(fitted.epochs().get(i).validationLoss())
                    .isCloseTo(
                            expected.epochs().get(i).validationLoss(),
                            within(TOLERANCE * expected.epochs().get(0).validationLoss()));
        }
        assertThat(predicted(EmulatedGpu.engine().predictor(chain.network(), fitted.weights()), validation))
                .usingComparatorWithPrecision((float) TOLERANCE)
                .containsExactly(
                        predicted(FusedEngine.plain().predictor(chain.network(), expected.weights()), validation));
    }

    @ParameterizedTest
    @EnumSource
    void shouldFitManyNetworksOnRawSeriesLikeEachAlone(SmallNetwork chain) {
        // given 20 series of several lengths; the emulated GPU runs 16 blocks with memory of their own at a time
        List<NetworkFit> fits = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            SeriesRows rows = SeriesRows.windows(series(90 + 10 * (i % 3), i), 6 + HORIZON, 100 + i, 20);
            fits.add(new NetworkFit(Initialization.weights(chain.network(), i), rows));
        }

        // when
        CudaEngine engine = EmulatedGpu.engine();
        ManyFits fitted = engine.fitAll(chain.network(), PLAN, fits);
        List<float[]> results = engine.predictAll(
                chain.network(),
                fitted.results().stream().map(FitResult::weights).toList(),
                fits.stream().map(NetworkFit::rows).toList());

        // then
        assertThat(fitted.diverged()).isEmpty();
        for (int i = 0; i < fits.size(); i++) {
            Samples alone = samples(chain.network(), fits.get(i).rows());
            FitResult expected = FusedEngine.plain()
                    .fit(chain.network(), fits.get(i).initial(), alone, Optional.empty(), PLAN, FitListener.SILENT);
            assertSame(fitted.results().get(i), expected);
            assertThat(results.get(i))
                    .usingComparatorWithPrecision((float) TOLERANCE)
                    .containsExactly(
                            predicted(FusedEngine.plain().predictor(chain.network(), expected.weights()), alone));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldComputeTheSameWithManyThreads(SmallNetwork chain) {
        // given
        CudaEngine engine = EmulatedGpu.engine();
        TrainingSpec plan = PLAN.withEpochs(1);
        List<NetworkFit> fits = List.of(new NetworkFit(
                Initialization.weights(chain.network(), 5), SeriesRows.windows(series(75, 9), 6 + HORIZON, 100, 20)));
        ManyFits alone = engine.fitAll(chain.network(), plan, fits);

        // when real threads share each loop and wait for each other at each barrier
        EmulatedGpu.threads(3);
        ManyFits together = engine.fitAll(chain.network(), plan, fits);

        // then
        assertThat(together.results()).isEqualTo(alone.results());
    }

    @Test
    void shouldStopEarlyAndRestoreTheBestWeights() {
        // given a rate so high that the validation loss soon rises
        NetworkSpec network = SmallNetwork.DENSE.network();
        TrainingSpec plan =
                new TrainingSpec(new Loss.Mse(), new Adam(0.2), 32, 30, Optional.of(new EarlyStopping(2)), 7);
        Samples samples = samples(network, 75, 1);
        Samples validation = samples(network, 40, 2);
        Weights initial = Initialization.weights(network, 3);

        // when
        FitResult expected =
                FusedEngine.plain().fit(network, initial, samples, Optional.of(validation), plan, FitListener.SILENT);
        FitResult fitted =
                EmulatedGpu.engine().fit(network, initial, samples, Optional.of(validation), plan, FitListener.SILENT);

        // then
        assertThat(fitted.epochs()).hasSameSizeAs(expected.epochs()).hasSizeLessThan(30);
        assertThat(fitted.bestEpoch()).isEqualTo(expected.bestEpoch());
    }

    @Test
    void shouldLeaveOtherNetworksAloneWhenOneDiverges() {
        // given
        NetworkSpec network = SmallNetwork.DENSE.network();
        float[] broken = series(75, 1);
        broken[40] = Float.NaN;
        Weights initial = Initialization.weights(network, 3);
        NetworkFit sound = new NetworkFit(initial, SeriesRows.windows(series(75, 2), 6 + HORIZON, 100, 20));
        NetworkFit unsound = new NetworkFit(initial, SeriesRows.windows(broken, 6 + HORIZON, 100, 20));

        // when
        CudaEngine engine = EmulatedGpu.engine();
        ManyFits fitted = engine.fitAll(network, PLAN, List.of(sound, unsound, sound));

        // then
        assertThat(fitted.diverged().keySet()).containsExactly(1);
        assertThat(fitted.results().get(0)).isEqualTo(fitted.results().get(2));
        assertThat(fitted.results().get(0))
                .isEqualTo(
                        engine.fitAll(network, PLAN, List.of(sound)).results().get(0));
    }

    @Test
    void shouldRefuseWhatItCannotRun() {
        CudaEngine engine = EmulatedGpu.engine();
        NetworkSpec gru = NetworkSpec.sequential(Shape.of(6, 1)).add(new Gru(4)).build();
        assertThatThrownBy(() -> engine.predictor(gru, Initialization.weights(gru, 1)))
                .hasMessage("the engine cuda runs Dense, SimpleRNN, LSTM and Flatten, not the layer gru (gru); choose"
                        + " another engine");
        NetworkSpec network = SmallNetwork.DENSE.network();
        Samples samples = samples(network, 10, 1);
        assertRefused(engine, samples, PLAN.withMetric(Metric.MAE), "neither frozen layers nor metrics");
        assertRefused(engine, samples, PLAN.withFrozen(Set.of("dense")), "neither frozen layers nor metrics");
        assertRefused(
                engine,
                samples,
                new TrainingSpec(
                        new Loss.Mse(),
                        new Adam(0.01),
                        new Batches(8, Sampler.OVERSAMPLE),
                        1,
                        Optional.empty(),
                        1,
                        Set.of(),
                        Optional.empty()),
                "takes rows shuffled or as they are, not OVERSAMPLE");
        NetworkFit tooShort =
                new NetworkFit(Initialization.weights(network, 1), SeriesRows.of(new float[20], new int[] {0}, 0, 1));
        assertThatThrownBy(() -> engine.fitAll(network, PLAN, List.of(tooShort)))
                .hasMessage("a row from 0 on needs 30 numbers, but the series has 20");
        assertThatThrownBy(() -> SeriesRows.windows(new float[20], 30, 0, 1))
                .hasMessage("there must be at least one row");
        assertThatThrownBy(() -> SeriesRows.windows(new float[40], 30, 0, 0))
                .hasMessage("level (0.0) must be finite and scale (0.0) must be above 0");
    }

    private static void assertRefused(CudaEngine engine, Samples samples, TrainingSpec plan, String why) {
        NetworkSpec network = SmallNetwork.DENSE.network();
        assertThatThrownBy(() -> engine.fit(
                        network,
                        Initialization.weights(network, 1),
                        samples,
                        Optional.empty(),
                        plan,
                        FitListener.SILENT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    /** Losses to 1e-5 of the first one, weights to 1e-5 of the largest of their tensor. */
    private static void assertSame(FitResult fitted, FitResult expected) {
        for (int i = 0; i < expected.epochs().size(); i++) {
            assertThat(fitted.epochs().get(i).loss())
                    .as("loss of epoch " + (i + 1))
                    .isCloseTo(
                            expected.epochs().get(i).loss(),
                            within(TOLERANCE * expected.epochs().get(0).loss()));
        }
        expected.weights().tensors().forEach((name, tensor) -> {
            Tensor actual = requireNonNull(fitted.weights().tensors().get(name));
            double largest = 0;
            double worst = 0;
            for (int i = 0; i < tensor.size(); i++) {
                largest = Math.max(largest, Math.abs(tensor.at(i)));
                worst = Math.max(worst, Math.abs((double) actual.at(i) - tensor.at(i)));
            }
            assertThat(worst)
                    .as("%s: largest difference, where the largest weight is %s", name, largest)
                    .isLessThanOrEqualTo(TOLERANCE * largest);
        });
    }

    private static float[] predicted(Predictor predictor, Samples samples) {
        try (predictor) {
            float[] output = new float[samples.rows() * HORIZON];
            predictor.predict(List.copyOf(samples.inputs().values()), output);
            return output;
        }
    }

    /** A daily rhythm with noise. */
    private static float[] series(int hours, long seed) {
        Random random = new Random(seed);
        float[] series = new float[hours];
        for (int i = 0; i < hours; i++) {
            series[i] = (float) (100 + 20 * Math.sin(i * Math.PI / 12) + 3 * random.nextGaussian());
        }
        return series;
    }

    private static Samples samples(NetworkSpec network, int rows, long seed) {
        return samples(network, SeriesRows.windows(series(rows + 6 + HORIZON - 1, seed), 6 + HORIZON, 100, 20));
    }

    private static Samples samples(NetworkSpec network, SeriesRows rows) {
        float[] inputs = new float[rows.rows() * 6];
        float[] targets = new float[rows.rows() * HORIZON];
        for (int row = 0; row < rows.rows(); row++) {
            for (int i = 0; i < 6; i++) {
                inputs[row * 6 + i] = rows.at(row, i);
            }
            for (int i = 0; i < HORIZON; i++) {
                targets[row * HORIZON + i] = rows.at(row, 6 + i);
            }
        }
        Shape input = network.inputs().get("input");
        return new Samples(
                Map.of("input", Tensor.owning(requireNonNull(input).batch(rows.rows()), inputs)),
                Tensor.owning(Shape.of(rows.rows(), HORIZON), targets));
    }
}
