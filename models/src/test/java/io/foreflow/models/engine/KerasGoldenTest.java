package io.foreflow.models.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.abort;

import io.foreflow.models.engine.Engine.LossAndGradients;
import io.foreflow.models.network.NetworkSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The engines against vectors made with Keras, one test a file and engine. The system property {@code foreflow.golden} names
 * another folder of such files; those with layers, losses or optimisers that are not there yet are reported as skipped.
 */
class KerasGoldenTest {
    private static final double TOLERANCE = 1e-5;

    private static final List<String> COVERED = List.of(
            "binary_10_32_32_1_sgd.json",
            "binary_l2_adam.json",
            "conv_pool_flatten_sparse_rmsprop.json",
            "conv_same_stride_rgb_adam.json",
            "dense_6_16_24_adam.json",
            "dense_6_16_24_rmsprop.json",
            "dense_tanh_mae_sgd.json",
            "gru_6x1_adam.json",
            "gru_reset_before_6x3_rmsprop.json",
            "gru_stacked_5x2_sgd.json",
            "linear_1_rmsprop.json",
            "lstm_1x6_rmsprop.json",
            "lstm_6x1_adam.json",
            "lstm_6x3_sgd.json",
            "lstm_stacked_12x2_adam.json",
            "simple_rnn_1x6_rmsprop.json",
            "simple_rnn_6x1_adam.json",
            "softmax_onehot_adam.json",
            "softmax_sparse_rmsprop.json");

    @TestFactory
    Stream<DynamicTest> shouldDoWhatKerasDoes() throws IOException {
        String folder = System.getProperty("foreflow.golden", "");
        if (folder.isEmpty()) {
            return COVERED.stream()
                    .flatMap(name ->
                            tests(name, () -> requireNonNull(getClass().getResourceAsStream("/golden/keras/" + name))));
        }
        List<Path> files;
        try (Stream<Path> found = Files.list(Path.of(folder))) {
            files = found.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
        assertThat(files).as("golden files in " + folder).isNotEmpty();
        return files.stream()
                .flatMap(file -> tests(String.valueOf(file.getFileName()), () -> Files.newInputStream(file)));
    }

    private interface Source {
        InputStream open() throws IOException;
    }

    private static Stream<DynamicTest> tests(String file, Source source) {
        return Engines.all().entrySet().stream()
                .map(engine -> DynamicTest.dynamicTest(
                        file + " on " + engine.getKey(), () -> checkIfCovered(engine.getValue(), source)));
    }

    private static void checkIfCovered(Engine engine, Source source) throws IOException {
        try (InputStream in = source.open()) {
            check(engine, KerasGolden.read(in));
        } catch (KerasGolden.NotCovered e) {
            abort("not there yet: " + e.getMessage());
        }
    }

    /** Checks one engine against one file. */
    static void check(Engine engine, KerasGolden golden) {
        // given
        NetworkSpec network = golden.network();

        // when
        Tensor prediction = predict(engine, network, golden.weights(), golden.batch());
        LossAndGradients first = engine.gradients(network, golden.weights(), golden.batch(), golden.plan());
        FitResult fitted = engine.fit(
                network, golden.weights(), golden.batch(), Optional.empty(), golden.plan(), FitListener.SILENT);
        Tensor predictionAfter = predict(engine, network, fitted.weights(), golden.batch());

        // then
        assertClose("prediction", prediction, golden.prediction());
        assertThat(first.loss()).as("loss").isCloseTo(golden.losses().get(0), relative(golden.losses()));
        assertClose("gradients", first.gradients(), golden.gradients());
        for (int step = 0; step < golden.losses().size(); step++) {
            assertThat(fitted.epochs().get(step).loss())
                    .as("loss before step " + (step + 1))
                    .isCloseTo(golden.losses().get(step), relative(golden.losses()));
        }
        assertClose("weights after the steps", fitted.weights(), golden.weightsAfter());
        assertClose("prediction after the steps", predictionAfter, golden.predictionAfter());
    }

    private static Tensor predict(Engine engine, NetworkSpec network, Weights weights, Samples batch) {
        return Tensor.owning(
                network.outputShape().batch(batch.rows()), TestSamples.predict(engine, network, weights, batch));
    }

    private static org.assertj.core.data.Offset<Double> relative(List<Double> values) {
        return within(TOLERANCE * values.stream().mapToDouble(Math::abs).max().orElseThrow());
    }

    private static void assertClose(String what, Weights actual, Weights expected) {
        assertThat(actual.tensors().keySet())
                .as(what)
                .containsExactlyElementsOf(expected.tensors().keySet());
        expected.tensors()
                .forEach((name, tensor) -> assertClose(
                        what + " " + name, requireNonNull(actual.tensors().get(name)), tensor));
    }

    private static void assertClose(String what, Tensor actual, Tensor expected) {
        assertThat(actual.shape()).as(what).isEqualTo(expected.shape());
        double largest = 0;
        double worst = 0;
        for (int i = 0; i < expected.size(); i++) {
            largest = Math.max(largest, Math.abs(expected.at(i)));
            worst = Math.max(worst, Math.abs((double) actual.at(i) - expected.at(i)));
        }
        assertThat(worst)
                .as("%s: largest difference, where the largest value is %s", what, largest)
                .isLessThanOrEqualTo(TOLERANCE * largest);
    }
}
