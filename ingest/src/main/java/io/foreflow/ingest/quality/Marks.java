package io.foreflow.ingest.quality;

import io.foreflow.models.series.Values;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Decides which values of a sensor probably mean "no value". Such a mark repeats, is the outermost value and stands
 * alone: far from the nearest other value, measured by the spread of the others. The required distance depends on the
 * value: -9999 is more often written as a mark than -5000. Zero is never a mark. A positive value is a mark only if it
 * is a known one, since devices stop at round maxima.
 */
final class Marks {
    /** Maximum number of marks beside each other, such as -999 and -9999. */
    private static final int MOST_AT_AN_EDGE = 3;

    private static final int LEAST_ROWS = 3;
    private static final double LEAST_SHARE = 0.001;

    /** Minimum number of different values; a sensor with fewer may be a switch. */
    private static final int FEW = 5;

    private static final int MANY = 10;

    /** Marks are usually multiples of this number. */
    private static final int ROUND = 50;

    /**
     * Magnitude beyond which values are fill values and not measurements: 1e20, 9.96921e36, 1e30 and the largest
     * floating-point numbers.
     */
    private static final double UNREAL = 1e19;

    private static final Set<Double> LIMITS_OF_INTEGERS = Set.of(
            (double) Short.MAX_VALUE,
            (double) Short.MIN_VALUE,
            65_535.0,
            (double) Integer.MAX_VALUE,
            (double) Integer.MIN_VALUE,
            4_294_967_295.0,
            (double) Long.MAX_VALUE,
            (double) Long.MIN_VALUE);

    private static final Set<Double> NINES = Set.of(
            99.0, 99.9, 99.99, 999.0, 999.9, 999.99, 9999.0, 9999.9, 9999.99, 99999.0, 99999.9, 99999.99, 999999.0);

    /** Values that data loggers of Campbell Scientific write for "not a number". */
    private static final Set<Double> LOGGERS = Set.of(-6999.0, -7999.0);

    private Marks() {}

    /**
     * The values of a sensor that are not marks.
     *
     * @param low the lowest value
     * @param high the highest value
     * @param sample sample of the values, sorted
     * @param distinct number of different values; if there are many, at least as many as are known
     * @param integers true if all values are whole numbers
     * @param inOrder true if the values came in order of time, so that the value before a reading is meaningful
     */
    private record OtherValues(
            double low, double high, Values sample, long distinct, boolean integers, boolean inOrder) {
        private static final int LEAST_SAMPLE = 10;

        static OtherValues of(ValueTally values, int lowMarks, int highMarks, boolean inOrder) {
            double low = values.lowest().value(lowMarks);
            double high = values.highest().value(highMarks);
            double[] sample = values.between(low, high);
            long distinct = DoubleStream.concat(
                            Arrays.stream(sample),
                            DoubleStream.concat(values(values.lowest()), values(values.highest())))
                    .filter(value -> value >= low && value <= high)
                    .distinct()
                    .count();
            return new OtherValues(low, high, Values.of(sample), distinct, values.areIntegers(), inOrder);
        }

        private static DoubleStream values(Edge edge) {
            return IntStream.range(0, edge.size()).mapToDouble(edge::value);
        }

        double range() {
            return high - low;
        }

        double quantile(double share) {
            return sample.at((int) (share * (sample.length() - 1)));
        }

        /** Returns the range of the middle nine tenths of the values; of few values the whole range. */
        double spread() {
            return sample.length() < LEAST_SAMPLE ? range() : quantile(0.95) - quantile(0.05);
        }

        double distance(double value) {
            return value < low ? low - value : value - high;
        }
    }

    /**
     * Returns the values that are marks by the evidence of this sensor alone.
     *
     * @param inOrder true if the values came in order of time
     */
    static Set<Double> of(ValueTally values, boolean inOrder) {
        Set<Double> found = Set.of();
        double least = Double.POSITIVE_INFINITY;
        // A mark that is not set aside widens the rest, which makes -1 seem far away: the narrowest rest is the right
        // one.
        int mostLow = possible(values.lowest(), values.count());
        int mostHigh = possible(values.highest(), values.count());
        if (mostLow + mostHigh == 0) {
            return found;
        }
        for (int low = 0; low <= mostLow; low++) {
            for (int high = 0; high <= mostHigh; high++) {
                OtherValues rest = OtherValues.of(values, low, high, inOrder);
                if (rest.low() <= rest.high()
                        && rest.range() < least
                        && areMarks(values.lowest(), low, rest)
                        && areMarks(values.highest(), high, rest)) {
                    found = outermost(values, low, high);
                    least = rest.range();
                }
            }
        }
        return found;
    }

