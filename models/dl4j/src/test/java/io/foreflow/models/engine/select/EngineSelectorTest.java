package io.foreflow.models.engine.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Conv2d;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.LayerSpec.Nested;
import io.foreflow.models.network.Loss;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.OptimizerSpec;
import io.foreflow.models.network.Padding;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.TrainingSpec;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The selection with Deeplearning4j on the class path. */
class EngineSelectorTest {
    /** A row takes exactly this many multiply-adds. */
    private static NetworkSpec rowOf(int inputs, int units) {
        return NetworkSpec.sequential(Shape.of(inputs))
                .add(new Dense(units, Activation.LINEAR))
                .build();
    }

    private static TrainingSpec batchesOf(int rows) {
        return plan(new OptimizerSpec.Sgd(0.1), rows);
    }

    private static TrainingSpec plan(OptimizerSpec optimizer, int rows) {
        return new TrainingSpec(new Loss.Mse(), optimizer, rows, 1, Optional.empty(), 1);
    }

    @Test
    void shouldTakeTheFusedEngineUpToTheThresholdAndDeeplearning4jAboveIt() {
        // Given
        EngineSelector auto = new EngineSelector(EngineChoice.AUTO, 2);

        // When forecasting with exactly the threshold, and with a little more
        Selection at = auto.forForecasting(rowOf(500_000, 1000));
        Selection above = auto.forForecasting(rowOf(500_001, 1000));

        // Then
        assertThat(at.engine().name()).isEqualTo("fused");
        assertThat(at)
                .asString()
                .startsWith("fused: 500.0 million multiply-adds a forecast, at most 500.0 million; with");
        assertThat(above.engine().name()).isEqualTo("dl4j");
        assertThat(above)
                .hasToString("dl4j: 500.0 million multiply-adds a forecast, more than 500.0 million; 2 native threads");
    }

    @Test
    void shouldTakeTheFusedEngineForConvolutionsWhateverTheirSize() {
        // Given convolutions in a nested network, 100 · 100 · 900 · 100 multiply-adds
        NetworkSpec base = NetworkSpec.sequential(Shape.of(100, 100, 100))
                .add(new Conv2d(100, 3, Padding.SAME, Activation.RELU))
                .build();
        NetworkSpec network = NetworkSpec.sequential(Shape.of(100, 100, 100))
                .add(new Nested(base))
                .build();

        // Then
        assertThat(new EngineSelector(EngineChoice.AUTO, 2).forForecasting(network))
                .asString()
                .startsWith("fused: 900.0 million multiply-adds a forecast, with convolutions; with");
        assertThat(new EngineSelector(EngineChoice.DL4J, 2).forForecasting(network))
                .hasToString("dl4j: 900.0 million multiply-adds a forecast, asked for by name; 2 native threads");
    }

    @Test
    void shouldWeighATrainingStepByItsBatch() {
        // Given one network: a row takes 0.1 million, a step three times that for each row
        EngineSelector auto = new EngineSelector(EngineChoice.AUTO, 4);
        NetworkSpec network = rowOf(100, 1000);

        // Then
        assertThat(auto.forTraining(network, batchesOf(1666)))
                .asString()
                .startsWith("fused: 499.8 million multiply-adds a training step");
        assertThat(auto.forTraining(network, batchesOf(1667)))
                .hasToString(
                        "dl4j: 500.1 million multiply-adds a training step, more than 500.0 million; 4 native threads");
        assertThat(auto.forForecasting(network)).asString().startsWith("fused: 0.1 million multiply-adds a forecast");
    }

    @Test
    void shouldDoAsAskedWhateverTheSize() {
        // Given
        NetworkSpec small = rowOf(6, 24);
        NetworkSpec large = rowOf(100_000, 1000);
        EngineSelector fused = new EngineSelector(EngineChoice.FUSED, 2);
        EngineSelector dl4j = new EngineSelector(EngineChoice.DL4J, 2);

        // Then
        assertThat(fused.forForecasting(large))
                .asString()
                .startsWith("fused: 100.0 million multiply-adds a forecast, asked for by name; with");
        assertThat(fused.forTraining(large, batchesOf(512)).engine().name()).isEqualTo("fused");
        assertThat(dl4j.forForecasting(small))
                .hasToString("dl4j: 0.0001 million multiply-adds a forecast, asked for by name; 1 native thread");
        assertThat(dl4j.forTraining(large, batchesOf(512))).asString().endsWith("2 native threads");
    }

    @Test
    void shouldTakeTheFusedEngineForRidgeUnlessAskedOtherwise() {
        NetworkSpec large = rowOf(1_000, 1000);
        TrainingSpec ridge = plan(new OptimizerSpec.Ridge(1), 1024);
        assertThat(new EngineSelector(EngineChoice.AUTO, 1).forTraining(large, ridge))
                .hasToString("fused: ridge makes no steps and is the same on every engine");
        assertThat(new EngineSelector(EngineChoice.DL4J, 1)
                        .forTraining(large, ridge)
                        .engine()
                        .name())
                .isEqualTo("dl4j");
    }

    @Test
    void shouldMakeEachKindOnce() {
        EngineSelector auto = new EngineSelector(EngineChoice.AUTO, 2);
        assertThat(auto.forForecasting(rowOf(1, 1)).engine())
                .isSameAs(auto.forForecasting(rowOf(6, 24)).engine());
        assertThat(auto.forForecasting(rowOf(100_000, 1000)).engine())
                .isSameAs(auto.forTraining(rowOf(100, 1000), batchesOf(512)).engine());
    }

    @Test
    void shouldRefuseNoCores() {
        assertThatThrownBy(() -> new EngineSelector(EngineChoice.AUTO, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cores (0) must be at least 1");
    }

    @Test
    void shouldReadAChoiceAsItIsWritten() {
        assertThat(EngineChoice.labels()).containsExactly("auto", "fused", "dl4j", "cuda");
        assertThat(EngineChoice.find("dl4j")).contains(EngineChoice.DL4J);
        assertThat(EngineChoice.find("DL4J")).isEmpty();
        assertThat(EngineChoice.find("")).isEmpty();
    }
}
