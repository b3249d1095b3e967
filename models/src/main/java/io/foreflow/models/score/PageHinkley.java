package io.foreflow.models.score;

/**
 * The Page-Hinkley test for an increase of a mean: E. S. Page, "Continuous Inspection Schemes", Biometrika 41, 1954; in
 * the form that J. Gama and others give it in "A Survey on Concept Drift Adaptation", ACM Computing Surveys 46(4),
 * 2014, section 3.2. With x̄ the mean of all numbers so far, m = Σ (x − x̄ − δ) drifts downwards while the mean stays
 * as it is; the statistic is the distance of m above its minimum so far.
 *
 * @param mean mean of all numbers so far; 0 if there is none
 * @param count number of numbers so far
 * @param sum present value of m
 * @param least minimum of m so far, at most 0
 */
public record PageHinkley(double mean, int count, double sum, double least) {
    /** The state before the first number. */
    public static final PageHinkley START = new PageHinkley(0, 0, 0, 0);

    /**
     * Adds one number.
     *
     * @param tolerance δ: by how much a number may exceed the mean before it counts as evidence of an increase, 0 or
     *     more
     */
    public PageHinkley with(double number, double tolerance) {
        int counted = count + 1;
        double newMean = mean + (number - mean) / counted;
        double newSum = sum + number - newMean - tolerance;
        return new PageHinkley(newMean, counted, newSum, Math.min(least, newSum));
    }

    /** Returns the evidence of an increase, 0 or more; more is stronger. */
    public double statistic() {
        return sum - least;
    }
}
