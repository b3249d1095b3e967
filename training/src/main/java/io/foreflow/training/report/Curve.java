package io.foreflow.training.report;

import static java.util.Objects.requireNonNull;

import java.util.OptionalInt;

/** One line over epochs. Values that are not finite leave gaps. */
public final class Curve {
    /** How a line is drawn: the two curves of one model share a colour and differ in this. */
    public enum Style {
        /** Dashed. */
        TRAINING,
        /** Solid. */
        VALIDATION,
        /** Dotted: a bound, a baseline or a published figure. */
        OTHER
    }

    private final String name;
    private final double[] values;
    private final int firstEpoch;
    private final Style style;
    private final int colour;
    private final OptionalInt taken;

    private Curve(String name, double[] values, int firstEpoch, Style style, int colour, OptionalInt taken) {
        this.name = requireNonNull(name, "name");
        this.values = values;
        this.firstEpoch = firstEpoch;
        this.style = requireNonNull(style, "style");
        this.colour = colour;
        this.taken = taken;
    }

    /**
     * A curve without a mark.
     *
     * @param name as the legend shows it
     * @param values one an epoch; what is not finite leaves a gap
     * @param firstEpoch the epoch of the first value
     * @param colour from 0; curves that belong together have the same
     * @throws IllegalArgumentException if the name is blank, there are no values, none of them is finite, or the colour
     *     is negative
     */
    public Curve(String name, double[] values, int firstEpoch, Style style, int colour) {
        this(name, values.clone(), firstEpoch, style, colour, OptionalInt.empty());
        if (name.isBlank()) {
            throw new IllegalArgumentException("a curve needs a name");
        }
        if (finiteFrom(firstEpoch) == 0) {
            throw new IllegalArgumentException("the curve " + name + " has no finite value");
        }
        Palette.series(colour);
    }

    /** What a model's fit shows of the rows that it learns from; the first value is that of epoch 1. */
    public static Curve training(String name, int colour, double... values) {
        return new Curve(name, values, 1, Style.TRAINING, colour);
    }

    /** What a model's fit shows of the rows that it does not learn from; the first value is that of epoch 1. */
    public static Curve validation(String name, int colour, double... values) {
        return new Curve(name, values, 1, Style.VALIDATION, colour);
    }

    /**
     * This curve with a dot at the epoch whose weights were taken.
     *
     * @throws IllegalArgumentException if the curve has no finite value at that epoch
     */
    public Curve taken(int epoch) {
        if (epoch < firstEpoch || epoch > lastEpoch() || !Double.isFinite(at(epoch))) {
            throw new IllegalArgumentException("the curve " + name + " has no value at epoch " + epoch);
        }
        return new Curve(name, values, firstEpoch, style, colour, OptionalInt.of(epoch));
    }

    String name() {
        return name;
    }

    Style style() {
        return style;
    }

    int colour() {
        return colour;
    }

    OptionalInt taken() {
        return taken;
    }

    int firstEpoch() {
        return firstEpoch;
    }

    int lastEpoch() {
        return firstEpoch + values.length - 1;
    }

    double at(int epoch) {
        return values[epoch - firstEpoch];
    }

    /** How many values are finite at {@code epoch} and later. */
    int finiteFrom(int epoch) {
        int count = 0;
        for (int i = Math.max(0, epoch - firstEpoch); i < values.length; i++) {
            count += Double.isFinite(values[i]) ? 1 : 0;
        }
        return count;
    }
}
