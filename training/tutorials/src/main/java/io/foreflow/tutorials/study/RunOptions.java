package io.foreflow.tutorials.study;

import java.nio.file.Path;

/**
 * The options of a run.
 *
 * @param data the data folder
 * @param seeds at most so many runs a protocol
 * @param variants whether experiments and twins are run, too
 * @param threads runs at once, at least 1
 */
public record RunOptions(Path data, int seeds, boolean variants, int threads) {
    public RunOptions {
        if (seeds < 1) {
            throw new IllegalArgumentException("seeds (" + seeds + ") must be at least 1");
        }
        if (threads < 1) {
            throw new IllegalArgumentException("threads (" + threads + ") must be at least 1");
        }
    }
}
