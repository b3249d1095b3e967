package io.foreflow.models.engine.fused;

import org.jspecify.annotations.Nullable;

/** Runs of numbers from one array to another. */
final class Runs {
    private Runs() {}

    /** Hands deltas on: sets or adds. Where none are needed, or none come, nothing happens. */
    static void pass(float @Nullable [] from, int fromAt, float @Nullable [] to, int toAt, int count, boolean set) {
        if (from == null || to == null) {
            return;
        }
        if (set) {
            System.arraycopy(from, fromAt, to, toAt, count);
        } else {
            for (int i = 0; i < count; i++) {
                to[toAt + i] += from[fromAt + i];
            }
        }
    }
}
