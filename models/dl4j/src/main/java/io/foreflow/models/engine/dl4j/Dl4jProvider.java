package io.foreflow.models.engine.dl4j;

import io.foreflow.models.engine.Engine;
import io.foreflow.models.engine.EngineProvider;

/** The provider of {@link Dl4jEngine}. It loads no class of Deeplearning4j before an engine is made. */
public final class Dl4jProvider implements EngineProvider {
    @Override
    public String name() {
        return "dl4j";
    }

    @Override
    public Engine create(int nativeThreads) {
        return new Dl4jEngine(nativeThreads);
    }
}
