package io.foreflow.windowing.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Finds lasting changes of a sensor's level among the values that an origin knows, and brings the values before each
 * change to the level after it. A weekly value of the time before the change would otherwise be wrong for weeks.
 *
 * <p>Each value is compared with the one to four weeks before it, at its local time. Two running sums, one for values
 * that are too low and one for values that are too high, restart as long as the values since their start are near what
 * was expected (Page, "Continuous inspection schemes", Biometrika 41, 1954). A sum that exceeds its bound is an alarm:
 * the level has changed where the sum started, by the ratio of the actual to the expected values since. The ratio is
 * computed again with each day of the following week. Bound and tolerance grow with the usual error of a day's sum.
 *
 * <ul>
 *   <li>Only working days can cause an alarm. Closures and storms of a weekend pass.
 *   <li>A level that returns within a week was no lasting change: it is forgotten, and its time expects nothing.
 *   <li>Holidays are neither compared nor expected.
 *   <li>A factor beyond {@value #MOST_FACTOR}, or below its inverse, is no change of level but a fault.
 *   <li>Series with a negative value, or with fewer than {@value #LEAST_PER_DAY} steps a day, are left as they are.
 * </ul>
 */
final class LevelShifts {
    /** Minimum number of steps of a day. */
    private static final int LEAST_PER_DAY = 24;

    /** Largest factor of a change. */
    private static final double MOST_FACTOR = 8;

    private static final int DAYS_PER_WEEK = 7;

    /** Maximum number of weeks that an expected value is computed from. */
    private static final int WEEKS = 4;

    /** Minimum number of weeks that an expected value is computed from. */
    private static final int LEAST_WEEKS = 2;

    /** Largest ratio of two values that are all that is known of a time of the week. */
    private static final double AGREEING = 1.5;

    /** Multiple of the expected value beyond which a value does not count more: a spike is no change. */
    private static final double SPIKE = 2;

    /** Tolerated deviation, as a share of the expected values; the usual error of a day is added. */
    private static final double TOLERANCE = 0.1;

    /** Bound of the sums, as a share of a day's sum; the usual error of a day is added. */
    private static final double BOUND = 0.12;

    /** Minimum of what was expected since the start of a sum, as a share of a day's sum. */
    private static final double LEAST_EVIDENCE = 0.25;

    /** Relative error of a day's sum before anything is known of the sensor, and number of days that it counts as. */
    private static final double PRIOR_ERROR = 0.15;

    private static final int PRIOR_DAYS = 7;

    /** Largest factor between two levels that count as the same, if the changes between them were small. */
    private static final double SAME_LEVEL = 1.25;

    /** Maximum share of the largest change, in logarithms, that may remain when a level has returned. */
    private static final double REMAINDER = 0.4;

    /** Kind of the first day of rest, see {@link DayKinds}. */
    private static final int SATURDAY = 5;

    private final double[] values;
    private final int perDay;
    private final LocalTimeIndex.Alignment alignment;
    private final long firstDay;
    private final byte[] kinds;
    private final int[] weeks = new int[WEEKS];

    /** What is expected of each slot of the day that is examined; NaN for nothing. */
    private final double[] expectedOfDay;

    private final List<Shift> shifts = new ArrayList<>();
    private final RunningSum low = new RunningSum(-1);
    private final RunningSum high = new RunningSum(1);

    /** Sum of what was expected of the latest usual day, at the level of now; NaN before the first day. */
    private double daySum = Double.NaN;

    private double errors = PRIOR_ERROR * PRIOR_DAYS;
    private int errorDays = PRIOR_DAYS;

    /** True if the factor of the latest change is computed again with more values. */
    private boolean settling;

    private double actualSince;
    private double expectedSince;

    /**
     * A change of level.
     *
     * @param start first slot of the new level
     * @param factor new level over old level
     */
    private record Shift(int start, double factor) {}

    /** The sums of the values since a start, in one direction. */
    private static final class RunningSum {
        private final int sign;
        private int start;
        private double actual;
        private double expected;
        private double workingActual;
        private double workingExpected;

        /** True while no value has been added since the start. */
        private boolean isEmpty = true;

        /** @param sign 1 for values that are too high, -1 for values that are too low */
        RunningSum(int sign) {
            this.sign = sign;
        }

        void restart(int at) {
            start = at;
            actual = 0;
            expected = 0;
            workingActual = 0;
            workingExpected = 0;
            isEmpty = true;
        }

        /**
         * Restarts an empty sum after a value that is as expected: what {@link #add} would do, for the usual case.
         *
         * @return false if the value has to be added
         */
        boolean skips(int slot, double value, double expectedValue, double tolerance) {
            if (!isEmpty || sign * (value - expectedValue) > tolerance * expectedValue) {
                return false;
            }
            start = slot + 1;
            return true;
        }

        /** Adds a value, and restarts after it if the values since the start, or its working days, are as expected. */
        void add(int slot, double value, double expectedValue, boolean working, double tolerance, double evidence) {
            isEmpty = false;
            actual += value;
            expected += expectedValue;
            if (working) {
                workingActual += value;
                workingExpected += expectedValue;
            }
            boolean usual = sign * (actual - expected) <= tolerance * expected;
            boolean usualWork = workingExpected > evidence && excess(tolerance) <= 0;
            if (usual || usualWork) {
                restart(slot + 1);
            }
        }

        /** Returns by how much the values of working days deviate beyond the tolerance. */
        double excess(double tolerance) {
            return sign * (workingActual - workingExpected) - tolerance * workingExpected;
        }

        boolean isAlarm(double tolerance, double bound, double evidence) {
            return workingExpected >= evidence && excess(tolerance) > bound;
        }
    }

    private LevelShifts(double[] present, int perDay, LocalTimeIndex.Alignment alignment, DayKinds calendar) {
        this.values = present.clone();
        this.perDay = perDay;
        this.expectedOfDay = new double[perDay];
        this.alignment = alignment;
        // One more day at both ends: clocks that are put back past midnight return to the previous day.
        this.firstDay = alignment.dayOf(0) - 1;
        int days = (int) (alignment.dayOf(present.length - 1) + 1 - firstDay) + 1;
        this.kinds = calendar.kinds(firstDay, days);
        BitSet holidays = calendar.holidays(firstDay, days);
        for (int from = 0; from < values.length && !holidays.isEmpty(); from += perDay) {
            int end = Math.min(from + perDay, values.length);
            // A clock that is put back past midnight returns to the day before.
            int next = holidays.nextSetBit(Math.max(0, dayOf(from) - 1));
            for (int i = from; i < end && next >= 0 && next <= dayOf(end - 1) + 1; i++) {
                if (holidays.get(dayOf(i))) {
                    values[i] = Double.NaN;
                }
            }
        }
    }

    /**
     * Brings the values before each lasting change to the level after it.
     *
     * @param present values known at the origin, whole days of them, oldest first; NaN where a value is missing
     * @param perDay number of values of a day
     */
    static void removeFrom(double[] present, int perDay, LocalTimeIndex.Alignment alignment, DayKinds calendar) {
        if (perDay < LEAST_PER_DAY || isNegative(present)) {
            return;
        }
        LevelShifts found = new LevelShifts(present, perDay, alignment, calendar);
        found.find();
        found.shifts.forEach(shift -> scale(present, shift.start(), shift.factor()));
    }

    private static boolean isNegative(double[] values) {
        for (double value : values) {
            if (value < 0) {
                return true;
            }
        }
        return false;
    }

    private static void scale(double[] values, int end, double factor) {
        for (int i = 0; i < end; i++) {
            values[i] *= factor;
        }
    }

    private int dayOf(int slot) {
        return (int) (alignment.dayOf(slot) - firstDay);
    }

    private void find() {
        for (int from = LEAST_WEEKS * DAYS_PER_WEEK * perDay; from < values.length; from += perDay) {
            examineDay(from);
        }
    }

    /** Examines the day of slots that starts at {@code from}. */
    private void examineDay(int from) {
        for (int week = 1; week <= WEEKS; week++) {
            int at = alignment.before(from, week * DAYS_PER_WEEK);
            weeks[week - 1] = at < 0 ? week * DAYS_PER_WEEK * perDay : from - at;
        }
        expectDay(from);
        double usualError = errors / errorDays;
        double tolerance = TOLERANCE + usualError;
        double bound = BOUND + usualError;
        double actual = 0;
        double expected = 0;
        int known = 0;
        boolean changed = false;
        for (int i = from; i < from + perDay; i++) {
            double expectedValue = expectedOfDay[i - from];
            if (Double.isNaN(values[i]) || Double.isNaN(expectedValue)) {
                continue;
            }
            known++;
            actual += values[i];
            expected += expectedValue;
            if (settling) {
                actualSince += values[i];
                expectedSince += expectedValue;
            }
            if (isChange(i, expectedValue, tolerance, bound)) {
                changed = true;
                // The values before the change are other ones now.
                expectDay(from);
            }
        }
        if (!changed) {
            learn(actual, expected, known, tolerance);
        }
        if (settling) {
            settle(from + perDay);
        }
    }

    /** Computes what is expected of the day of slots that starts at {@code from}; where all weeks are known, at once. */
    private void expectDay(int from) {
        if (from < weeks[WEEKS - 1]) {
            Arrays.fill(expectedOfDay, Double.NaN);
        } else {
            for (int i = 0; i < perDay; i++) {
                double one = values[from + i - weeks[0]];
                double two = values[from + i - weeks[1]];
                double three = values[from + i - weeks[2]];
                double four = values[from + i - weeks[3]];
                double least = Math.min(Math.min(one, two), Math.min(three, four));
                double greatest = Math.max(Math.max(one, two), Math.max(three, four));
                expectedOfDay[i] = (one + two + three + four - least - greatest) / 2;
            }
        }
        for (int i = 0; i < perDay; i++) {
            if (Double.isNaN(expectedOfDay[i])) {
                expectedOfDay[i] = expected(from + i);
            }
        }
    }

    /**
     * Returns the mean of the values at the local time of slot {@code i} in the weeks before, of three or four without
     * the least and the greatest; NaN if fewer than two are known, or two that differ much.
     */
    private double expected(int i) {
        double sum = 0;
        double least = Double.POSITIVE_INFINITY;
        double greatest = 0;
        int count = 0;
        for (int week = 0; week < WEEKS; week++) {
            int at = i - weeks[week];
            double value = at < 0 ? Double.NaN : values[at];
            if (!Double.isNaN(value)) {
                sum += value;
                least = Math.min(least, value);
                greatest = Math.max(greatest, value);
                count++;
            }
        }
        if (count > LEAST_WEEKS) {
            return (sum - least - greatest) / (count - 2);
        }
        return count < LEAST_WEEKS || greatest > AGREEING * least ? Double.NaN : sum / count;
    }

    /** Adds a value to the running sums. Returns true if the level has changed. */
    private boolean isChange(int i, double expectedValue, double tolerance, double bound) {
        if (Double.isNaN(daySum)) {
            return false;
        }
        double value = Math.min(values[i], SPIKE * expectedValue);
        boolean lowSkips = low.skips(i, value, expectedValue, tolerance);
        boolean highSkips = high.skips(i, value, expectedValue, tolerance);
        if (lowSkips && highSkips) {
            return false;
        }
        boolean working = kinds[dayOf(i)] < SATURDAY;
        double evidence = LEAST_EVIDENCE * daySum;
        if (!lowSkips) {
            low.add(i, value, expectedValue, working, tolerance, evidence);
        }
        if (!highSkips) {
            high.add(i, value, expectedValue, working, tolerance, evidence);
        }
        boolean fell = low.isAlarm(tolerance, bound * daySum, evidence);
        if (!fell && !high.isAlarm(tolerance, bound * daySum, evidence)) {
            return false;
        }
        RunningSum run = fell ? low : high;
        double factor = run.actual / run.expected;
        if (isPossible(factor) && !returns(run.start, factor)) {
            actualSince = run.actual;
            expectedSince = run.expected;
            shifts.add(new Shift(run.start, 1));
            correct(factor);
            settling = true;
        }
        low.restart(i + 1);
        high.restart(i + 1);
        return true;
    }

    private static boolean isPossible(double factor) {
        return factor > 1 / MOST_FACTOR && factor < MOST_FACTOR;
    }

    /**
     * Forgets the latest changes if the level of before them has returned within a week. Their values are no longer
     * expected of later weeks.
     *
     * @param start first slot of a new change
     * @param factor its factor
     */
    private boolean returns(int start, double factor) {
        double total = factor;
        double undone = 1;
        double largest = 0;
        for (int first = shifts.size() - 1; first >= 0; first--) {
            Shift shift = shifts.get(first);
            if (start - shift.start() >= DAYS_PER_WEEK * perDay || start <= shift.start()) {
                return false;
            }
            total *= shift.factor();
            undone *= shift.factor();
            largest = Math.max(largest, Math.abs(Math.log(shift.factor())));
            if (Math.abs(Math.log(total)) < Math.max(Math.log(SAME_LEVEL), REMAINDER * largest)) {
                scale(values, shift.start(), 1 / undone);
                for (int i = shift.start(); i < start; i++) {
                    values[i] = Double.NaN;
                }
                daySum /= undone;
                shifts.subList(first, shifts.size()).clear();
                settling = false;
                return true;
            }
        }
        return false;
    }

    /** Learns from a day without a change how large a day's sum is, and how large its error. */
    private void learn(double actual, double expected, int known, double tolerance) {
        if (!(expected > 0)) {
            return;
        }
        double error = Math.abs(actual / expected - 1);
        if (2 * known > perDay) {
            daySum = expected * perDay / known;
            errors += Math.min(1, error);
            errorDays++;
        }
        if (settling && error > tolerance) {
            actualSince -= actual;
            expectedSince -= expected;
        }
    }

    /** Computes the factor of the latest change again, from all values since. */
    private void settle(int end) {
        Shift latest = shifts.get(shifts.size() - 1);
        double step = actualSince / expectedSince;
        if (isPossible(latest.factor() * step)) {
            correct(step);
        }
        settling = end - latest.start() < DAYS_PER_WEEK * perDay;
    }

    /** Multiplies the factor of the latest change. */
    private void correct(double step) {
        Shift latest = shifts.remove(shifts.size() - 1);
        shifts.add(new Shift(latest.start(), latest.factor() * step));
        scale(values, latest.start(), step);
        expectedSince *= step;
        daySum *= step;
    }
}
