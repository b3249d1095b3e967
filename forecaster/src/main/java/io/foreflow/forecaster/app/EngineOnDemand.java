package io.foreflow.forecaster.app;

import io.foreflow.models.engine.Engine;
import io.foreflow.models.engine.dl4j.Dl4jEngine;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One engine for all models, made when the first model needs it: loading its native code takes seconds and memory. */
final class EngineOnDemand implements Supplier<Engine> {
    private final Supplier<Engine> factory;
    private @Nullable Engine engine;

    private EngineOnDemand(Supplier<Engine> factory) {
        this.factory = factory;
    }

    static EngineOnDemand dl4j() {
        return new EngineOnDemand(Dl4jEngine::new);
    }

    @Override
    public synchronized Engine get() {
        if (engine == null) {
            engine = factory.get();
        }
        return engine;
    }
}
