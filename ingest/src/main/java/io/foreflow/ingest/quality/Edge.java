package io.foreflow.ingest.quality;

import java.util.Arrays;

/**
 * The {@value #MOST} lowest or the {@value #MOST} highest different values of a sensor, outermost first, with the exact
 * number of their readings. The number is exact because a value among the lowest of all readings has been among the
 * lowest since its first reading.
 */
final class Edge {
    static final int MOST = 8;

    private static final int ARRIVALS = 7;

    /** Side of the edge: 1 for the lowest values, -1 for the highest. */
    private final int sign;

    private final double[] values = new double[MOST];
    private final long[] counts = new long[MOST];

    /** The {@value #ARRIVALS} latest values that came just before each value of the edge, as a ring. */
    private final double[][] arrivedFrom = new double[MOST][];

    private final long[] arrivals = new long[MOST];
    private int size;

    private Edge(int sign) {
        this.sign = sign;
    }

    static Edge ofLowest() {
        return new Edge(1);
    }

    static Edge ofHighest() {
        return new Edge(-1);
    }

    /** @param before value of the previous reading; NaN if there is none */
    void add(double value, double before) {
        int at = 0;
        while (at < size && sign * values[at] < sign * value) {
            at++;
        }
        if (at == MOST) {
            return;
        }
        if (at == size || values[at] != value) {
            insert(at, value);
        }
        counts[at]++;
        if (before != value && !Double.isNaN(before)) {
            arrivedFrom[at][(int) (arrivals[at]++ % ARRIVALS)] = before;
        }
    }

    private void insert(int at, double value) {
        size = Math.min(size + 1, MOST);
        int moved = size - at - 1;
        System.arraycopy(values, at, values, at + 1, moved);
        System.arraycopy(counts, at, counts, at + 1, moved);
        System.arraycopy(arrivals, at, arrivals, at + 1, moved);
        System.arraycopy(arrivedFrom, at, arrivedFrom, at + 1, moved);
        values[at] = value;
        counts[at] = 0;
        arrivals[at] = 0;
        arrivedFrom[at] = new double[ARRIVALS];
    }

    int size() {
        return size;
    }

    double value(int place) {
        return values[place];
    }

    long count(int place) {
        return counts[place];
    }

    /** Returns the place of a value; -1 if it is not in this edge. */
    int placeOf(double value) {
        for (int place = 0; place < size; place++) {
            if (values[place] == value) {
                return place;
            }
        }
        return -1;
    }

    /**
     * Returns the median of the latest values that came just before a value, among those in a closed interval; NaN if
     * there is none.
     */
    double cameFrom(int place, double low, double high) {
        double[] from = Arrays.stream(arrivedFrom[place], 0, (int) Math.min(arrivals[place], ARRIVALS))
                .filter(value -> value >= low && value <= high)
                .sorted()
                .toArray();
        return from.length == 0 ? Double.NaN : from[from.length / 2];
    }
}
