package io.foreflow.training.evaluate;

/** Adds up the errors of one method. Confined to one thread. */
public final class ErrorSums {
    private long count;
    private double absolute;
    private double squared;
    private double signed;
    private long intervals;
    private long inside;
    private double winkler;

    /** Adds a target; both numbers are finite. */
    public void add(double forecast, double actual) {
        double error = forecast - actual;
        count++;
        absolute += Math.abs(error);
        squared += error * error;
        signed += error;
    }

    /**
     * Adds the interval of a target.
     *
     * @param level share of actual values that shall lie inside, above 0 and below 1
     */
    public void addInterval(double level, double lower, double upper, double actual) {
        intervals++;
        inside += lower <= actual && actual <= upper ? 1 : 0;
        winkler += winkler(level, lower, upper, actual);
    }

    /** Adds what another has. */
    public void addAll(ErrorSums other) {
        count += other.count;
        absolute += other.absolute;
        squared += other.squared;
        signed += other.signed;
        intervals += other.intervals;
        inside += other.inside;
        winkler += other.winkler;
    }

    /** How many targets there are. */
    public long count() {
        return count;
    }

    /** @param yardstick see {@link Yardstick}; without one above 0 there is no MASE */
    public Score score(double yardstick) {
        double mae = absolute / count;
        return new Score(
                mae,
                Math.sqrt(squared / count),
                signed / count,
                mae / (yardstick > 0 ? yardstick : Double.NaN),
                (double) inside / intervals,
                winkler / intervals);
    }

    /**
     * The width of an interval, and for an actual value outside it 2 / (1 − level) times how far outside; in the sensor's
     * unit, smaller is better, and least in expectation for the true quantiles. Winkler, "A decision-theoretic approach
     * to interval estimation", Journal of the American Statistical Association 67, 1972.
     *
     * @param level above 0 and below 1
     */
    public static double winkler(double level, double lower, double upper, double actual) {
        double outside = Math.max(0, Math.max(lower - actual, actual - upper));
        return upper - lower + 2 / (1 - level) * outside;
    }
}
