package io.foreflow.forecaster.topology;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts the bytes of weights that tasks have loaded: of each model its bundle once, and a copy for the replica of each
 * task. Tasks evict models while it is full. Safe for use by many threads.
 */
public final class ModelMemory {
    private final long budget;
    private final Map<String, Integer> replicas = new HashMap<>();
    private volatile long bytes;

    /** @param budget maximum in bytes */
    public ModelMemory(long budget) {
        this.budget = budget;
    }

    /** Returns a memory without a limit. */
    static ModelMemory unlimited() {
        return new ModelMemory(Long.MAX_VALUE);
    }

    synchronized void opened(ServingModel model) {
        int others = replicas.merge(model.sha256(), 1, Integer::sum) - 1;
        bytes += (others == 0 ? 2 : 1) * model.weightBytes();
    }

    synchronized void closed(ServingModel model) {
        @Nullable
        Integer left = replicas.computeIfPresent(model.sha256(), (sha256, count) -> count == 1 ? null : count - 1);
        bytes -= (left == null ? 2 : 1) * model.weightBytes();
    }

    /** Returns true if a task should evict a model. */
    boolean isFull() {
        return bytes > budget;
    }

    public long bytes() {
        return bytes;
    }

    /** Returns true if models of this many bytes would fit if nothing else was loaded. */
    public boolean fits(long more) {
        return more <= budget;
    }
}
