package io.foreflow.forecaster.store;

import java.io.InputStream;

/** A store of immutable objects by key. Safe for use by many threads. */
public interface ObjectStore extends AutoCloseable {
    /**
     * Writes an object, all of it or nothing, in place of what was there.
     *
     * @param key relative path, as {@link StoredBundle#key} has it
     * @throws StoreException if it cannot be written
     */
    void put(String key, byte[] content);

    /**
     * Opens an object. The stream throws a {@link StoreException} or an {@link java.io.IOException} if the store does
     * not go on.
     *
     * @throws StoreException if it is not there or cannot be read
     */
    InputStream open(String key);

    @Override
    void close();

    /** Returns the place of the store for messages, without credentials. */
    @Override
    String toString();
}
