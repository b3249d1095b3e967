package io.foreflow.forecaster.api;

/** Publishes events to a hub while somebody listens. */
interface EventSource extends AutoCloseable {
    /** Starts publishing, if it does not publish already. */
    void listen();

    @Override
    void close();
}