    /** Counts the outermost values that may be marks, whatever the rest is. Most sensors have none. */
    private static int possible(Edge edge, long readings) {
        int place = 0;
        // At least one value remains.
        while (place < Math.min(edge.size() - 1, MOST_AT_AN_EDGE) && isPossible(edge, place, readings)) {
            place++;
        }
        return place;
    }

    private static boolean isPossible(Edge edge, int place, long readings) {
        double value = edge.value(place);
        if (Math.abs(value) >= UNREAL || LIMITS_OF_INTEGERS.contains(value)) {
            return true;
        }
        return edge.count(place) >= LEAST_ROWS
                && edge.count(place) >= LEAST_SHARE * readings
                && (value < 0 || NINES.contains(value));
    }

    private static Set<Double> outermost(ValueTally values, int low, int high) {
        Set<Double> outermost = new TreeSet<>();
        IntStream.range(0, low).forEach(place -> outermost.add(values.lowest().value(place)));
        IntStream.range(0, high).forEach(place -> outermost.add(values.highest().value(place)));
        return outermost;
    }

    private static boolean areMarks(Edge edge, int marks, OtherValues rest) {
        for (int place = 0; place < marks; place++) {
            if (!isMark(edge, place, rest)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isMark(Edge edge, int place, OtherValues rest) {
        double value = edge.value(place);
        double distance = rest.distance(value);
        if (Math.abs(value) >= UNREAL) {
            return distance > rest.range();
        }
        if (LIMITS_OF_INTEGERS.contains(value)) {
            return distance > rest.range() && rest.distinct() >= FEW;
        }
        return value > 0
                ? isPositiveMark(value, distance, rest)
                : isNegativeMark(value, distance, rest, edge.cameFrom(place, rest.low(), rest.high()));
    }

    private static boolean isPositiveMark(double value, double distance, OtherValues rest) {
        if (value < 999) {
            // Percentages stop at 99 or 99.9.
            return value == 99 && distance > 3 * rest.range() && rest.distinct() >= MANY;
        }
        return NINES.contains(value) && distance > rest.range() && rest.distinct() >= FEW;
    }

    private static boolean isNegativeMark(double value, double distance, OtherValues rest, double cameFrom) {
        boolean only = rest.low() >= 0;
        if (value == -1 || value == -9) {
            return only && rest.integers() && rest.distinct() >= MANY && jumps(rest, cameFrom);
        }
        if (NINES.contains(-value) || LOGGERS.contains(value)) {
            boolean enough = rest.distinct() >= FEW || distance > 10 * rest.range();
            return enough && (only || distance > (value > -999 ? 1 : 0.5) * rest.range());
        }
        if (value != Math.rint(value) || rest.distinct() < MANY) {
            return false;
        }
        if (!only) {
            return distance > 3 * rest.range();
        }
        return (distance > rest.spread() && distance > 0.5 * rest.range())
                || (value % ROUND == 0 && distance > 0.25 * rest.spread() && jumps(rest, cameFrom));
    }

    /** Returns true if readings jump to the mark from usual values. A temperature, in contrast, comes to -1 from 0. */
    private static boolean jumps(OtherValues rest, double cameFrom) {
        return rest.inOrder()
                && rest.sample().length() >= MANY
                && cameFrom >= rest.quantile(0.25)
                && cameFrom > rest.low() + 1;
    }

    /**
     * Returns true if a value that is a mark of another sensor is one here too. It must be the outermost value apart
     * from other marks, and clear of the rest. -1 and -9 need evidence of their own.
     *
     * @param marks marks of all sensors, this value included
     */
    static boolean isShared(double value, ValueTally values, Set<Double> marks) {
        if (Math.abs(value) < 99
                || (values.lowest().placeOf(value) < 0 && values.highest().placeOf(value) < 0)) {
            return false;
        }
        int low = leading(values.lowest(), marks);
        int high = leading(values.highest(), marks);
        if (low == values.lowest().size() || high == values.highest().size()) {
            // Nothing but marks.
            return true;
        }
        OtherValues rest = OtherValues.of(values, low, high, false);
        if (value >= rest.low() && value <= rest.high()) {
            return false;
        }
        return (value < 0 && rest.low() >= 0) || rest.distance(value) > 0.5 * rest.spread();
    }

    private static int leading(Edge edge, Set<Double> marks) {
        int place = 0;
        while (place < edge.size() && marks.contains(edge.value(place))) {
            place++;
        }
        return place;
    }
}
