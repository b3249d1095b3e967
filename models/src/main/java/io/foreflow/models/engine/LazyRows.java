package io.foreflow.models.engine;

/**
 * Rows whose numbers are made when they are copied, for instance decoded from pictures, so that never more than a batch of
 * them is in memory. The same row always has the same numbers; of an epoch, see {@link #forEpoch}. Several
 * threads may copy rows at once.
 */
public non-sealed interface LazyRows extends Rows {}
