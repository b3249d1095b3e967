package io.foreflow.models.engine;

/**
 * Makes engines of one kind. A jar with an engine names its provider in
 * {@code META-INF/services/io.foreflow.models.engine.EngineProvider}. Loading and instantiating a provider is cheap: an
 * engine's libraries are loaded by {@link #create}, not before.
 */
public interface EngineProvider {
    /** Returns the engine's name, for instance {@code dl4j}. It is unique on a class path. */
    String name();

    /**
     * Makes an engine that threads may share.
     *
     * @param nativeThreads number of threads that one native call may use, at least 1
     * @throws EngineUnavailableException if this machine cannot run it
     */
    Engine create(int nativeThreads);
}
