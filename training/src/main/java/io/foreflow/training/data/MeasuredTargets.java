package io.foreflow.training.data;

import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.WindowShape;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Extracts the measured values of the targets of windows. */
public final class MeasuredTargets {
    private MeasuredTargets() {}

    /** Returns the target of a window, NaN where it was imputed. */
    public static Values of(TrainingWindow window) {
        double[] target = window.target().toArray();
        window.targetImputed().forEach(lead -> target[lead] = Double.NaN);
        return Values.of(target);
    }

    /**
     * Returns the measured values by start of their bucket, without imputed ones.
     *
     * @param windows windows of one sensor
     */
    public static SortedMap<Instant, Double> of(Collection<TrainingWindow> windows) {
        SortedMap<Instant, Double> measured = new TreeMap<>();
        for (TrainingWindow window : windows) {
            WindowShape shape = window.window().shape();
            Set<Integer> imputed = new HashSet<>(window.targetImputed());
            for (int lead = 0; lead < shape.horizon(); lead++) {
                if (!imputed.contains(lead)) {
                    measured.put(
                            window.window().targetTime(lead), window.target().at(lead));
                }
            }
        }
        return measured;
    }
}
