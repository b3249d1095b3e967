package io.foreflow.models.engine;

/** The order in which the rows of an epoch are taken. */
public final class BatchOrder {
    private BatchOrder() {}

    /**
     * Shuffles the rows (Fisher and Yates): batches are cut from the result from the left, the last one may be
     * partial.
     *
     * @param epoch from 1
     * @param rows how many there are, at least 1
     * @return each of 0 to rows − 1 once
     */
    public static int[] epoch(long seed, int epoch, int rows) {
        int[] order = new int[rows];
        epoch(seed, epoch, order);
        return order;
    }

    /** The same, of as many rows as {@code order} is long, into {@code order}. */
    public static void epoch(long seed, int epoch, int[] order) {
        SplitMix64 random = new SplitMix64(SplitMix64.at(SplitMix64.key(seed, "batch order"), epoch));
        for (int i = 0; i < order.length; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
    }
}
