package io.foreflow.tutorials.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.foreflow.models.engine.Initialization;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.engine.fused.FusedEngine;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.LayerSpec.Flatten;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.Shape;
import io.foreflow.tutorials.explain.OnePixelSearch.WorstPixel;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnePixelSearchTest {
    private static final FusedEngine ENGINE = FusedEngine.create();
    private static final List<float[]> BLACK_AND_WHITE = List.of(new float[] {0}, new float[] {255});

    private static NetworkSpec network(int outputs, Activation activation) {
        return NetworkSpec.sequential(Shape.of(2, 2, 1))
                .add(new Flatten())
                .add(new Dense(outputs, activation))
                .build();
    }

    private static Weights weights(int outputs, float... kernel) {
        return new Weights(Map.of(
                "dense/kernel",
                Tensor.of(Shape.of(4, outputs), kernel),
                "dense/bias",
                Tensor.of(Shape.of(outputs), new float[outputs])));
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    @ParameterizedTest
    @ValueSource(ints = {OnePixelSearch.ALL, 3, 1})
    void shouldFindThePixelThatTakesMost(int most) {
        // given a decision of 0.01·100 − 0.02·100 + 0.03·100 = 2, which white at pixel 1 lowers by 3.1
        try (OnePixelSearch search = new OnePixelSearch(
                ENGINE, network(1, Activation.SIGMOID), weights(1, 0.01f, -0.02f, 0.03f, 0), BLACK_AND_WHITE, most)) {
            // when
            WorstPixel found = search.search(new float[] {100, 100, 100, 100});

            // then
            assertThat(found.pixel()).isEqualTo(1);
            assertThat(found.colour().toArray()).containsExactly(255);
            assertThat(found.before().label()).isEqualTo(1);
            assertThat(found.before().probability()).isCloseTo(sigmoid(2), within(1e-5));
            assertThat(found.after().probability()).isCloseTo(sigmoid(-1.1), within(1e-5));
            assertThat(found.after().label()).isZero();
            assertThat(found.tried()).isEqualTo(Math.min(most, 8));
        }
    }

    @Test
    void shouldCountTheChangesThatTurnTheDecision() {
        try (OnePixelSearch search = new OnePixelSearch(
                ENGINE,
                network(1, Activation.SIGMOID),
                weights(1, 0.01f, -0.02f, 0.03f, 0),
                BLACK_AND_WHITE,
                OnePixelSearch.ALL)) {
            WorstPixel found = search.search(new float[] {100, 100, 100, 100});

            // white at pixel 1 and black at pixel 2
            assertThat(found.flips()).isEqualTo(2);
            assertThat(found.losses().at(2)).isCloseTo((float) (sigmoid(2) - sigmoid(-1)), within(1e-5f));
            assertThat(found.losses().at(3)).isZero();
        }
    }

    @Test
    void shouldLowerTheProbabilityOfTheFirstOfTwoClasses() {
        // given a decision of −1
        try (OnePixelSearch search = new OnePixelSearch(
                ENGINE, network(1, Activation.SIGMOID), weights(1, 0, 0, 0, -0.01f), BLACK_AND_WHITE, 1)) {
            // when
            WorstPixel found = search.search(new float[] {100, 100, 100, 100});

            // then
            assertThat(found.before().label()).isZero();
            assertThat(found.before().probability()).isCloseTo(1 - sigmoid(-1), within(1e-5));
            assertThat(found.pixel()).isEqualTo(3);
            assertThat(found.colour().toArray()).containsExactly(0);
            assertThat(found.after().probability()).isCloseTo(0.5, within(1e-5));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {OnePixelSearch.ALL, 1})
    void shouldLowerTheMostProbableOfSeveralClasses(int most) {
        // given logits of 2, 1 and 0; pixel 0 makes class 0, pixel 1 class 1
        try (OnePixelSearch search = new OnePixelSearch(
                ENGINE,
                network(3, Activation.SOFTMAX),
                weights(3, 0.02f, 0, 0, 0, 0.01f, 0, 0, 0, 0, 0, 0, 0),
                BLACK_AND_WHITE,
                most)) {
            // when
            WorstPixel found = search.search(new float[] {100, 100, 100, 100});

            // then black at pixel 0 leaves logits of 0, 1 and 0
            assertThat(found.before().label()).isZero();
            assertThat(found.pixel()).isZero();
            assertThat(found.colour().toArray()).containsExactly(0);
            assertThat(found.after().probability()).isCloseTo(1 / (2 + Math.E), within(1e-5));
            assertThat(found.after().label()).isEqualTo(1);
        }
    }

    @Test
    void shouldRefuseOtherNetworksAndColours() {
        NetworkSpec linear = network(1, Activation.LINEAR);
        NetworkSpec sigmoid = network(1, Activation.SIGMOID);
        Weights weights = Initialization.weights(sigmoid, 0);

        assertThatThrownBy(() -> new OnePixelSearch(ENGINE, linear, weights, BLACK_AND_WHITE, 1))
                .hasMessageContaining("probabilities");
        assertThatThrownBy(() -> new OnePixelSearch(ENGINE, sigmoid, weights, List.of(), 1))
                .hasMessageContaining("something to try");
        assertThatThrownBy(() -> new OnePixelSearch(ENGINE, sigmoid, weights, List.of(new float[3]), 1))
                .hasMessageContaining("1 channels");
    }
}
