package io.foreflow.benchmarks.trainings;

import io.foreflow.models.engine.Engine;
import io.foreflow.models.engine.dl4j.Dl4jEngine;
import io.foreflow.models.engine.fused.FusedEngine;
import java.util.Locale;

/** An engine that is measured. */
enum TrainingContender {
    /** The fused engine with the Vector API. */
    VECTOR,
    /** The fused engine in plain loops. */
    PLAIN,
    /** Deeplearning4j with one native thread. */
    DL4J;

    /** @throws IllegalStateException for {@link #VECTOR} without the Vector API */
    Engine engine() {
        return switch (this) {
            case VECTOR -> FusedEngine.vector();
            case PLAIN -> FusedEngine.plain();
            case DL4J -> new Dl4jEngine();
        };
    }

    /** Returns true if whole trainings are short enough to be run to their end. */
    boolean isFast() {
        return this != DL4J;
    }

    /** Returns the name in results and options: {@code vector}, {@code plain}, {@code dl4j}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
