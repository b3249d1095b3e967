package io.foreflow.models.engine.cuda;

import io.foreflow.models.engine.Rows;
import io.foreflow.models.engine.Samples;
import io.foreflow.models.engine.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The rows of one network as places in a raw series: row r reads the numbers from {@code starts[r]} on, first its inputs,
 * then its targets, each as (number − level) / scale. Overlapping rows share their numbers, so that windows of a series
 * need hardly more memory than the series. Immutable.
 */
public final class SeriesRows {
    private final float[] series;
    private final int[] starts;
    private final float level;
    private final float scale;

    private SeriesRows(float[] series, int[] starts, float level, float scale) {
        if (starts.length == 0) {
            throw new IllegalArgumentException("there must be at least one row");
        }
        if (!(scale > 0) || !Float.isFinite(scale) || !Float.isFinite(level)) {
            throw new IllegalArgumentException(
                    "level (" + level + ") must be finite and scale (" + scale + ") must be above 0");
        }
        this.series = series;
        this.starts = starts;
        this.level = level;
        this.scale = scale;
    }

    /**
     * Copies both arrays.
     *
     * @param starts where each row starts; at least one
     * @param level subtracted from each number
     * @param scale then divides it; above 0
     */
    public static SeriesRows of(float[] series, int[] starts, float level, float scale) {
        return new SeriesRows(series.clone(), starts.clone(), level, scale);
    }

    /** Returns every row of {@code width} numbers of the series, one start after another. */
    public static SeriesRows windows(float[] series, int width, float level, float scale) {
        int rows = Math.max(series.length - width + 1, 0);
        return new SeriesRows(series.clone(), IntStream.range(0, rows).toArray(), level, scale);
    }

    /**
     * Lays samples of one input out one after another.
     *
     * @throws IllegalArgumentException if the rows differ from epoch to epoch
     */
    static SeriesRows of(Samples samples) {
        Rows inputs = samples.inputs().values().iterator().next();
        if (inputs.forEpoch(1) != inputs) {
            throw new IllegalArgumentException(
                    "the engine cuda takes rows that stay the same, not augmented ones; choose another engine");
        }
        Tensor targets = samples.targets();
        int rows = samples.rows();
        int in = inputs.rowShape().size();
        int out = targets.size() / rows;
        float[] series = new float[Math.multiplyExact(rows, in + out)];
        for (int row = 0; row < rows; row++) {
            inputs.copyRow(row, series, row * (in + out));
            targets.copyTo(row * out, series, row * (in + out) + in, out);
        }
        return new SeriesRows(series, sideBySide(rows, in + out), 0, 1);
    }

    /** Rows of inputs alone, one after another. Takes {@code numbers} over without a copy. */
    static SeriesRows ofInputs(float[] numbers, int rows, int width) {
        return new SeriesRows(numbers, sideBySide(rows, width), 0, 1);
    }

    private static int[] sideBySide(int rows, int width) {
        return IntStream.range(0, rows).map(row -> row * width).toArray();
    }

    /** @throws IllegalArgumentException if a row of so many numbers is not within the series */
    void requireWithin(int width) {
        for (int start : starts) {
            if (start < 0 || start > series.length - width) {
                throw new IllegalArgumentException(
                        "a row from " + start + " on needs " + width + " numbers, but the series has " + series.length);
            }
        }
    }

    /** Returns the number of rows. */
    public int rows() {
        return starts.length;
    }

    /** Returns number {@code i} of row {@code row}, scaled. */
    public float at(int row, int i) {
        return (series[starts[row] + i] - level) / scale;
    }

    float level() {
        return level;
    }

    float scale() {
        return scale;
    }

    /** The array itself, for the copy to the GPU. */
    float[] series() {
        return series;
    }

    /** The array itself, for the copy to the GPU. */
    int[] starts() {
        return starts;
    }

    @Override
    public String toString() {
        return "SeriesRows[" + starts.length + " of " + series.length + " numbers, " + Arrays.hashCode(starts) + "]";
    }
}
