package io.foreflow.models.engine.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.models.engine.EngineProviders;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.Loss;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.OptimizerSpec.Sgd;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.TrainingSpec;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The selection where no jar adds an engine. */
class MissingEngineTest {
    private static final NetworkSpec SMALL = NetworkSpec.sequential(Shape.of(6))
            .add(new Dense(24, Activation.LINEAR))
            .build();
    private static final NetworkSpec LARGE = NetworkSpec.sequential(Shape.of(500_001))
            .add(new Dense(1_000, Activation.LINEAR))
            .build();
    private static final String ADVICE = "; add foreflow-models-dl4j.jar and its libraries"
            + " (the folder lib/dl4j of the distribution), or set the engine to fused.";

    private final ClassLoader loader = Thread.currentThread().getContextClassLoader();

    @BeforeEach
    void hideProviders() {
        Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
    }

    @AfterEach
    void showProviders() {
        Thread.currentThread().setContextClassLoader(loader);
    }

    @Test
    void shouldFindNone() {
        assertThat(EngineProviders.all()).isEmpty();
        assertThat(EngineProviders.find("dl4j")).isEmpty();
    }

    @Test
    void shouldRunWhatTheFusedEngineRuns() {
        assertThat(new EngineSelector(EngineChoice.AUTO, 2)
                        .forForecasting(SMALL)
                        .engine()
                        .name())
                .isEqualTo("fused");
        assertThat(new EngineSelector(EngineChoice.FUSED, 2)
                        .forForecasting(LARGE)
                        .engine()
                        .name())
                .isEqualTo("fused");
    }

    @Test
    void shouldNameTheJarThatALargeNetworkNeeds() {
        // given
        EngineSelector auto = new EngineSelector(EngineChoice.AUTO, 2);
        TrainingSpec plan = new TrainingSpec(new Loss.Mse(), new Sgd(0.1), 32, 1, Optional.empty(), 1);

        // then
        assertThatThrownBy(() -> auto.forForecasting(LARGE))
                .isInstanceOf(MissingEngineException.class)
                .hasMessage("The engine dl4j is not on the class path"
                        + " (500.0 million multiply-adds a forecast, more than 500.0 million)" + ADVICE);
        assertThatThrownBy(() -> auto.forTraining(LARGE, plan))
                .isInstanceOf(MissingEngineException.class)
                .hasMessageStartingWith("The engine dl4j is not on the class path (48000.1 million multiply-adds")
                .hasMessageEndingWith(ADVICE);
    }

    @Test
    void shouldNameTheJarThatIsAskedFor() {
        assertThatThrownBy(() -> new EngineSelector(EngineChoice.DL4J, 2).forForecasting(SMALL))
                .isInstanceOf(MissingEngineException.class)
                .hasMessage("The engine dl4j is not on the class path"
                        + " (0.0001 million multiply-adds a forecast, asked for by name)" + ADVICE);
        assertThatThrownBy(() -> new EngineSelector(EngineChoice.CUDA, 2).forForecasting(SMALL))
                .isInstanceOf(MissingEngineException.class)
                .hasMessage(("The engine dl4j is not on the class path"
                                + " (0.0001 million multiply-adds a forecast, asked for by name)" + ADVICE)
                        .replace("dl4j", "cuda"));
    }
}
