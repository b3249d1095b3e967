package io.foreflow.training.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Add;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.LayerSpec.Dropout;
import io.foreflow.models.network.LayerSpec.Nested;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.NetworkSpec.Node;
import io.foreflow.models.network.NetworkSpec.SequentialBuilder;
import io.foreflow.models.network.Shape;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NetworkDiagramTest {
    private static final int LEARNS = 0xDCE8F5;
    private static final int FIXED = 0xF1F3F5;
    private static final int NETWORK = 0xFCE9D4;

    @Test
    void shouldDrawABoxALayerInARow() {
        // given
        NetworkSpec small = sequential(1);
        NetworkSpec large = sequential(5);

        // when
        Pixels one = Pixels.of(NetworkDiagram.png("", small));
        Pixels five = Pixels.of(NetworkDiagram.png("", large));

        // then
        assertThat(five.count(LEARNS)).isGreaterThan(4 * one.count(LEARNS));
        assertThat(five.height()).isGreaterThan(one.height() + 300);
        assertThat(one.count(FIXED)).isZero();
    }

    @Test
    void shouldPutBranchesSideBySide() {
        // given
        NetworkSpec branches = new NetworkSpec(
                Map.of("input", Shape.of(8)),
                List.of(
                        new Node("left", new Dense(4, Activation.RELU), List.of("input")),
                        new Node("right", new Dense(4, Activation.RELU), List.of("input")),
                        new Node("sum", new Add(), List.of("left", "right"))),
                "sum");

        // when
        Pixels picture = Pixels.of(NetworkDiagram.png("", branches));
        Pixels chain = Pixels.of(NetworkDiagram.png("", sequential(2)));

        // then
        assertThat(picture.width()).isGreaterThan(chain.width() + 150);
        assertThat(picture.height()).isEqualTo(chain.height());
        assertThat(picture.count(FIXED)).isGreaterThan(1_000);
    }

    @Test
    void shouldDrawANestedNetworkAsOneBox() {
        // given
        NetworkSpec nested = new NetworkSpec(
                Map.of("input", Shape.of(8)),
                List.of(
                        new Node("base", new Nested(sequential(6)), List.of("input")),
                        new Node("dropout", new Dropout(0.5), List.of("base"))),
                "dropout");

        // when
        Pixels picture = Pixels.of(NetworkDiagram.png("transfer", nested));

        // then
        assertThat(picture.count(NETWORK)).isGreaterThan(10_000);
        assertThat(picture.height()).isLessThan(350);
    }

    @Test
    void shouldRefuseANetworkThatIsTooDeepForAPicture() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NetworkDiagram.png("", sequential(100)))
                .withMessageContaining("points on a side");
    }

    private static NetworkSpec sequential(int layers) {
        SequentialBuilder builder = NetworkSpec.sequential(Shape.of(8));
        for (int i = 0; i < layers; i++) {
            builder.add(new Dense(8, Activation.RELU));
        }
        return builder.build();
    }
}
