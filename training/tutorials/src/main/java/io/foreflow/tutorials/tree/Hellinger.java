package io.foreflow.tutorials.tree;

/** Hellinger's distance of distributions, from 0, where they are the same, to 1, where they have nothing in common. */
public final class Hellinger {
    private Hellinger() {}

    /**
     * Returns the distances between any two of several distributions.
     *
     * @param distributions each sums to 1
     * @return [n][n], the same both ways
     */
    public static double[][] distances(double[][] distributions) {
        int count = distributions.length;
        double[][] distances = new double[count][count];
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < i; k++) {
                distances[i][k] = distance(distributions[i], distributions[k]);
                distances[k][i] = distances[i][k];
            }
        }
        return distances;
    }

    private static double distance(double[] one, double[] other) {
        double common = 0;
        for (int i = 0; i < one.length; i++) {
            common += Math.sqrt(one[i] * other[i]);
        }
        return Math.sqrt(Math.max(0, 1 - common));
    }
}
