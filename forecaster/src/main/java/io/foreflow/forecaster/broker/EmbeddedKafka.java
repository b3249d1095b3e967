package io.foreflow.forecaster.broker;

import java.nio.file.Path;

/**
 * One Kafka broker inside this process, bound to 127.0.0.1. It is for the demo and for trying things out: one node, no
 * copies, no encryption. Its data lies in its directory and survives a restart, also after a kill.
 */
public interface EmbeddedKafka extends AutoCloseable {
    /** Port number that takes any free port. */
    int ANY_PORT = 0;

    /**
     * Creates a broker that is not started yet.
     *
     * @param directory its own directory; created if it does not exist
     * @param port port for clients, 1 to 65535, or {@link #ANY_PORT}
     */
    static EmbeddedKafka in(Path directory, int port) {
        return new KraftBroker(directory, port);
    }

    /**
     * Starts it and returns when clients can connect.
     *
     * @throws EmbeddedKafkaException if it cannot start; nothing of it runs then
     */
    void start();

    /** Returns {@code 127.0.0.1:PORT}; known once started. */
    String bootstrapServers();

    /** Returns where the records of all topics end on disk now; of a started broker. */
    LogEnds logEnds();

    /** Stops it cleanly; can be called twice. */
    @Override
    void close();
}
