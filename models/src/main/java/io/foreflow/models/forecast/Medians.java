package io.foreflow.models.forecast;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** Computes medians over several objects. */
final class Medians {
    private Medians() {}

    /**
     * Returns the number in the middle, or the mean of the two in the middle.
     *
     * @param things at least one
     */
    static <T> double of(List<T> things, ToDoubleFunction<T> number) {
        double[] sorted = things.stream().mapToDouble(number).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : sorted[middle - 1] / 2 + sorted[middle] / 2;
    }
}
