package io.foreflow.training.data;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.Window;
import java.util.List;

/**
 * The windows of one sensor's readings.
 *
 * @param series the measured values
 * @param live the windows that a live service would have forecast from, each when its last bucket closed (revision 0),
 *     by ascending origin; their history may have gaps
 * @param training complete windows with the values after their origin
 */
public record SensorWindows(SensorSeries series, List<Window> live, List<TrainingWindow> training) {
    public SensorWindows {
        requireNonNull(series, "series");
        live = List.copyOf(live);
        training = List.copyOf(training);
    }
}
