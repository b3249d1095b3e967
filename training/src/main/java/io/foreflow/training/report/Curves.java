package io.foreflow.training.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Losses or metrics by epoch: training dashed, validation solid, a dot where weights were taken. */
public final class Curves {
    private static final int HEIGHT = 400;
    private static final double MARGIN = 0.05;
    private static final double NEAR_ZERO = 0.3;
    private static final double DOT = 6;

    private final String title;
    private final String xLabel;
    private final String yLabel;
    private final List<Curve> curves = new ArrayList<>();
    private int cut = -1;
    private boolean logarithmic;

    private Curves(String title, String xLabel, String yLabel) {
        this.title = title;
        this.xLabel = xLabel;
        this.yLabel = yLabel;
    }

    /**
     * Starts a chart.
     *
     * @param title above the curves; blank for none
     * @param yLabel what the values are, with their unit
     */
    public static Curves over(String title, String xLabel, String yLabel) {
        return new Curves(title, xLabel, yLabel);
    }

    /** Adds a curve: earlier ones are drawn below later ones and stand above them in the legend. */
    public Curves add(Curve curve) {
        curves.add(curve);
        return this;
    }

    /**
     * Leaves out the epochs up to and with {@code epochs}, and says so below the axis. A dot among them is not drawn.
     *
     * @throws IllegalArgumentException if the number is negative
     */
    public Curves cutFirst(int epochs) {
        if (epochs < 0) {
            throw new IllegalArgumentException("the epochs to cut (" + epochs + ") must be 0 or more");
        }
        cut = epochs;
        return this;
    }

    /** Makes each power of ten as high as the next: all values must be above 0. */
    public Curves logarithmic() {
        logarithmic = true;
        return this;
    }

    /**
     * Draws without a display.
     *
     * @return the bytes of a PNG file
     * @throws IllegalArgumentException if there are no curves, two have one name, one has no finite value left to draw,
     *     or a value cannot be on a logarithmic axis
     */
    public byte[] png() {
        check();
        String label = cut < 1 ? xLabel : xLabel + " (the first " + cut + " are not drawn)";
        Plot plot = new Plot(title, label, yLabel, epochAxis(), valueAxis());
        curves.forEach(curve -> plot.add(series(curve)));
        List<Curve> taken = curves.stream()
                .filter(curve -> curve.taken().isPresent() && curve.taken().getAsInt() > cut)
                .toList();
        for (Curve curve : taken) {
            int epoch = curve.taken().getAsInt();
            String name = "taken (epoch " + epoch + ")";
            plot.add(Series.mark(
                    taken.size() == 1 ? name : curve.name() + " " + name,
                    epoch,
                    curve.at(epoch),
                    Palette.series(curve.colour())));
        }
        return plot.png(HEIGHT);
    }

    private void check() {
        if (curves.isEmpty()) {
            throw new IllegalArgumentException("a chart needs at least one curve");
        }
        Set<String> names = new HashSet<>();
        for (Curve curve : curves) {
            if (!names.add(curve.name())) {
                throw new IllegalArgumentException("two curves are called " + curve.name());
            }
            if (curve.finiteFrom(cut + 1) == 0) {
                throw new IllegalArgumentException(
                        "the curve " + curve.name() + " has no finite value after epoch " + cut);
            }
            if (logarithmic && drawn(curve).anyMatch(epoch -> curve.at(epoch) <= 0)) {
                throw new IllegalArgumentException(
                        "the curve " + curve.name() + " has values of 0 or less, which no logarithmic axis has");
            }
        }
    }

    /** The epochs of a curve that are drawn and have a finite value. */
    private IntStream drawn(Curve curve) {
        return IntStream.rangeClosed(Math.max(cut + 1, curve.firstEpoch()), curve.lastEpoch())
                .filter(epoch -> Double.isFinite(curve.at(epoch)));
    }

    private Axis epochAxis() {
        int first = curves.stream()
                .mapToInt(curve -> Math.max(cut + 1, curve.firstEpoch()))
                .min()
                .orElseThrow();
        int last = curves.stream().mapToInt(Curve::lastEpoch).max().orElseThrow();
        return Axis.whole(first - 1, last + Math.max(0.5, (last - first) * 0.02));
    }

    private Axis valueAxis() {
        double[] values = curves.stream()
                .flatMapToDouble(curve -> drawn(curve).mapToDouble(curve::at))
                .toArray();
        double min = DoubleStream.of(values).min().orElseThrow();
        double max = DoubleStream.of(values).max().orElseThrow();
        if (logarithmic) {
            double factor = Math.pow(max / min, MARGIN);
            return Axis.logarithmic(min / factor, max * factor);
        }
        double margin = (max - min) * MARGIN;
        boolean nearZero = min >= 0 && min < max * NEAR_ZERO;
        return Axis.linear(nearZero ? 0 : min - margin, max + margin);
    }

    private Series series(Curve curve) {
        int[] epochs = IntStream.rangeClosed(Math.max(cut + 1, curve.firstEpoch()), curve.lastEpoch())
                .toArray();
        double[] x = IntStream.of(epochs).asDoubleStream().toArray();
        double[] y = IntStream.of(epochs).mapToDouble(curve::at).toArray();
        Color colour = Palette.series(curve.colour());
        return curve.finiteFrom(cut + 1) == 1
                ? Series.dots(curve.name(), x, y, colour, DOT)
                : Series.line(curve.name(), x, y, colour, stroke(curve.style()));
    }

    private static BasicStroke stroke(Curve.Style style) {
        return switch (style) {
            case TRAINING -> Series.DASHED;
            case VALIDATION -> Series.SOLID;
            case OTHER -> Series.DOTTED;
        };
    }
}
