package io.foreflow.models.engine.cuda;

import io.foreflow.models.engine.Engine;
import io.foreflow.models.engine.EngineProvider;

/** The provider of {@link CudaEngine}. It loads no native library before an engine is made. */
public final class CudaProvider implements EngineProvider {
    @Override
    public String name() {
        return CudaEngine.NAME;
    }

    /** @throws CudaUnavailableException if this machine cannot run the engine; the message says why, in one line */
    @Override
    public Engine create(int nativeThreads) {
        return CudaEngine.create();
    }
}
