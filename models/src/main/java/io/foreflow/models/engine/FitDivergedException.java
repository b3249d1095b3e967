package io.foreflow.models.engine;

/** A loss that is not finite. */
public final class FitDivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int epoch;

    public FitDivergedException(int epoch, double loss) {
        super("the loss became " + loss + " in epoch " + epoch
                + "; lower the learning rate, or look for outliers in the data");
        this.epoch = epoch;
    }

    /** The epoch, from 1. */
    public int epoch() {
        return epoch;
    }
}
