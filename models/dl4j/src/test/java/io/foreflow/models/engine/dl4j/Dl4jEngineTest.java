package io.foreflow.models.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.models.engine.EngineProviders;
import io.foreflow.models.engine.Initialization;
import io.foreflow.models.engine.Predictor;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.Shape;
import org.junit.jupiter.api.Test;

/** The engine's own behaviour, beyond what holds for every engine. */
class Dl4jEngineTest {
    private static final NetworkSpec NETWORK = NetworkSpec.sequential(Shape.of(4))
            .add(new Dense(2, Activation.LINEAR))
            .build();

    @Test
    void shouldNotComputeOnMemoryThatWasFreed() {
        // given
        Predictor predictor = new Dl4jEngine().predictor(NETWORK, Initialization.weights(NETWORK, 1));

        // when
        predictor.close();
        predictor.close();

        // then
        assertThatThrownBy(() -> predictor.predict(new float[][] {new float[4]}, 1, new float[2]))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the predictor is closed");
    }

    @Test
    void shouldGiveTheSameWithMoreNativeThreads() {
        // given
        float[] one = new float[2];
        float[] several = new float[2];
        float[][] row = {{1, -2, 3, -4}};

        // when
        try (Predictor predictor = new Dl4jEngine().predictor(NETWORK, Initialization.weights(NETWORK, 1));
                Predictor threaded = new Dl4jEngine(2).predictor(NETWORK, Initialization.weights(NETWORK, 1))) {
            predictor.predict(row, 1, one);
            threaded.predict(row, 1, several);
        }

        // then
        assertThat(several).containsExactly(one);
    }

    @Test
    void shouldBeFoundOnTheClassPath() {
        assertThat(EngineProviders.find("dl4j"))
                .hasValueSatisfying(provider -> assertThat(provider.create(1)).isInstanceOf(Dl4jEngine.class));
    }

    @Test
    void shouldRefuseToRunOnNoThread() {
        assertThatThrownBy(() -> new Dl4jEngine(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("nativeThreads (0) must be at least 1");
    }
}
