package io.foreflow.training.report;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Points of a chart, joined by a line or not. A y that is not finite leaves a gap. */
public final class Curve {
    /** The form of a curve. */
    public enum Style {
        /** A line: what matters most. */
        SOLID,
        /** A broken line: what a model learns from, or what a model is compared with. */
        DASHED,
        /** A line of dots: a bound, a baseline or a published figure. */
        DOTTED,
        /** Points without a line. */
        POINTS,
        /** One large point. */
        MARK,
        /** A line that has no gaps. */
        FIT,
        /** The upper end of an interval. */
        UPPER,
        /** The lower end of the interval whose upper end is the curve before it. */
        LOWER
    }

    private final String name;
    private final double[] x;
    private final double[] y;
    private final Style style;
    private final int colour;

    private Curve(String name, double[] x, double[] y, Style style, int colour) {
        this.name = requireNonNull(name, "name");
        this.x = x;
        this.y = y;
        this.style = requireNonNull(style, "style");
        this.colour = colour;
        if (name.isBlank()) {
            throw new IllegalArgumentException("a curve needs a name");
        }
        if (colour < 0) {
            throw new IllegalArgumentException("a colour's index (" + colour + ") must be 0 or more");
        }
        if (x.length != y.length) {
            throw new IllegalArgumentException("the curve " + name + " has " + x.length + " x and " + y.length + " y");
        }
        if (DoubleStream.of(y).noneMatch(Double::isFinite)) {
            throw new IllegalArgumentException("the curve " + name + " has no finite value");
        }
        if (!DoubleStream.of(x).allMatch(Double::isFinite)) {
            throw new IllegalArgumentException("the curve " + name + " must have finite x");
        }
    }

    /**
     * A curve over whole numbers.
     *
     * @param name as the legend shows it
     * @param first the x of the first value; the next values follow one by one
     * @param colour from 0; curves that belong together have the same
     * @throws IllegalArgumentException if the name is blank, no value is finite, or the colour is negative
     */
    public static Curve over(int first, String name, double[] values, Style style, int colour) {
        double[] x =
                IntStream.range(first, first + values.length).asDoubleStream().toArray();
        return new Curve(name, x, values.clone(), style, colour);
    }

    /**
     * Points without a line, one a row.
     *
     * @throws IllegalArgumentException if there are no points, there are more of one coordinate than of the other, or an x is
     *     not finite
     */
    public static Curve points(String name, double[] x, double[] y, int colour) {
        return new Curve(name, x.clone(), y.clone(), Style.POINTS, colour);
    }

    /** A straight line from one point to another. */
    public static Curve straight(String name, double[] x, double[] y, int colour) {
        return new Curve(name, x.clone(), y.clone(), Style.FIT, colour);
    }

    /** One point that stands out. */
    public static Curve mark(String name, double x, double y, int colour) {
        return new Curve(name, new double[] {x}, new double[] {y}, Style.MARK, colour);
    }

    String name() {
        return name;
    }

    int size() {
        return x.length;
    }

    double x(int i) {
        return x[i];
    }

    double y(int i) {
        return y[i];
    }

    /** Returns the style and the number of the colour, as the script reads them. */
    String line() {
        return style.name().toLowerCase(Locale.ROOT) + " " + colour % Drawing.COLOURS;
    }
}
