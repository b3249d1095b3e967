package io.foreflow.models.engine;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;

/**
 * Least squares with a penalty, Σ‖y − xW − b‖² + λ‖W‖², in closed form and double precision: rows are added once, then
 * solved for any number of penalties by Cholesky's decomposition. Takes memory for features²/2 numbers, features²/2
 * multiply-adds a row and features³/6 a solution. Confined to one thread.
 */
public final class NormalEquations {
    /** A feature of which the others leave less than this share of its squares is no feature of its own in floats. */
    private static final double LEAST_SHARE = 1e-12;

    private final String what;
    private final boolean centred;
    private final double[] featureMeans;
    private final double[] targetMeans;

    /** The lower triangle. */
    private final double[][] squares;

    private final double[][] products;
    private final double[] x;
    private final double[] y;

    /** The weights of the features and what is added to their sums. */
    public static final class Solution {
        /** [features][units]. */
        private final double[][] kernel;
        /** [units]; zeros for equations through the origin. */
        private final double[] bias;

        private Solution(double[][] kernel, double[] bias) {
            this.kernel = kernel;
            this.bias = bias;
        }

        public double[][] kernel() {
            return kernel;
        }

        public double[] bias() {
            return bias;
        }
    }

    private NormalEquations(String what, boolean centred, double[] featureMeans, double[] targetMeans) {
        this.what = requireNonNull(what, "what");
        this.centred = centred;
        this.featureMeans = featureMeans.clone();
        this.targetMeans = targetMeans.clone();
        this.x = new double[featureMeans.length];
        this.y = new double[targetMeans.length];
        this.squares = new double[x.length][];
        Arrays.setAll(squares, i -> new double[i + 1]);
        this.products = new double[x.length][y.length];
    }

    /**
     * Makes equations with a bias, which is not penalised.
     *
     * @param what the features are, for messages
     * @param featureMeans of the rows that will be added
     * @param targetMeans of the rows that will be added
     */
    public static NormalEquations centred(String what, double[] featureMeans, double[] targetMeans) {
        return new NormalEquations(what, true, featureMeans, targetMeans);
    }

    /** Makes equations without a bias. */
    public static NormalEquations throughOrigin(String what, int features, int units) {
        return new NormalEquations(what, false, new double[features], new double[units]);
    }

    /**
     * Adds a row; both arrays are read from their beginning and kept by the caller.
     *
     * @param features at least as many as there are means
     * @param targets at least as many as there are means
     */
    public void add(double[] features, double[] targets) {
        for (int i = 0; i < x.length; i++) {
            x[i] = features[i] - featureMeans[i];
        }
        for (int k = 0; k < y.length; k++) {
            y[k] = targets[k] - targetMeans[k];
        }
        for (int i = 0; i < x.length; i++) {
            Matrices.addScaled(squares[i], x[i], x, i + 1);
            Matrices.addScaled(products[i], x[i], y, y.length);
        }
    }

    /**
     * The weights of least penalised error over the rows so far.
     *
     * @param lambda 0 or more
     * @throws IllegalArgumentException if there is more than one solution
     * @throws FitDivergedException if what was added is not finite
     */
    public Solution solve(double lambda) {
        double[][] factor = decomposed(lambda);
        double[][] kernel = Matrices.copy(products);
        Matrices.substitute(factor, kernel);
        double[] bias = targetMeans.clone();
        for (int i = 0; i < x.length; i++) {
            Matrices.addScaled(bias, -featureMeans[i], kernel[i], bias.length);
        }
        return new Solution(kernel, bias);
    }

    /** The Cholesky factor of squares + λ·I. */
    private double[][] decomposed(double lambda) {
        double[][] factor = Matrices.copy(squares);
        for (int i = 0; i < factor.length; i++) {
            factor[i][i] = requireFinite(factor[i][i] + lambda);
        }
        int done = Matrices.decompose(factor, LEAST_SHARE);
        if (done < factor.length) {
            requireFinite(factor[done][done]);
            throw new IllegalArgumentException("ridge finds more than one solution: feature " + done + " (from 0) of "
                    + what + " is " + (centred ? "constant or " : "")
                    + "a linear combination of those before it, up to rounding; give a lambda above " + lambda
                    + ", more rows, or leave the feature out");
        }
        return factor;
    }

    private static double requireFinite(double number) {
        if (!Double.isFinite(number)) {
            throw new FitDivergedException(1, number);
        }
        return number;
    }
}
