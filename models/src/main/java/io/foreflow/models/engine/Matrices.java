package io.foreflow.models.engine;

/** Matrices of doubles for regressions, given as their rows; a symmetric one as its lower triangle. */
public final class Matrices {
    private Matrices() {}

    /**
     * Overwrites the lower triangle A with its Cholesky factor L, A = L·Lᵀ, in size³/6 multiply-adds.
     *
     * @param leastShare the share of its diagonal that the rows before must leave of a row, from 0 on; below, the row is taken for
     *     a linear combination of them
     * @return the number of rows if all went well; otherwise the first row, from 0, of which less is left, or which is not finite: what
     *     is left of it is on its diagonal, and the matrix is of no more use
     */
    public static int decompose(double[][] matrix, double leastShare) {
        for (int i = 0; i < matrix.length; i++) {
            double[] row = matrix[i];
            double whole = row[i];
            for (int j = 0; j < i; j++) {
                row[j] = (row[j] - dot(row, matrix[j], j)) / matrix[j][j];
            }
            row[i] = whole - dot(row, row, i);
            if (!(row[i] > leastShare * whole) || Double.isInfinite(row[i])) {
                return i;
            }
            row[i] = Math.sqrt(row[i]);
        }
        return matrix.length;
    }

    /**
     * Solves L·Lᵀ·W = right in place.
     *
     * @param factor what {@link #decompose} made
     * @param right as many rows as the factor has, of any width
     */
    public static void substitute(double[][] factor, double[][] right) {
        for (int i = 0; i < right.length; i++) {
            for (int j = 0; j < i; j++) {
                addScaled(right[i], -factor[i][j], right[j], right[i].length);
            }
            divide(right[i], factor[i][i]);
        }
        for (int i = right.length - 1; i >= 0; i--) {
            for (int j = i + 1; j < right.length; j++) {
                addScaled(right[i], -factor[j][i], right[j], right[i].length);
            }
            divide(right[i], factor[i][i]);
        }
    }

    /** A copy with rows of its own. */
    public static double[][] copy(double[][] matrix) {
        double[][] copy = new double[matrix.length][];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = matrix[i].clone();
        }
        return copy;
    }

    /** sums += factor · numbers, for the first {@code count} of them. */
    public static void addScaled(double[] sums, double factor, double[] numbers, int count) {
        if (factor != 0) {
            for (int i = 0; i < count; i++) {
                sums[i] += factor * numbers[i];
            }
        }
    }

    /** Adds in four sums, so that they need not wait for each other. */
    private static double dot(double[] a, double[] b, int count) {
        double sum0 = 0;
        double sum1 = 0;
        double sum2 = 0;
        double sum3 = 0;
        int i = 0;
        for (; i + 3 < count; i += 4) {
            sum0 += a[i] * b[i];
            sum1 += a[i + 1] * b[i + 1];
            sum2 += a[i + 2] * b[i + 2];
            sum3 += a[i + 3] * b[i + 3];
        }
        for (; i < count; i++) {
            sum0 += a[i] * b[i];
        }
        return sum0 + sum1 + (sum2 + sum3);
    }

    private static void divide(double[] numbers, double divisor) {
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] /= divisor;
        }
    }
}
