package io.foreflow.models.series;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * An immutable run of numbers at consecutive steps, oldest first; NaN = missing; unit as ingested. Never infinite.
 * Equality is by bits, so that a missing value equals a missing value.
 */
public final class Values {
    public static final Values EMPTY = new Values(new double[0]);

    private final double[] values;

    private Values(double[] values) {
        this.values = values;
    }

    /** Copies {@code values}. */
    public static Values of(double... values) {
        return checked(values.clone());
    }

    /** Takes {@code values} over without a copy: the caller must not keep them. */
    public static Values owning(double[] values) {
        return checked(values);
    }

    /** Creates {@code length} numbers, the i-th computed from i. */
    public static Values generate(int length, IntToDoubleFunction at) {
        double[] values = new double[length];
        Arrays.setAll(values, at);
        return checked(values);
    }

    /** Creates {@code length} missing values. */
    public static Values missing(int length) {
        double[] values = new double[length];
        Arrays.fill(values, Double.NaN);
        return new Values(values);
    }

    private static Values checked(double[] values) {
        for (double value : values) {
            if (Double.isInfinite(value)) {
                throw new IllegalArgumentException("values must not be infinite");
            }
        }
        return new Values(values);
    }

    public int length() {
        return values.length;
    }

    /** Returns the i-th number, i from 0; NaN if missing. */
    public double at(int i) {
        return values[i];
    }

    public boolean isMissing(int i) {
        return Double.isNaN(values[i]);
    }

    /** Returns true if no value is missing. */
    public boolean isComplete() {
        for (double value : values) {
            if (Double.isNaN(value)) {
                return false;
            }
        }
        return true;
    }

    /** Returns the number of values that are present. */
    public int present() {
        int present = 0;
        for (double value : values) {
            if (!Double.isNaN(value)) {
                present++;
            }
        }
        return present;
    }

    public DoubleStream stream() {
        return Arrays.stream(values);
    }

    /** Returns a fresh copy, NaN = missing. */
    public double[] toArray() {
        return values.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Values that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return Arrays.toString(values);
    }
}
