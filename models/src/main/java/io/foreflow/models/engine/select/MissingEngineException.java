package io.foreflow.models.engine.select;

import io.foreflow.models.engine.EngineUnavailableException;

/** A network needs an engine whose jar is not on the class path. The message names the jar, in one line. */
public final class MissingEngineException extends EngineUnavailableException {
    private static final long serialVersionUID = 1L;

    /**
     * @param engine the engine's name, for instance {@code dl4j}
     * @param reason why it is this engine, for instance {@code asked for by name}
     */
    MissingEngineException(String engine, String reason) {
        super("The engine " + engine + " is not on the class path (" + reason + "); add foreflow-models-" + engine
                + ".jar and its libraries (the folder lib/" + engine
                + " of the distribution), or set the engine to fused.");
    }
}
