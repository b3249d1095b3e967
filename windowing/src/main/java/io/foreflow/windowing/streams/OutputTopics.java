package io.foreflow.windowing.streams;

import static java.util.Objects.requireNonNull;

import io.foreflow.ingest.wire.TopicFormat;

/**
 * The topics of windows that are written, and the format of all output. Nothing of Foreflow needs windows: forecasts are made in the same process, and
 * {@link LogReplay} makes training windows of the readings.
 *
 * @param windows true to write each window with a complete history
 * @param trainingWindows true to write each training window, for readings topics that keep less than a training reads
 * @param format format of windows, training windows, scores and forecasts
 */
public record OutputTopics(boolean windows, boolean trainingWindows, TopicFormat format) {
    public static final OutputTopics NONE = new OutputTopics(false, false, TopicFormat.AUTO);
    public static final OutputTopics ALL = new OutputTopics(true, true, TopicFormat.AUTO);

    public OutputTopics {
        requireNonNull(format, "format");
    }
}
