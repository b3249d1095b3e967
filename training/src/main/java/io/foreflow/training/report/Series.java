package io.foreflow.training.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;

/** Something drawn into a {@link Plot}, with an entry in its legend. Coordinates that are not finite leave gaps. */
final class Series {
    static final BasicStroke SOLID = stroke();
    static final BasicStroke DASHED = stroke(6, 4);
    static final BasicStroke DOTTED = stroke(1.5f, 3.5f);

    private static final int LINE_SAMPLE = 32;
    private static final int DOT_SAMPLE = 12;
    private static final float LINE_WIDTH = 1.8f;

    /** Paints a series, or an excerpt of it for the legend; x and y in points. */
    @FunctionalInterface
    private interface Painter {
        void paint(Graphics2D graphics, double[] x, double[] y);
    }

    private final String name;
    private final double[] x;
    private final double[] y;
    private final Painter painter;
    private final boolean dots;

    private Series(String name, double[] x, double[] y, Painter painter, boolean dots) {
        this.name = name;
        this.x = x;
        this.y = y;
        this.painter = painter;
        this.dots = dots;
    }

    static Series line(String name, double[] x, double[] y, Color colour, BasicStroke stroke) {
        return new Series(name, x, y, (graphics, px, py) -> paintLine(graphics, px, py, colour, stroke), false);
    }

    /** @param diameter in points */
    static Series dots(String name, double[] x, double[] y, Color colour, double diameter) {
        return new Series(name, x, y, (graphics, px, py) -> paintDots(graphics, px, py, colour, diameter), true);
    }

    /** A dot with a white rim, which stands out from lines of its own colour. */
    static Series mark(String name, double x, double y, Color colour) {
        Painter painter = (graphics, px, py) -> {
            paintDots(graphics, px, py, Palette.PAPER, 13);
            paintDots(graphics, px, py, colour, 9);
        };
        return new Series(name, new double[] {x}, new double[] {y}, painter, true);
    }

    String name() {
        return name;
    }

    /** Draws where the axes say, within {@code width} by {@code height} points whose lower left corner is (0, 0). */
    void draw(Graphics2D graphics, Axis xAxis, Axis yAxis, double width, double height) {
        double[] px = new double[x.length];
        double[] py = new double[y.length];
        for (int i = 0; i < x.length; i++) {
            px[i] = xAxis.at(x[i]) * width;
            py[i] = -yAxis.at(y[i]) * height;
        }
        painter.paint(graphics, px, py);
    }

    /** Points that {@link #sample} is wide. */
    int sampleWidth() {
        return dots ? DOT_SAMPLE : LINE_SAMPLE;
    }

    /** Draws an example of this series' look. */
    void sample(Graphics2D graphics, double left, double y) {
        double[] across = dots ? new double[] {left + DOT_SAMPLE / 2.0} : new double[] {left, left + LINE_SAMPLE};
        painter.paint(graphics, across, dots ? new double[] {y} : new double[] {y, y});
    }

    /** One path for each piece without a gap, so that dashes run on from epoch to epoch. */
    private static void paintLine(Graphics2D graphics, double[] x, double[] y, Color colour, BasicStroke stroke) {
        graphics.setColor(colour);
        graphics.setStroke(stroke);
        Path2D path = new Path2D.Double();
        boolean open = false;
        for (int i = 0; i < x.length; i++) {
            boolean finite = Double.isFinite(x[i]) && Double.isFinite(y[i]);
            if (finite && open) {
                path.lineTo(x[i], y[i]);
            } else if (finite) {
                path.moveTo(x[i], y[i]);
                boolean alone = i + 1 == x.length || !Double.isFinite(y[i + 1]);
                if (alone) {
                    graphics.draw(new Line2D.Double(x[i] - LINE_WIDTH, y[i], x[i] + LINE_WIDTH, y[i]));
                }
            }
            open = finite;
        }
        graphics.draw(path);
    }

    private static void paintDots(Graphics2D graphics, double[] x, double[] y, Color colour, double diameter) {
        graphics.setColor(colour);
        for (int i = 0; i < x.length; i++) {
            if (Double.isFinite(x[i]) && Double.isFinite(y[i])) {
                graphics.fill(new Ellipse2D.Double(x[i] - diameter / 2, y[i] - diameter / 2, diameter, diameter));
            }
        }
    }

    private static BasicStroke stroke(float... dashes) {
        return dashes.length == 0
                ? new BasicStroke(LINE_WIDTH, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND)
                : new BasicStroke(LINE_WIDTH, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dashes, 0);
    }
}
