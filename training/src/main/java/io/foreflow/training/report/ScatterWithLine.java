package io.foreflow.training.report;

import static java.util.Objects.requireNonNull;

import java.util.DoubleSummaryStatistics;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** Rows as points, and the lines that models of one input fitted through them. */
public final class ScatterWithLine {
    private static final double MARGIN = 0.05;
    private static final int HEIGHT = 440;
    private static final int MANY = 600;

    /** y = slope · x + intercept, in the units of the points. */
    public record Line(String name, double slope, double intercept) {
        /** @throws IllegalArgumentException if the name is blank or a number is not finite */
        public Line {
            requireNonNull(name, "name");
            if (name.isBlank()) {
                throw new IllegalArgumentException("a line needs a name");
            }
            if (!Double.isFinite(slope) || !Double.isFinite(intercept)) {
                throw new IllegalArgumentException("the line " + name + " needs a finite slope and intercept");
            }
        }

        double at(double x) {
            return slope * x + intercept;
        }
    }

    private ScatterWithLine() {}

    /**
     * Draws without a display.
     *
     * @param title above the points; blank for none
     * @param xLabel what is to the right, with its unit
     * @param yLabel what is upwards, with its unit
     * @param points at least one kind, each in its own colour
     * @param lines from the leftmost to the rightmost point; the first is solid, the others are dashed
     * @return the bytes of a PNG file
     * @throws IllegalArgumentException if there are no points or two series have one name
     */
    public static byte[] png(String title, String xLabel, String yLabel, List<Points> points, List<Line> lines) {
        check(points, lines);
        double left = all(points, true).min().orElseThrow();
        double right = all(points, true).max().orElseThrow();
        double[] ends = {left, right};
        double[] heights = DoubleStream.concat(
                        all(points, false),
                        lines.stream().flatMapToDouble(line -> DoubleStream.of(line.at(left), line.at(right))))
                .toArray();
        Plot plot = new Plot(title, xLabel, yLabel, axis(DoubleStream.of(ends)), axis(DoubleStream.of(heights)));
        int colour = 0;
        for (Points kind : points) {
            plot.add(dots(kind, colour++, heights.length));
        }
        for (Line line : lines) {
            boolean first = line.equals(lines.get(0));
            plot.add(Series.line(
                    line.name(),
                    ends,
                    new double[] {line.at(left), line.at(right)},
                    first ? Palette.INK : Palette.series(colour++),
                    first ? Series.SOLID : Series.DASHED));
        }
        return plot.png(HEIGHT);
    }

    /** A little wider than the values. */
    static Axis axis(DoubleStream values) {
        DoubleSummaryStatistics range = values.summaryStatistics();
        double margin = (range.getMax() - range.getMin()) * MARGIN;
        return Axis.linear(range.getMin() - margin, range.getMax() + margin);
    }

    /** The more points there are, the smaller and the more translucent each is. */
    static Series dots(Points kind, int colour, int points) {
        boolean many = points > MANY;
        return Series.dots(
                kind.name(),
                kind.x(),
                kind.y(),
                Palette.translucent(Palette.series(colour), many ? 120 : 180),
                many ? 5 : 7);
    }

    static DoubleStream all(List<Points> points, boolean x) {
        return points.stream().flatMapToDouble(kind -> DoubleStream.of(x ? kind.x() : kind.y()));
    }

    static void check(List<Points> points, List<Line> lines) {
        if (points.isEmpty()) {
            throw new IllegalArgumentException("a scatter plot needs points");
        }
        Set<String> names = new HashSet<>();
        Stream.concat(points.stream().map(Points::name), lines.stream().map(Line::name))
                .forEach(name -> {
                    if (!names.add(name)) {
                        throw new IllegalArgumentException("two series are called " + name);
                    }
                });
    }
}
