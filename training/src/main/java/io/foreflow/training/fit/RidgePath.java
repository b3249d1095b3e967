package io.foreflow.training.fit;

import io.foreflow.models.engine.Matrices;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Ridge regression of several targets on the same features, for several penalties at the price of little more than one. Hoerl and
 * Kennard, "Ridge regression: biased estimation for nonorthogonal problems", Technometrics 12, 1970; where there are fewer rows than
 * features, its dual form (Saunders, Gammerman and Vovk, "Ridge regression learning algorithm in dual variables", 1998), which gives the
 * same. In double precision; the result does not depend on the number of threads.
 */
public final class RidgePath {
    /** Number of rows that fit into a core's cache with their features. */
    private static final int BLOCK = 64;

    private final int features;
    private final int targets;
    private final double[] featureMeans;
    private final double[] targetMeans;

    /** [rows][features], centred. */
    private final double[][] x;

    /** [rows][targets], centred. */
    private final double[][] y;

    /** Lower triangle of XᵀX, or of XXᵀ where that is smaller. */
    private final double[][] squares;

    private final boolean dual;

    /** [features][targets], XᵀY; empty for the dual form, which does not need it. */
    private final double[][] moments;

    /** result = x · kernel + bias. */
    public static final class RidgeSolution {
        /** The penalty on the squares of the kernel. */
        private final double lambda;
        /** [features][targets]. */
        private final double[][] kernel;
        /** [targets]. */
        private final double[] bias;

        private RidgeSolution(double lambda, double[][] kernel, double[] bias) {
            this.lambda = lambda;
            this.kernel = kernel;
            this.bias = bias;
        }

        public double lambda() {
            return lambda;
        }

        public double[][] kernel() {
            return kernel;
        }

        public double[] bias() {
            return bias;
        }

        /** Adds to {@code result} the contribution of {@code features} from {@code at} on. */
        public void addTo(float[] features, int at, double[] result) {
            for (int k = 0; k < result.length; k++) {
                result[k] += bias[k];
            }
            for (int i = 0; i < kernel.length; i++) {
                Matrices.addScaled(result, features[at + i], kernel[i], result.length);
            }
        }
    }

    /**
     * @param x [rows · features], row after row
     * @param y [rows · targets], row after row
     * @param rows at least 1
     */
    public RidgePath(float[] x, float[] y, int rows) {
        if (rows < 1 || x.length % rows != 0 || y.length % rows != 0) {
            throw new IllegalArgumentException(
                    rows + " rows of " + x.length + " features and " + y.length + " targets");
        }
        this.features = x.length / rows;
        this.targets = y.length / rows;
        this.x = rows(x, rows, features);
        this.y = rows(y, rows, targets);
        this.featureMeans = centre(this.x, features);
        this.targetMeans = centre(this.y, targets);
        this.dual = rows < features;
        this.moments = dual ? new double[0][] : products(this.x, this.y);
        this.squares = dual ? squares(transposed(this.x, features), rows) : squares(this.x, features);
    }

    /**
     * @param lambdas penalties above 0, at least one
     * @return one solution for each, in their order
     */
    public List<RidgeSolution> solve(double... lambdas) {
        // The first one alone: if the numbers cannot be solved, its exception keeps its message.
        RidgeSolution first = solve(lambdas[0]);
        return Stream.concat(
                        Stream.of(first),
                        Arrays.stream(lambdas, 1, lambdas.length).parallel().mapToObj(this::solve))
                .toList();
    }

    private RidgeSolution solve(double lambda) {
        if (!(lambda > 0)) {
            throw new IllegalArgumentException("lambda (" + lambda + ") must be above 0");
        }
        double[][] factor = Matrices.copy(squares);
        for (int i = 0; i < factor.length; i++) {
            factor[i][i] += lambda;
        }
        if (Matrices.decompose(factor, 0) < factor.length) {
            throw new IllegalArgumentException("the features or targets are not finite, or too large to be squared");
        }
        double[][] kernel;
        if (dual) {
            double[][] alphas = Matrices.copy(y);
            Matrices.substitute(factor, alphas);
            kernel = products(x, alphas);
        } else {
            kernel = Matrices.copy(moments);
            Matrices.substitute(factor, kernel);
        }
        double[] bias = targetMeans.clone();
        for (int i = 0; i < features; i++) {
            Matrices.addScaled(bias, -featureMeans[i], kernel[i], targets);
        }
        return new RidgeSolution(lambda, kernel, bias);
    }

    private static double[][] rows(float[] numbers, int rows, int width) {
        double[][] result = new double[rows][width];
        for (int r = 0; r < rows; r++) {
            for (int i = 0; i < width; i++) {
                result[r][i] = numbers[r * width + i];
            }
        }
        return result;
    }

    /** Subtracts the means, and returns them. */
    private static double[] centre(double[][] rows, int width) {
        double[] means = new double[width];
        for (double[] row : rows) {
            Matrices.addScaled(means, 1.0 / rows.length, row, width);
        }
        for (double[] row : rows) {
            Matrices.addScaled(row, -1, means, width);
        }
        return means;
    }

    private static double[][] transposed(double[][] rows, int width) {
        double[][] result = new double[width][rows.length];
        for (int r = 0; r < rows.length; r++) {
            for (int i = 0; i < width; i++) {
                result[i][r] = rows[r][i];
            }
        }
        return result;
    }

    /** Returns the lower triangle of the sum over the rows of row · rowᵀ. */
    private static double[][] squares(double[][] rows, int width) {
        double[][] sums = new double[width][];
        for (int i = 0; i < width; i++) {
            sums[i] = new double[i + 1];
        }
        for (int from = 0; from < rows.length; from += BLOCK) {
            int first = from;
            int end = Math.min(rows.length, from + BLOCK);
            IntStream.range(0, width).parallel().forEach(i -> {
                for (int r = first; r < end; r++) {
                    Matrices.addScaled(sums[i], rows[r][i], rows[r], i + 1);
                }
            });
        }
        return sums;
    }

    /** Returns [features][targets], the sum over the rows of xᵀ · y. */
    private static double[][] products(double[][] x, double[][] y) {
        double[][] sums = new double[x[0].length][y[0].length];
        for (int r = 0; r < x.length; r++) {
            for (int i = 0; i < sums.length; i++) {
                Matrices.addScaled(sums[i], x[r][i], y[r], y[r].length);
            }
        }
        return sums;
    }
}
