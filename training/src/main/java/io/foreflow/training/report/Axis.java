package io.foreflow.training.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A range of numbers laid out along a line, with round numbers to write beside it. */
final class Axis {
    /** A number beside the axis. */
    record Tick(double value, String label) {}

    private static final int INTERVALS = 8;
    private static final double SMALLEST_SPAN = 1e-9;

    /** From this power of ten on, and below as many decimals as the next, numbers are written with an exponent. */
    private static final int LARGE = 7;

    private static final int MAX_DECIMALS = 5;
    private static final int MAX_EXPONENT_DIGITS = 3;
    private static final int[] MULTIPLES = {1, 2, 5};

    private final double min;
    private final double max;
    private final boolean logarithmic;
    private final List<Tick> ticks;

    private Axis(double min, double max, boolean logarithmic, List<Tick> ticks) {
        this.min = min;
        this.max = max;
        this.logarithmic = logarithmic;
        this.ticks = List.copyOf(ticks);
    }

    /** From {@code min} to {@code max}, at least a little wide. */
    static Axis linear(double min, double max) {
        return linear(min, max, BigDecimal.ZERO);
    }

    /** From {@code min} to {@code max}, with whole numbers beside it only. */
    static Axis whole(double min, double max) {
        return linear(min, max, BigDecimal.ONE);
    }

    private static Axis linear(double min, double max, BigDecimal smallestStep) {
        requireRange(min, max);
        double least = Math.max(Math.max(Math.abs(min), Math.abs(max)) * SMALLEST_SPAN, Double.MIN_NORMAL);
        if (max - min < least) {
            double half = Math.max(Math.abs(max) * 0.05, SMALLEST_SPAN);
            return linear(min - half, max + half, smallestStep);
        }
        return new Axis(min, max, false, evenTicks(min, max, smallestStep));
    }

    /**
     * Each power of ten as long as the next.
     *
     * @throws IllegalArgumentException if {@code min} is not above 0
     */
    static Axis logarithmic(double min, double max) {
        requireRange(min, max);
        if (!(min > 0)) {
            throw new IllegalArgumentException("a logarithmic axis begins above 0, not at " + min);
        }
        if (max / min < 1 + 1e-6) {
            return logarithmic(min / 1.1, max * 1.1);
        }
        List<Tick> ticks = new ArrayList<>();
        double decades = Math.log10(max / min);
        int stride = (int) Math.ceil(decades / INTERVALS);
        for (int power = (int) Math.floor(Math.log10(min)); power <= Math.log10(max); power++) {
            for (int multiple : MULTIPLES) {
                BigDecimal value = BigDecimal.valueOf(multiple).scaleByPowerOfTen(power);
                boolean wanted = multiple == 1 ? power % stride == 0 : decades < 3;
                if (wanted && value.doubleValue() >= min && value.doubleValue() <= max) {
                    ticks.add(new Tick(
                            value.doubleValue(),
                            label(value, power >= LARGE || power < -MAX_DECIMALS, Math.max(0, -power))));
                }
            }
        }
        return new Axis(min, max, true, ticks.size() < 3 ? evenTicks(min, max, BigDecimal.ZERO) : ticks);
    }

    private static void requireRange(double min, double max) {
        if (!(max >= min) || !Double.isFinite(max - min)) {
            throw new IllegalArgumentException("an axis cannot go from " + min + " to " + max);
        }
    }

    private static List<Tick> evenTicks(double min, double max, BigDecimal smallestStep) {
        BigDecimal step = step((max - min) / INTERVALS).max(smallestStep);
        List<Tick> ticks = new ArrayList<>();
        double size = Math.floor(Math.log10(Math.max(Math.abs(min), Math.abs(max))));
        int digits = (int) size - (step.precision() - step.scale() - 1);
        boolean scientific = digits <= MAX_EXPONENT_DIGITS && (size >= LARGE || step.scale() > MAX_DECIMALS);
        BigDecimal value =
                new BigDecimal(min).divide(step, 0, RoundingMode.CEILING).multiply(step);
        while (value.doubleValue() <= max) {
            ticks.add(new Tick(value.doubleValue(), label(value, scientific, Math.max(0, step.scale()))));
            value = value.add(step);
        }
        return ticks;
    }

    /** The smallest of 1, 2, 5, times a power of ten, that is at least {@code least}. */
    private static BigDecimal step(double least) {
        int power = (int) Math.floor(Math.log10(least));
        for (int multiple : MULTIPLES) {
            BigDecimal step = BigDecimal.valueOf(multiple).scaleByPowerOfTen(power);
            if (step.doubleValue() >= least) {
                return step;
            }
        }
        return BigDecimal.ONE.scaleByPowerOfTen(power + 1);
    }

    private static String label(BigDecimal value, boolean scientific, int decimals) {
        if (value.signum() == 0) {
            return "0";
        }
        String pattern = scientific ? "0.######E0" : "#,##0" + (decimals == 0 ? "" : "." + "0".repeat(decimals));
        return new DecimalFormat(pattern, DecimalFormatSymbols.getInstance(Locale.ROOT))
                .format(value)
                .replace('E', 'e');
    }

    double min() {
        return min;
    }

    double max() {
        return max;
    }

    /** In ascending order. */
    List<Tick> ticks() {
        return ticks;
    }

    /** Where a value lies: 0 at the beginning, 1 at the end. */
    double at(double value) {
        return logarithmic ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min);
    }
}
