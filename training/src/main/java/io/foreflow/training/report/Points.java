package io.foreflow.training.report;

import static java.util.Objects.requireNonNull;

import java.util.stream.DoubleStream;

/** Points of one kind, for instance the rows that a model was trained on. */
public final class Points {
    private final String name;
    private final double[] x;
    private final double[] y;

    /**
     * One point a row.
     *
     * @param name as the legend shows it
     * @throws IllegalArgumentException if the name is blank, there are no points, there are more of one coordinate than
     *     of the other, or one is not finite
     */
    public Points(String name, double[] x, double[] y) {
        this.name = requireNonNull(name, "name");
        this.x = x.clone();
        this.y = y.clone();
        if (name.isBlank()) {
            throw new IllegalArgumentException("points need a name");
        }
        if (x.length != y.length) {
            throw new IllegalArgumentException(
                    "the points " + name + " have " + x.length + " x and " + y.length + " y");
        }
        if (x.length == 0) {
            throw new IllegalArgumentException("there are no points " + name);
        }
        if (!DoubleStream.concat(DoubleStream.of(x), DoubleStream.of(y)).allMatch(Double::isFinite)) {
            throw new IllegalArgumentException("the points " + name + " must have finite coordinates");
        }
    }

    String name() {
        return name;
    }

    double[] x() {
        return x;
    }

    double[] y() {
        return y;
    }
}
