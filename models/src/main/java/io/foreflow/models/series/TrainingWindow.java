package io.foreflow.models.series;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A window with the values after its origin.
 *
 * @param window window with a complete history, revised by late readings
 * @param target covers [origin, origin + horizon·step), present or imputed, none missing
 * @param targetImputed indices of imputed values in {@code target}, ascending; they are not scored
 */
public record TrainingWindow(Window window, Values target, List<Integer> targetImputed) {
    public TrainingWindow {
        requireNonNull(window, "window");
        targetImputed = List.copyOf(targetImputed);
        if (!window.isComplete()) {
            throw new IllegalArgumentException("a training window needs a complete history");
        }
        if (target.length() != window.shape().horizon() || !target.isComplete()) {
            throw new IllegalArgumentException(
                    "a training window needs " + window.shape().horizon() + " target values, none missing");
        }
    }
}
