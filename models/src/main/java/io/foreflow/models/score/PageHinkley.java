package io.foreflow.models.score;

/**
 * The Page-Hinkley test for an increase of a mean: E. S. Page, "Continuous Inspection Schemes", Biometrika 41, 1954; in the form that
 * J. Gama and others give it in "A Survey on Concept Drift Adaptation", ACM Computing Surveys 46(4), 2014, section 3.2. With x̄ the mean
 * of all numbers so far, m = Σ (x − x̄ − δ) drifts downwards while the mean stays as it is; the statistic is how far m has risen above the least
 * it has been.
 *
 * @param mean of all numbers so far; 0 when there is none
 * @param count how many there were
 * @param sum m
 * @param least the least that m has been, at most 0
 */
public record PageHinkley(double mean, int count, double sum, double least) {
    /** No number has been seen. */
    public static final PageHinkley START = new PageHinkley(0, 0, 0, 0);

    /**
     * This with one more number.
     *
     * @param tolerance δ: by how much a number may exceed the mean without speaking for an increase, 0 or more
     */
    public PageHinkley with(double number, double tolerance) {
        int counted = count + 1;
        double newMean = mean + (number - mean) / counted;
        double newSum = sum + number - newMean - tolerance;
        return new PageHinkley(newMean, counted, newSum, Math.min(least, newSum));
    }

    /** Speaks for an increase, the more the larger; 0 or more. */
    public double statistic() {
        return sum - least;
    }
}
