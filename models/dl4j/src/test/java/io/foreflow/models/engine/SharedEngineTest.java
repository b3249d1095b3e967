package io.foreflow.models.engine;

import org.junit.jupiter.api.Nested;

/** The tests that hold for every engine, with Deeplearning4j on the class path. */
class SharedEngineTest {
    @Nested
    class Behaviour extends EngineTest {}

    @Nested
    class Golden extends KerasGoldenTest {}

    @Nested
    class CrossEngine extends CrossEngineTest {}

    @Nested
    class Plan extends FitPlanTest {}

    @Nested
    class LargeBatch extends LargeBatchTest {}

    @Nested
    class Pictures extends PictureEngineTest {}

    @Nested
    class ClosedForm extends RidgeTest {}
}
