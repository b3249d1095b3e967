package io.foreflow.windowing.streams;

/**
 * The topics of windows that are written. Nothing of Foreflow needs them: forecasts are made in the same process, and
 * {@link LogReplay} makes training windows of the readings.
 *
 * @param windows true to write each window with a complete history
 * @param trainingWindows true to write each training window, for readings topics that keep less than a training reads
 */
public record WindowOutputs(boolean windows, boolean trainingWindows) {
    public static final WindowOutputs NONE = new WindowOutputs(false, false);
    public static final WindowOutputs ALL = new WindowOutputs(true, true);
}
