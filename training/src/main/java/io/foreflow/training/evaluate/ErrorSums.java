package io.foreflow.training.evaluate;

/** Adds up the errors of one method. Confined to one thread. */
public final class ErrorSums {
    /** Maximum of an error in MASE, in yardsticks; the values of real sensors range over up to 333. */
    public static final double MOST_YARDSTICKS = 500;

    private final double yardstick;
    private final double most;
    private long count;
    private double absolute;
    /** Sum of the absolute errors, each at most {@link #most}. */
    private double cappedSum;

    private long capped;
    private double squared;
    private double signed;
    private long intervals;
    private long inside;
    private double winkler;

    /** @param yardstick see {@link Yardstick}; without one above 0 there is no MASE */
    public ErrorSums(double yardstick) {
        this.yardstick = yardstick > 0 ? yardstick : Double.NaN;
        this.most = yardstick > 0 ? MOST_YARDSTICKS * yardstick : Double.POSITIVE_INFINITY;
    }

    /** Adds a target; both numbers are finite. */
    public void add(double forecast, double actual) {
        double error = forecast - actual;
        count++;
        absolute += Math.abs(error);
        cappedSum += Math.min(most, Math.abs(error));
        capped += Math.abs(error) > most ? 1 : 0;
        squared += error * error;
        signed += error;
    }

    /**
     * Adds the interval of a target.
     *
     * @param level share of actual values that should lie inside, above 0 and below 1
     */
    public void addInterval(double level, double lower, double upper, double actual) {
        intervals++;
        inside += lower <= actual && actual <= upper ? 1 : 0;
        winkler += winkler(level, lower, upper, actual);
    }

    /** Adds the sums of another with the same yardstick. */
    public void addAll(ErrorSums other) {
        count += other.count;
        absolute += other.absolute;
        cappedSum += other.cappedSum;
        capped += other.capped;
        squared += other.squared;
        signed += other.signed;
        intervals += other.intervals;
        inside += other.inside;
        winkler += other.winkler;
    }

    /** Number of targets. */
    public long count() {
        return count;
    }

    /** Number of errors that exceed {@value #MOST_YARDSTICKS} yardsticks, and count as that many in MASE. */
    public long capped() {
        return capped;
    }

    /** Returns the means over the targets so far. */
    public ForecastErrors score() {
        return new ForecastErrors(
                absolute / count,
                Math.sqrt(squared / count),
                signed / count,
                cappedSum / count / yardstick,
                (double) inside / intervals,
                winkler / intervals);
    }

    /**
     * Returns the width of an interval, plus, for an actual value outside it, 2 / (1 − level) times its distance from
     * it; in the sensor's unit, smaller is better, and least in expectation for the true quantiles. Winkler, "A
     * decision-theoretic approach to interval estimation", Journal of the American Statistical Association 67, 1972.
     *
     * @param level above 0 and below 1
     */
    public static double winkler(double level, double lower, double upper, double actual) {
        double outside = Math.max(0, Math.max(lower - actual, actual - upper));
        return upper - lower + 2 / (1 - level) * outside;
    }
}
