package io.foreflow.models.engine.cuda;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.Weights;

/**
 * One of many networks to fit.
 *
 * @param initial the weights to start from
 * @param rows inputs and targets, side by side in a series
 */
public record NetworkFit(Weights initial, SeriesRows rows) {
    public NetworkFit {
        requireNonNull(initial, "initial");
        requireNonNull(rows, "rows");
    }
}
