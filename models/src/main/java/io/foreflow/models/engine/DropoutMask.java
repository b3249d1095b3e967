package io.foreflow.models.engine;

/**
 * The numbers that a dropout layer keeps: a function of seed, layer, step and place, so that engines agree in any order
 * of rows.
 */
public final class DropoutMask {
    private final long key;
    private final double rate;
    private final float scale;

    /**
     * @param seed of the training plan
     * @param layer name of the dropout layer
     * @param step how many steps the fit has made before, from 0
     * @param rate share that is set to 0, in [0, 1)
     */
    public DropoutMask(long seed, String layer, long step, double rate) {
        this.key = key(key(seed, layer), step);
        this.rate = rate;
        this.scale = (float) (1 / (1 - rate));
    }

    /**
     * Returns the factor of the number at {@code index}.
     *
     * @param index place in the layer's batch [rows, …shape], the last dimension running fastest
     * @return 0, or 1 / (1 − rate)
     */
    public float at(long index) {
        return drops(key, index, rate) ? 0 : scale;
    }

    /** Names the masks of one layer, for {@link #key(long, long)}: for who must not make an object for each step. */
    public static long key(long seed, String layer) {
        return SplitMix64.key(seed, "dropout/" + layer);
    }

    /** Names the mask of one step, for {@link #drops}. */
    public static long key(long layerKey, long step) {
        return SplitMix64.at(layerKey, step);
    }

    /** Returns true if the number at {@code index} is set to 0. */
    public static boolean drops(long stepKey, long index, double rate) {
        return SplitMix64.unit(SplitMix64.at(stepKey, index)) < rate;
    }
}
