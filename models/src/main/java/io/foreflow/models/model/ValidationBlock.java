package io.foreflow.models.model;

import java.time.Instant;

/**
 * The block of latest windows, with origins in [{@code from}, {@code to}], on which a forecaster was scored before it was fitted to
 * them.
 *
 * @param from the first origin of the block
 * @param to the last origin of all windows
 */
public record ValidationBlock(Instant from, Instant to) {
    public ValidationBlock {
        if (to.isBefore(from)) {
            throw new IllegalArgumentException(
                    "a block of windows (from " + from + " to " + to + ") must not end before it begins");
        }
    }
}
