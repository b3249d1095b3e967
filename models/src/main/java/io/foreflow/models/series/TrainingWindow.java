package io.foreflow.models.series;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A window with what came after it.
 *
 * @param window with a complete history, revised by what arrived late
 * @param target covers [origin, origin + horizon·step), present or imputed, none missing
 * @param targetImputed indices into {@code target} that were imputed, ascending; they do not count when scoring
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
