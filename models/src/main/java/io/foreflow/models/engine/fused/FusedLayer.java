package io.foreflow.models.engine.fused;

/** One layer in its place in a {@link Program}: it knows what it reads and where it writes. */
abstract class FusedLayer {
    /** A step number for passes that are not part of a fit: nothing is dropped. */
    static final long PREDICTING = -1;

    /** @param step of the fit, from 0, or {@link #PREDICTING} */
    abstract void forward(int rows, long step);

    /**
     * Goes from the deltas of what it yields, which it may overwrite, to those of what it reads and to the gradients of its
     * weights. Called in reverse order, after everything that reads what it yields.
     */
    abstract void backward(int rows, long step);

    /** Decides in which order deltas are written; called once, in the order of the ways back. */
    abstract void layOutBackward();
}
