package io.foreflow.training.report;

import java.util.List;
import java.util.stream.DoubleStream;

/** What a model predicts of each row over what was measured: on the diagonal, the prediction was right. */
public final class PredictedActual {
    private static final int HEIGHT = 600;

    private PredictedActual() {}

    /**
     * Draws without a display; both axes cover the same range.
     *
     * @param title above the points; blank for none
     * @param quantity what is predicted, with its unit, for instance {@code price ($)}
     * @param points at least one kind: x actual, y predicted
     * @return the bytes of a PNG file
     * @throws IllegalArgumentException if there are no points or two kinds have one name
     */
    public static byte[] png(String title, String quantity, List<Points> points) {
        ScatterWithLine.check(points, List.of());
        Axis axis = ScatterWithLine.axis(
                DoubleStream.concat(ScatterWithLine.all(points, true), ScatterWithLine.all(points, false)));
        Plot plot = new Plot(title, "actual " + quantity, "predicted " + quantity, axis, axis);
        int count = points.stream().mapToInt(kind -> kind.x().length).sum();
        int colour = 0;
        for (Points kind : points) {
            plot.add(ScatterWithLine.dots(kind, colour++, count));
        }
        double[] ends = {axis.min(), axis.max()};
        plot.add(Series.line("predicted = actual", ends, ends, Palette.INK, Series.DASHED));
        return plot.png(HEIGHT);
    }
}
