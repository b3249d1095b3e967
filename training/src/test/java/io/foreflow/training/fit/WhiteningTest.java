package io.foreflow.training.fit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.foreflow.models.engine.Initialization;
import io.foreflow.models.engine.Predictor;
import io.foreflow.models.engine.Samples;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.engine.fused.FusedEngine;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.SpecJson;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WhiteningTest {
    private static final int ROWS = 400;

    private static final String NETWORK = """
            {"inputs": {"steps": [3, 2], "context": [4]}, "layers": [
              {"type": "lstm", "name": "recurrent", "inputs": "steps", "units": 3},
              {"type": "concatenate", "name": "state", "inputs": ["recurrent", "context"]},
              {"type": "dense", "name": "hidden", "inputs": "state", "units": 5, "activation": "relu"},
              {"type": "dense", "name": "direct", "inputs": "context", "units": 5},
              {"type": "add", "name": "result", "inputs": ["hidden", "direct"]}]}
            """;

    @Test
    void shouldTakeMeansAndCorrelationsAway() {
        // given
        Samples samples = samples();

        // when
        Samples whitened = Whitening.of(samples, "context").apply(samples);

        // then
        double[][] rows = new double[ROWS][4];
        double[] means = new double[4];
        for (int r = 0; r < ROWS; r++) {
            float[] row = new float[4];
            requireNonNull(whitened.inputs().get("context")).copyRow(r, row, 0);
            for (int i = 0; i < 4; i++) {
                rows[r][i] = row[i];
                means[i] += row[i] / ROWS;
            }
        }
        for (int i = 0; i < 4; i++) {
            assertThat(means[i]).isCloseTo(0, within(1e-4));
            for (int j = 0; j < i; j++) {
                double covariance = 0;
                for (double[] row : rows) {
                    covariance += row[i] * row[j] / ROWS;
                }
                assertThat(covariance).isCloseTo(0, within(0.05));
            }
        }
        assertThat(whitened.inputs().get("steps")).isEqualTo(samples.inputs().get("steps"));
    }

    @Test
    void shouldFoldIntoTheLayersThatReadTheInput() throws Exception {
        // given
        NetworkSpec network = SpecJson.network(new ObjectMapper().readTree(NETWORK));
        Samples samples = samples();
        Whitening whitening = Whitening.of(samples, "context");
        Weights weights = Initialization.weights(network, 5);

        // when
        float[] ofWhitened = predict(network, weights, whitening.apply(samples));
        float[] ofFolded = predict(network, whitening.folded(network, weights), samples);

        // then
        for (int i = 0; i < ofWhitened.length; i++) {
            assertThat(ofFolded[i]).isCloseTo(ofWhitened[i], within(2e-3f));
        }
    }

    @Test
    void shouldRefuseWhatCannotBeFolded() throws Exception {
        // given
        NetworkSpec network = SpecJson.network(new ObjectMapper()
                .readTree(NETWORK.replace(
                        "\"dense\", \"name\": \"direct\"", "\"dense\", \"useBias\": false, \"name\": \"direct\"")));
        Whitening whitening = Whitening.of(samples(), "context");

        // then
        assertThatThrownBy(() -> whitening.folded(network, Initialization.weights(network, 5)))
                .hasMessageContaining("context cannot be whitened: layer direct");
    }

    private static float[] predict(NetworkSpec network, Weights weights, Samples samples) {
        float[][] inputs = network.inputs().entrySet().stream()
                .map(input -> {
                    int width = input.getValue().size();
                    float[] all = new float[ROWS * width];
                    for (int r = 0; r < ROWS; r++) {
                        requireNonNull(samples.inputs().get(input.getKey())).copyRow(r, all, r * width);
                    }
                    return all;
                })
                .toArray(float[][]::new);
        float[] output = new float[ROWS * 5];
        try (Predictor predictor = FusedEngine.plain().predictor(network, weights)) {
            predictor.predict(inputs, ROWS, output);
        }
        return output;
    }

    /** The second number follows the first closely; the fourth never changes. */
    private static Samples samples() {
        Random random = new Random(3);
        float[] steps = new float[ROWS * 6];
        float[] context = new float[ROWS * 4];
        for (int r = 0; r < ROWS; r++) {
            double first = 3 + 2 * random.nextGaussian();
            context[r * 4] = (float) first;
            context[r * 4 + 1] = (float) (first + 0.5 * random.nextGaussian());
            context[r * 4 + 2] = (float) random.nextGaussian();
            context[r * 4 + 3] = 1;
            for (int i = 0; i < 6; i++) {
                steps[r * 6 + i] = (float) random.nextGaussian();
            }
        }
        Map<String, io.foreflow.models.engine.Rows> inputs = new LinkedHashMap<>();
        inputs.put("steps", Tensor.owning(Shape.of(ROWS, 3, 2), steps));
        inputs.put("context", Tensor.owning(Shape.of(ROWS, 4), context));
        return new Samples(inputs, Tensor.owning(Shape.of(ROWS, 5), new float[ROWS * 5]));
    }
}
