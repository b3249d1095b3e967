package io.foreflow.models.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec;
import io.foreflow.models.network.LayerSpec.Concatenate;
import io.foreflow.models.network.LayerSpec.Conv2d;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.LayerSpec.Dropout;
import io.foreflow.models.network.LayerSpec.Embedding;
import io.foreflow.models.network.LayerSpec.Flatten;
import io.foreflow.models.network.LayerSpec.Gru;
import io.foreflow.models.network.LayerSpec.Lstm;
import io.foreflow.models.network.LayerSpec.SimpleRnn;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.NetworkSpec.Node;
import io.foreflow.models.network.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MultiplyAddsTest {
    private static double ofRow(Shape input, LayerSpec layer) {
        return MultiplyAdds.ofRow(NetworkSpec.sequential(input).add(layer).build());
    }

    @Test
    void shouldCountEachLayersProducts() {
        assertThat(ofRow(Shape.of(6), new Dense(16, Activation.RELU))).isEqualTo(6 * 16);
        assertThat(ofRow(Shape.of(5, 6), new Dense(16, Activation.RELU))).isEqualTo(5 * 6 * 16);
        assertThat(ofRow(Shape.of(7, 9, 3), new Conv2d(16, 3, Activation.RELU))).isEqualTo(5 * 7 * 16 * (3 * 3 * 3));
        assertThat(ofRow(Shape.of(5, 6), new SimpleRnn(16))).isEqualTo(5 * (6 + 16) * 16);
        assertThat(ofRow(Shape.of(5, 6), new Lstm(16))).isEqualTo(5 * 4 * (6 + 16) * 16);
        assertThat(ofRow(Shape.of(5, 6), new Gru(16))).isEqualTo(5 * 3 * (6 + 16) * 16);
    }

    @Test
    void shouldCountNothingWhereNothingIsMultipliedWithWeights() {
        assertThat(ofRow(Shape.of(5, 6), new Flatten())).isZero();
        assertThat(ofRow(Shape.of(6), new Dropout(0.3))).isZero();
        assertThat(ofRow(Shape.of(6), new Embedding(1000, 8))).isZero();
    }

    @Test
    void shouldSumOverAGraph() {
        // Given two inputs that meet
        Map<String, Shape> inputs = new LinkedHashMap<>();
        inputs.put("steps", Shape.of(6, 2));
        inputs.put("context", Shape.of(10));
        NetworkSpec network = new NetworkSpec(
                inputs,
                List.of(
                        new Node("recurrent", new Lstm(4), List.of("steps")),
                        new Node("both", new Concatenate(), List.of("recurrent", "context")),
                        new Node("result", new Dense(24, Activation.LINEAR), List.of("both"))),
                "result");

        // Then
        assertThat(MultiplyAdds.ofRow(network)).isEqualTo(6 * 4 * (2 + 4) * 4 + 14 * 24);
    }

    @Test
    void shouldCountAStepForwardAndTwiceBack() {
        NetworkSpec network = NetworkSpec.sequential(Shape.of(6))
                .add(new Dense(16, Activation.RELU))
                .build();
        assertThat(MultiplyAdds.ofStep(network, 32)).isEqualTo(3 * 32 * 6 * 16);
    }

    @Test
    void shouldNotOverflow() {
        // Given as much as a specification can say
        NetworkSpec network = NetworkSpec.sequential(Shape.of(1, Integer.MAX_VALUE))
                .add(new Dense(1, Activation.LINEAR))
                .add(new Dense(LayerSpec.MAX_UNITS, Activation.LINEAR))
                .build();

        // Then
        assertThat(MultiplyAdds.ofStep(network, Integer.MAX_VALUE)).isGreaterThan(1e19);
    }
}
