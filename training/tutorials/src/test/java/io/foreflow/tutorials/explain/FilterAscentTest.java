package io.foreflow.tutorials.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.foreflow.models.engine.Initialization;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.engine.fused.FusedEngine;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Conv2d;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.LayerSpec.Flatten;
import io.foreflow.models.network.LayerSpec.MaxPooling2d;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.Shape;
import io.foreflow.tutorials.explain.FilterAscent.AscentSettings;
import io.foreflow.tutorials.explain.FilterAscent.ExcitingPicture;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FilterAscentTest {
    private static final FusedEngine ENGINE = FusedEngine.create();

    /** Two filters over 3 by 3 pixels: one adds them up, the other one has them negative. */
    private static Filters sums(float bias) {
        NetworkSpec network = NetworkSpec.sequential(Shape.of(3, 3, 1))
                .add(new Conv2d(2, 3, Activation.RELU))
                .build();
        float[] kernel = new float[18];
        for (int i = 0; i < kernel.length; i++) {
            kernel[i] = i % 2 == 0 ? 1 : -1;
        }
        return Filters.of(
                network,
                new Weights(Map.of(
                        "conv2d/kernel",
                        Tensor.of(Shape.of(3, 3, 1, 2), kernel),
                        "conv2d/bias",
                        Tensor.of(Shape.of(2), bias, bias))),
                "conv2d");
    }

    private static NetworkSpec deep() {
        return NetworkSpec.sequential(Shape.of(16, 16, 3))
                .add(new Conv2d(4, 3, Activation.RELU))
                .add(new MaxPooling2d(2))
                .add(new Conv2d(6, 3, Activation.RELU))
                .add(new Flatten())
                .add(new Dense(2, Activation.SOFTMAX))
                .build();
    }

    @Test
    void shouldGoUphillByStepsOfOneLength() {
        // given pixels of 127.5, the sum of which grows by 1 a pixel and brightness
        FilterAscent ascent = new FilterAscent(ENGINE, new AscentSettings(5, 2, 0, 2, 0));

        // when
        ExcitingPicture climbed = ascent.climb(sums(0), 0).get(0);

        // then each of nine pixels has become brighter by 2 in each of five steps
        assertThat(climbed.before()).isCloseTo(9 * 127.5, within(1e-3));
        assertThat(climbed.after()).isCloseTo(9 * 137.5, within(1e-3));
    }

    @Test
    void shouldClimbSilentFilterBeforeItsActivation() {
        // given a sum of −40, which its activation makes 0 and flat
        FilterAscent ascent = new FilterAscent(ENGINE, new AscentSettings(5, 2, 0, 0, 0));

        // when
        ExcitingPicture climbed = ascent.climb(sums(-9 * 127.5f - 40), 0).get(0);

        // then
        assertThat(climbed.before()).isZero();
        assertThat(climbed.after()).isCloseTo(50, within(1e-2));
    }

    @Test
    void shouldExciteEachFilterMoreThanTheNoiseDid() {
        // given
        NetworkSpec network = deep();
        Weights weights = Initialization.weights(network, 3);
        Filters filters = Filters.of(network, weights, "conv2d_1");
        FilterAscent ascent = new FilterAscent(ENGINE, new AscentSettings(10, 8, 25, 2, 7));

        // when
        List<ExcitingPicture> climbed = ascent.climb(filters, 5, 0, 2);

        // then
        assertThat(climbed).extracting(ExcitingPicture::filter).containsExactly(5, 0, 2);
        assertThat(climbed).allSatisfy(each -> assertThat(each.after()).isGreaterThan(each.before()));
    }

    @Test
    void shouldMakeTheSamePictureAloneAndBesideOthers() {
        // given
        NetworkSpec network = deep();
        Filters filters = Filters.of(network, Initialization.weights(network, 3), "conv2d_1");
        FilterAscent ascent = new FilterAscent(ENGINE, new AscentSettings(4, 8, 25, 0, 7));

        // when
        float[] alone = ascent.climb(filters, 2).get(0).shown();
        float[] beside = ascent.climb(filters, 0, 2).get(1).shown();

        // then
        assertThat(alone).containsExactly(beside, within(1e-2f));
    }

    @Test
    void shouldShowPicturesAroundTheMiddleGrey() {
        // given
        NetworkSpec network = deep();
        Filters filters = Filters.of(network, Initialization.weights(network, 3), "conv2d");

        // when
        float[] shown = new FilterAscent(ENGINE, new AscentSettings(3, 8, 25, 2, 7))
                .climb(filters, 1)
                .get(0)
                .shown();

        // then
        assertThat(shown).hasSize(16 * 16 * 3);
        double mean = 0;
        for (float value : shown) {
            assertThat(value).isBetween(0f, 255f);
            mean += value / (double) shown.length;
        }
        assertThat(mean).isCloseTo(128, within(4.0));
    }

    @Test
    void shouldSeeLargerPicturesWithTheSameFilters() {
        NetworkSpec network = deep();
        Filters filters = Filters.of(network, Initialization.weights(network, 3), "conv2d_1");

        assertThat(filters.map()).isEqualTo(Shape.of(5, 5, 6));
        assertThat(filters.over(32).map()).isEqualTo(Shape.of(13, 13, 6));
        assertThat(filters.over(32).picture()).isEqualTo(Shape.of(32, 32, 3));
    }

    @Test
    void shouldTellTheMeanOfItsMap() {
        // given
        NetworkSpec network = deep();
        Filters filters = Filters.of(network, Initialization.weights(network, 3), "conv2d_1");
        float[] picture = new float[16 * 16 * 3];
        Arrays.fill(picture, 100);
        Tensor row = Tensor.owning(Shape.of(1, 16, 16, 3), picture);
        FilterResponses responses = new FilterResponses(ENGINE, filters);

        // when
        float[] map = responses.map(row, 4);

        // then
        double sum = 0;
        for (float value : map) {
            sum += value;
        }
        assertThat(map).hasSize(25);
        assertThat(responses.means(row)[4]).isCloseTo(sum / 25, within(1e-4));
    }

    @Test
    void shouldRefuseWhatIsNoFilter() {
        NetworkSpec network = deep();
        Weights weights = Initialization.weights(network, 3);

        assertThatThrownBy(() -> Filters.of(network, weights, "dense")).hasMessageContaining("no convolution");
        assertThatThrownBy(() -> Filters.of(network, weights, "conv")).hasMessageContaining("no layer conv");
        assertThatThrownBy(() -> new FilterAscent(ENGINE, new AscentSettings(1, 1, 1, 1, 1))
                        .climb(Filters.of(network, weights, "conv2d"), 4))
                .hasMessageContaining("filters 0 to 3, not 4");
        assertThatThrownBy(() -> new AscentSettings(0, 1, 1, 1, 1)).hasMessageContaining("steps (0)");
        assertThatThrownBy(() -> Filters.of(network, weights, "conv2d_1").over(4))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
