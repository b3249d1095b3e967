package io.foreflow.models.network;

/** A figure of each epoch beside the loss: a mean over the rows (and over the positions of an output with several). */
public enum Metric {
    /** The mean absolute error over the outputs; less is better. */
    MAE,
    /**
     * The share of right classes, in [0, 1]; more is better. Of one output the class is 1 above ½ and 0 elsewhere, of several
     * it is the largest one's number, the first of equals.
     */
    ACCURACY;

    /**
     * Returns the metric of one position.
     *
     * @param results of the network, {@code features} numbers from {@code at} on
     * @param targets as many from {@code targetAt} on, or the class's number alone
     * @param classNumber whether the targets are classes' numbers
     */
    public double of(float[] results, int at, int features, float[] targets, int targetAt, boolean classNumber) {
        if (this == ACCURACY) {
            if (features == 1 && !classNumber) {
                return results[at] > 0.5f == targets[targetAt] > 0.5f ? 1 : 0;
            }
            int wanted = classNumber ? (int) targets[targetAt] : largest(targets, targetAt, features);
            return largest(results, at, features) == wanted ? 1 : 0;
        }
        double sum = 0;
        for (int i = 0; i < features; i++) {
            sum += Math.abs((double) results[at + i] - targets[targetAt + i]);
        }
        return sum / features;
    }

    /** Returns the index of the largest of {@code count} numbers; the first of equals. */
    private static int largest(float[] numbers, int at, int count) {
        int largest = 0;
        for (int i = 1; i < count; i++) {
            if (numbers[at + i] > numbers[at + largest]) {
                largest = i;
            }
        }
        return largest;
    }
}
