package io.foreflow.forecaster.store;

import io.foreflow.forecaster.store.StoreException.StoreProblem;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A store in memory that can be away, and whose objects can be spoilt. */
public final class FaultyStore implements ObjectStore {
    private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger writes = new AtomicInteger();
    private volatile boolean away;

    public void away(boolean now) {
        away = now;
    }

    /** Replaces the bytes of an object behind Foreflow's back. */
    public void spoil(String key, byte[] content) {
        objects.put(key, content.clone());
    }

    public void lose(String key) {
        objects.remove(key);
    }

    int reads() {
        return reads.get();
    }

    int writes() {
        return writes.get();
    }

    @Override
    public void put(String key, byte[] content) {
        requireThere();
        writes.incrementAndGet();
        objects.put(key, content.clone());
    }

    @Override
    public InputStream open(String key) {
        reads.incrementAndGet();
        requireThere();
        byte[] content = objects.get(key);
        if (content == null) {
            throw new StoreException(StoreProblem.MISSING, key + " is not in the store " + this, null);
        }
        return new ByteArrayInputStream(content);
    }

    private void requireThere() {
        if (away) {
            throw new StoreException(StoreProblem.AWAY, "the store " + this + " is away", null);
        }
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
        return "of the test";
    }
}
