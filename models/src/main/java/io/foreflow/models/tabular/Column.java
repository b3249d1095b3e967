package io.foreflow.models.tabular;

/**
 * A number of a record, and how it is scaled: the network reads (value − shift) / scale.
 *
 * @param name not blank
 * @param shift in the column's own unit, for instance the training rows' mean or least value; 0 for none
 * @param scale in the column's own unit, not 0, for instance the training rows' standard deviation or range; 1 for none
 */
public record Column(String name, double shift, double scale) {
    public Column {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a column's name must not be blank");
        }
        if (!Double.isFinite(shift)) {
            throw new IllegalArgumentException("shift (" + shift + ") of column " + name + " must be finite");
        }
        if (!Double.isFinite(scale) || scale == 0) {
            throw new IllegalArgumentException("scale (" + scale + ") of column " + name + " must be finite and not 0");
        }
    }

    /** Creates a column that is not scaled. */
    public static Column plain(String name) {
        return new Column(name, 0, 1);
    }

    /** Returns the network's input for {@code value}; it may be too large for a float. */
    float scaled(double value) {
        return (float) ((value - shift) / scale);
    }
}
