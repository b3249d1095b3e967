package io.foreflow.training.group;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.series.SensorId;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Sensors that train one model together.
 *
 * @param name name of the group; empty: the shared one, which serves the sensors that no other group serves
 * @param selector the sensors that the model serves
 * @param sensors the sensors that train it, at least one
 */
public record SensorGroup(String name, GroupSelector selector, SortedSet<SensorId> sensors) {
    public SensorGroup {
        requireNonNull(name, "name");
        requireNonNull(selector, "selector");
        sensors = Collections.unmodifiableSortedSet(new TreeSet<>(sensors));
        if (sensors.isEmpty()) {
            throw new IllegalArgumentException("group " + name + " must have a sensor");
        }
    }

    public boolean isShared() {
        return name.isEmpty();
    }

    /** Returns the name for people. */
    public String label() {
        return isShared() ? "(shared)" : name;
    }

    /**
     * Returns the name of the group's model.
     *
     * @param model name of the shared model
     */
    public String modelName(String model) {
        return isShared() ? model : model + "." + name;
    }
}
