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
        SplitMix64 random = new SplitMix64(SplitMix64.at(SplitMix64.key(seed, "batch order"), epoch));
        int[] order = new int[rows];
        for (int i = 0; i < rows; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }
}
