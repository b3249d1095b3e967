package io.foreflow.models.onnx;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.foreflow.models.engine.Initialization;
import io.foreflow.models.engine.Predictor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.engine.fused.FusedEngine;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.LayerSpec.Embedding;
import io.foreflow.models.network.LayerSpec.Gru;
import io.foreflow.models.network.LayerSpec.Lstm;
import io.foreflow.models.network.LayerSpec.SimpleRnn;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.RandomNetworks;
import io.foreflow.models.network.Shape;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What is exported, run by ONNX Runtime. */
class OnnxExportTest {
    private static final int ROWS = 3;
    private static final double TOLERANCE = 1e-5;

    @Property(tries = 200, seed = "237")
    void shouldComputeInOnnxRuntimeWhatTheEngineComputes(@ForAll long seed) throws OrtException {
        NetworkSpec network = RandomNetworks.network(seed);
        Assume.that(network.nodes().stream().noneMatch(node -> isRecurrentSoftmax(node.layer())));
        assertSame(network, seed);
    }

    private static boolean isRecurrentSoftmax(LayerSpec layer) {
        return (layer instanceof Lstm lstm
                        && (lstm.activation() == Activation.SOFTMAX
                                || lstm.recurrentActivation() == Activation.SOFTMAX))
                || (layer instanceof Gru gru && gru.activation() == Activation.SOFTMAX)
                || (layer instanceof SimpleRnn rnn && rnn.activation() == Activation.SOFTMAX);
    }

    @Test
    void shouldExportRecurrentLayersWithEveryActivation() throws OrtException {
        for (Activation activation : List.of(Activation.LINEAR, Activation.RELU, Activation.TANH, Activation.SIGMOID)) {
            for (boolean sequences : new boolean[] {false, true}) {
                assertSame(
                        NetworkSpec.sequential(Shape.of(6, 2))
                                .add(new Lstm(5, activation, Activation.SIGMOID, sequences))
                                .build(),
                        1);
                for (boolean resetAfter : new boolean[] {false, true}) {
                    assertSame(
                            NetworkSpec.sequential(Shape.of(6, 2))
                                    .add(new Gru(5, activation, Activation.SIGMOID, sequences, resetAfter))
                                    .build(),
                            3);
                }
                assertSame(
                        NetworkSpec.sequential(Shape.of(6, 2))
                                .add(new SimpleRnn(5, activation, sequences))
                                .build(),
                        2);
            }
        }
    }

    @Test
    void shouldKeepTheMetadata() throws OrtException {
        // given
        NetworkSpec network = NetworkSpec.sequential(Shape.of(2))
                .add(new Dense(1, Activation.LINEAR))
                .build();

        // when
        byte[] file = OnnxExport.write(
                network, Initialization.weights(network, 1), Map.of("model", "traffic@3", "features", "tutorial-row"));

        // then
        try (OrtSession session = OrtEnvironment.getEnvironment().createSession(file)) {
            assertThat(session.getMetadata().getCustomMetadata())
                    .containsExactlyInAnyOrderEntriesOf(Map.of("model", "traffic@3", "features", "tutorial-row"));
            assertThat(session.getMetadata().getProducerName()).isEqualTo("foreflow");
        }
    }

    @Test
    void shouldRefuseWhatOnnxHasNoFormOf() {
        NetworkSpec network = NetworkSpec.sequential(Shape.of(6, 2))
                .add(new SimpleRnn(5, Activation.SOFTMAX, false))
                .build();
        assertThatThrownBy(() -> OnnxExport.write(network, Initialization.weights(network, 1), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("layer simple_rnn has no form in ONNX: a recurrent layer cannot have a softmax");
    }

    @Test
    void shouldRefuseWeightsOfAnotherNetwork() {
        NetworkSpec network = NetworkSpec.sequential(Shape.of(6))
                .add(new Dense(5, Activation.RELU))
                .build();
        assertThatThrownBy(() -> OnnxExport.write(network, new Weights(Map.of()), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("dense/kernel");
    }

    private static void assertSame(NetworkSpec network, long seed) throws OrtException {
        // given
        Weights weights = Initialization.weights(network, seed);
        Random random = new Random(seed);
        List<float[]> inputs = new ArrayList<>();
        network.inputs().forEach((name, shape) -> inputs.add(numbers(network, name, shape.size() * ROWS, random)));
        float[] expected = new float[ROWS * network.outputShape().size()];
        try (Predictor predictor = FusedEngine.plain().predictor(network, weights)) {
            predictor.predict(inputs.toArray(float[][]::new), ROWS, expected);
        }

        // when
        float[] actual = run(OnnxExport.write(network, weights, Map.of()), network, inputs);

        // then
        double largest = 0;
        double worst = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            worst = Math.max(worst, Math.abs((double) expected[i] - actual[i]));
        }
        assertThat(worst)
                .as("largest difference, where the largest value is %s, of %s", largest, network)
                .isLessThanOrEqualTo(TOLERANCE * largest);
    }

    /** Whole numbers for an embedding, else numbers around 0. */
    private static float[] numbers(NetworkSpec network, String input, int count, Random random) {
        int entries = network.nodes().stream()
                .filter(node -> node.inputs().contains(input) && node.layer() instanceof Embedding)
                .mapToInt(node -> ((Embedding) node.layer()).inputDim())
                .min()
                .orElse(0);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = entries > 0 ? random.nextInt(entries) : (float) random.nextGaussian();
        }
        return numbers;
    }

    private static float[] run(byte[] file, NetworkSpec network, List<float[]> inputs) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        Map<String, OnnxTensor> tensors = new HashMap<>();
        int i = 0;
        for (Map.Entry<String, Shape> input : network.inputs().entrySet()) {
            tensors.put(
                    input.getKey(),
                    OnnxTensor.createTensor(
                            environment,
                            FloatBuffer.wrap(inputs.get(i++)),
                            longs(input.getValue().batch(ROWS))));
        }
        try (OrtSession session = environment.createSession(file);
                OrtSession.Result result = session.run(tensors)) {
            assertThat(session.getInputNames())
                    .containsExactlyElementsOf(network.inputs().keySet());
            OnnxTensor output = (OnnxTensor) result.get(network.output()).orElseThrow();
            assertThat(output.getInfo().getShape())
                    .isEqualTo(longs(network.outputShape().batch(ROWS)));
            float[] numbers = new float[ROWS * network.outputShape().size()];
            requireNonNull(output.getFloatBuffer()).get(numbers);
            return numbers;
        } finally {
            tensors.values().forEach(OnnxTensor::close);
        }
    }

    private static long[] longs(Shape shape) {
        long[] dimensions = new long[shape.rank()];
        for (int i = 0; i < dimensions.length; i++) {
            dimensions[i] = shape.at(i);
        }
        return dimensions;
    }
}
