package io.foreflow.windowing.core;

/**
 * Finds the number at one place of a sorted order without sorting: in time that grows with the number of numbers.
 * Hoare, "Algorithm 65: Find", Communications of the ACM 4, 1961.
 */
final class OrderStatistic {
    /** A linear congruential generator spreads the pivots, so that no order of the numbers is slow. */
    private static final int FACTOR = 1_103_515_245;

    private static final int SUMMAND = 12_345;

    private OrderStatistic() {}

    /**
     * Returns the number that would stand at {@code place} if all were sorted.
     *
     * @param numbers at least one, none of them NaN; their order changes
     * @param place from 0
     */
    static double at(double[] numbers, int place) {
        int from = 0;
        int to = numbers.length - 1;
        int chance = numbers.length;
        while (from < to) {
            chance = chance * FACTOR + SUMMAND;
            double pivot = numbers[from + (chance >>> 1) % (to - from + 1)];
            int up = from;
            int down = to;
            while (up <= down) {
                while (numbers[up] < pivot) {
                    up++;
                }
                while (numbers[down] > pivot) {
                    down--;
                }
                if (up <= down) {
                    double swapped = numbers[up];
                    numbers[up++] = numbers[down];
                    numbers[down--] = swapped;
                }
            }
            if (place <= down) {
                to = down;
            } else if (place >= up) {
                from = up;
            } else {
                return numbers[place];
            }
        }
        return numbers[place];
    }
}
