package io.foreflow.windowing.core;

/** The function that turns the readings of one bucket into its value. */
public enum Aggregate {
    MEAN("mean"),
    SUM("sum"),
    /** The reading with the greatest time. */
    LAST("last"),
    MAX("max");

    private final String label;

    Aggregate(String label) {
        this.label = label;
    }

    /** Returns the name that a configuration uses. */
    public String label() {
        return label;
    }

    /**
     * @param values values of one bucket in order of time, at least one; the order makes the sum reproducible to the
     *     bit
     */
    public double of(double[] values) {
        return switch (this) {
            case MEAN -> sum(values) / values.length;
            case SUM -> sum(values);
            case LAST -> values[values.length - 1];
            case MAX -> max(values);
        };
    }

    private static double sum(double[] values) {
        double sum = values[0];
        for (int i = 1; i < values.length; i++) {
            sum += values[i];
        }
        return sum;
    }

    private static double max(double[] values) {
        double max = values[0];
        for (int i = 1; i < values.length; i++) {
            max = Math.max(max, values[i]);
        }
        return max;
    }
}
