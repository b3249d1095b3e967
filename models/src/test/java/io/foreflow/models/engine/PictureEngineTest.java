package io.foreflow.models.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.foreflow.models.engine.Engines.ForEachEngine;
import io.foreflow.models.network.Extent;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.Initializer;
import io.foreflow.models.network.LayerSpec;
import io.foreflow.models.network.LayerSpec.BgrMeans;
import io.foreflow.models.network.LayerSpec.Conv2d;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.LayerSpec.Flatten;
import io.foreflow.models.network.LayerSpec.MaxPooling2d;
import io.foreflow.models.network.LayerSpec.Nested;
import io.foreflow.models.network.LayerSpec.Rescaling;
import io.foreflow.models.network.Loss;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.OptimizerSpec.Sgd;
import io.foreflow.models.network.Padding;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.TrainingSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What picture layers compute, with numbers worked out by hand. */
class PictureEngineTest {
    private static Weights weights(NetworkSpec network, float[]... numbers) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Weights shapes = Initialization.weights(network, 1);
        int i = 0;
        for (Map.Entry<String, Tensor> tensor : shapes.tensors().entrySet()) {
            tensors.put(tensor.getKey(), Tensor.of(tensor.getValue().shape(), numbers[i++]));
        }
        return new Weights(tensors);
    }

    private static float[] predict(Engine engine, NetworkSpec network, Weights weights, int rows, float... x) {
        float[] output = new float[rows * network.outputShape().size()];
        try (Predictor predictor = engine.predictor(network, weights)) {
            predictor.predict(new float[][] {x}, rows, output);
        }
        return output;
    }

    private static Conv2d conv(int size, int stride, Padding padding, Activation activation, boolean bias) {
        return new Conv2d(1, Extent.square(size), Extent.square(stride), padding, activation, bias, 0, Initializer.GLOROT_UNIFORM);
    }

    @ForEachEngine
    void shouldRectifyTheSumOfAWindow(Engine engine) {
        // given: Σ patch · filter = 0.5 − 1.2 + 0.3 − 2.4 + 1.6 − 0.9 + 0.2 + 0.1 − 0.4 = −2.2
        float[] patch = {1, 2, 1, 3, 2, 1, 2, 1, 4};
        float[] filter = {0.5f, -0.6f, 0.3f, -0.8f, 0.8f, -0.9f, 0.1f, 0.1f, -0.1f};
        NetworkSpec linear = one(Shape.of(3, 3, 1), conv(3, 1, Padding.VALID, Activation.LINEAR, false));
        NetworkSpec rectified = one(Shape.of(3, 3, 1), conv(3, 1, Padding.VALID, Activation.RELU, false));

        // then
        assertThat(predict(engine, linear, weights(linear, filter), 1, patch))
                .containsExactly(new float[] {-2.2f}, within(1e-6f));
        assertThat(predict(engine, rectified, weights(rectified, filter), 1, patch))
                .containsExactly(0);
    }

    private static NetworkSpec one(Shape input, LayerSpec layer) {
        return NetworkSpec.sequential(input).add(layer).build();
    }

    @ForEachEngine
    void shouldNotTurnTheFilterRound(Engine engine) {
        // given
        NetworkSpec network = one(Shape.of(2, 3, 1), conv(2, 1, Padding.VALID, Activation.LINEAR, true));
        Weights weights = weights(network, new float[] {1, 10, 100, 1000}, new float[] {0.5f});

        // then: 1 · 1 + 2 · 10 + 4 · 100 + 5 · 1000 and one to the right
        assertThat(predict(engine, network, weights, 1, 1, 2, 3, 4, 5, 6)).containsExactly(5421.5f, 6532.5f);
    }

    @ForEachEngine
    void shouldSurroundAPictureWithZeros(Engine engine) {
        // given
        NetworkSpec network = one(Shape.of(3, 3, 1), conv(3, 1, Padding.SAME, Activation.LINEAR, false));
        Weights ones = weights(network, new float[] {1, 1, 1, 1, 1, 1, 1, 1, 1});

        // then
        assertThat(predict(engine, network, ones, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9))
                .containsExactly(12, 21, 16, 27, 45, 33, 24, 39, 28);
    }

    @ForEachEngine
    void shouldPadOnlyAtTheEndForAnEvenSide(Engine engine) {
        // given: two places along a side of 4, from 0 and from 2: one line of zeros below, one column to the right
        NetworkSpec network = one(Shape.of(4, 4, 1), conv(3, 2, Padding.SAME, Activation.LINEAR, false));
        Weights weights = weights(network, new float[] {1, 0, 0, 0, 10, 0, 0, 0, 100});

        // then
        assertThat(predict(engine, network, weights, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16))
                .containsExactly(1 + 60 + 1100, 3 + 80, 9 + 140, 11 + 160);
    }

    @ForEachEngine
    void shouldLeaveOutWhatFillsNoWindow(Engine engine) {
        // given
        NetworkSpec network = one(Shape.of(4, 4, 1), conv(1, 3, Padding.VALID, Activation.LINEAR, false));
        Weights weights = weights(network, new float[] {2});

        // then
        assertThat(predict(engine, network, weights, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16))
                .containsExactly(2, 8, 26, 32);
    }

    @ForEachEngine
    void shouldMixChannelsAndRowsAsTheyStand(Engine engine) {
        // given: two pictures of one pixel with two channels, two filters
        NetworkSpec network = NetworkSpec.sequential(Shape.of(1, 1, 2))
                .add(new Conv2d(2, 1, Activation.LINEAR))
                .add(new Flatten())
                .build();
        Weights weights = weights(network, new float[] {1, 2, 10, 20}, new float[] {0.25f, 0.5f});

        // then
        assertThat(predict(engine, network, weights, 2, 1, 2, 3, 4)).containsExactly(21.25f, 42.5f, 43.25f, 86.5f);
    }

    @ForEachEngine
    void shouldTakeTheLargestOfEachWindow(Engine engine) {
        // given: pools of 2 by 2 on 3 by 5, two channels; the convolution leaves everything as it is
        NetworkSpec network = NetworkSpec.sequential(Shape.of(3, 5, 2))
                .add(new Conv2d(2, 1, Activation.LINEAR))
                .add(new MaxPooling2d(2))
                .build();
        Weights weights = weights(network, new float[] {1, 0, 0, 1}, new float[] {0, 0});
        float[] x = {
            1, -1, 2, -2, 3, -3, 4, -4, 90, -90, //
            5, -5, 6, -6, 7, -7, 8, -8, 91, -91, //
            80, 80, 80, 80, 80, 80, 80, 80, 80, 80
        };

        // then
        assertThat(predict(engine, network, weights, 1, x)).containsExactly(6, -1, 8, -3);
    }

    @ForEachEngine
    void shouldRescaleAndTakeOutTheMeansOfColours(Engine engine) {
        // given
        NetworkSpec network = NetworkSpec.sequential(Shape.of(1, 2, 3))
                .add(new Rescaling(2, 1))
                .add(new BgrMeans())
                .add(new Flatten())
                .add(new Dense(1, Activation.LINEAR, false, 0, Initializer.ZEROS))
                .build();
        float[] pixels = {10, 20, 30, 40, 50, 60};
        float[] expected = {61 - 103.939f, 41 - 116.779f, 21 - 123.68f, 121 - 103.939f, 101 - 116.779f, 81 - 123.68f};

        for (int i = 0; i < pixels.length; i++) {
            // when
            float[] pick = new float[pixels.length];
            pick[i] = 1;

            // then
            assertThat(predict(engine, network, weights(network, pick), 1, pixels))
                    .containsExactly(new float[] {expected[i]}, within(1e-4f));
        }
    }

    @ForEachEngine
    void shouldGiveTheGradientToTheFirstMaximum(Engine engine) {
        // given: all four pixels become 0, and each pixel has a filter's weight of its own
        NetworkSpec network = NetworkSpec.sequential(Shape.of(2, 2, 4))
                .add(conv(1, 1, Padding.VALID, Activation.LINEAR, false))
                .add(new MaxPooling2d(2))
                .add(new Flatten())
                .build();
        Weights weights = weights(network, new float[4]);
        float[] pixels = new float[16];
        for (int pixel = 0; pixel < 4; pixel++) {
            pixels[pixel * 4 + pixel] = 1;
        }
        Samples samples =
                new Samples(Map.of("input", Tensor.of(Shape.of(1, 2, 2, 4), pixels)), Tensor.of(Shape.of(1, 1), 0.5f));
        TrainingSpec plan = new TrainingSpec(new Loss.Mse(), new Sgd(1), 1, 1, Optional.empty(), 0);

        // when
        Tensor gradient =
                engine.gradients(network, weights, samples, plan).gradients().get("conv2d", "kernel");

        // then
        assertThat(gradient.toArray()).containsExactly(-1, 0, 0, 0);
    }

    @ForEachEngine
    void shouldRunANestedNetworkAsIfItsLayersStoodThere(Engine engine) {
        // given
        NetworkSpec base = NetworkSpec.sequential(Shape.of(5, 5, 2))
                .add(new Conv2d(3, 3, Activation.RELU))
                .add(new MaxPooling2d(2))
                .build();
        NetworkSpec nested = NetworkSpec.sequential(Shape.of(5, 5, 2))
                .add(new Nested(base))
                .add(new Flatten())
                .add(new Dense(2, Activation.SOFTMAX))
                .build();
        Weights weights = Initialization.weights(nested, 3);
        Loss loss = new Loss.CategoricalCrossEntropy();
        Samples samples = TestSamples.of(nested, loss, 7, 3);
        TrainingSpec plan = new TrainingSpec(loss, new Sgd(0.1), 4, 3, Optional.empty(), 3);

        // when
        FitResult ofNested = engine.fit(nested, weights, samples, Optional.empty(), plan, FitListener.SILENT);
        FitResult ofInlined =
                engine.fit(nested.inlined(), weights, samples, Optional.empty(), plan, FitListener.SILENT);

        // then
        assertThat(ofNested.weights()).isEqualTo(ofInlined.weights());
        assertThat(List.copyOf(ofNested.weights().tensors().keySet()))
                .containsExactly("nested.conv2d/kernel", "nested.conv2d/bias", "dense/kernel", "dense/bias");
        assertThat(TestSamples.predict(engine, nested, ofNested.weights(), samples))
                .containsExactly(TestSamples.predict(engine, nested.inlined(), ofNested.weights(), samples));
    }
}
