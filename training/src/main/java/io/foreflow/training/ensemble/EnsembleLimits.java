package io.foreflow.training.ensemble;

import io.foreflow.training.data.WindowSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The parts of an ensemble that are left out, or see fewer windows, because a training has many sensors or windows.
 *
 * @param sensors number of sensors
 * @param windows number of windows
 * @param rows maximum number of windows that fit the parts for all sensors
 */
public record EnsembleLimits(int sensors, int windows, int rows) {
    /** Maximum number of sensors with regressions of their own; with more the bundle would become too large. */
    public static final int MOST_SENSORS = 500;

    /** Maximum number of sensors with regressions by hour. */
    public static final int MOST_SENSORS_WITH_HOURS = 50;

    /** Returns the limits of a plan on some windows. */
    public static EnsembleLimits of(EnsemblePlan plan, WindowSet windows) {
        return new EnsembleLimits(windows.sensors().size(), windows.size(), plan.rows());
    }

    /** Returns true if each sensor may have a regression of its own. */
    boolean allowsSensors() {
        return sensors <= MOST_SENSORS;
    }

    /** Returns true if each sensor may have regressions by hour. */
    boolean allowsHours() {
        return sensors <= MOST_SENSORS_WITH_HOURS;
    }

    /** Returns a short line for each part that is left out or sees fewer windows; none if nothing is. */
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (!allowsSensors()) {
            notes.add(String.format(
                    Locale.ROOT,
                    "%,d sensors: each sensor's own regressions are left out (at most %,d)",
                    sensors,
                    MOST_SENSORS));
        } else if (!allowsHours()) {
            notes.add(String.format(
                    Locale.ROOT,
                    "%,d sensors: hourly regressions are left out (at most %,d)",
                    sensors,
                    MOST_SENSORS_WITH_HOURS));
        }
        if (windows > rows) {
            notes.add(String.format(
                    Locale.ROOT,
                    "%,d windows: the parts for all sensors are fitted to %,d of them, evenly spread",
                    windows,
                    rows));
        }
        return notes;
    }
}
