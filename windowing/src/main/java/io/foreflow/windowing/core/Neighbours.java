package io.foreflow.windowing.core;

import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Maps sensors to their neighbours, whose values are covariates in their windows, under the name of the neighbour. A
 * neighbour's values reach the sensor as announcements, so that a window knows them only after they have arrived.
 * Immutable.
 */
public final class Neighbours {
    public static final Neighbours NONE = new Neighbours(new TreeMap<>());

    private final Map<SensorId, SortedSet<SensorId>> bySensor;
    private final Map<SensorId, List<SensorId>> byNeighbour = new TreeMap<>();

    private Neighbours(Map<SensorId, SortedSet<SensorId>> bySensor) {
        this.bySensor = bySensor;
        bySensor.forEach((sensor, neighbours) -> neighbours.forEach(neighbour ->
                byNeighbour.computeIfAbsent(neighbour, any -> new ArrayList<>()).add(sensor)));
    }

    /**
     * @param bySensor the neighbours of each sensor
     * @throws IllegalArgumentException if a sensor is its own neighbour
     */
    public static Neighbours of(Map<SensorId, ? extends Collection<SensorId>> bySensor) {
        Map<SensorId, SortedSet<SensorId>> copy = new TreeMap<>();
        bySensor.forEach((sensor, neighbours) -> {
            if (neighbours.contains(sensor)) {
                throw new IllegalArgumentException(
                        "window.neighbours." + sensor + " (" + sensor + ") must not name the sensor itself");
            }
            if (!neighbours.isEmpty()) {
                copy.put(sensor, new TreeSet<>(neighbours));
            }
        });
        return new Neighbours(copy);
    }

    public boolean isEmpty() {
        return bySensor.isEmpty();
    }

    /** Returns true if some sensor has a neighbour with this name. */
    boolean hasNamed(String name) {
        return byNeighbour.keySet().stream()
                .anyMatch(neighbour -> neighbour.value().equals(name));
    }

    /** Returns the names of a sensor's neighbours, ascending. Its windows use them as names of covariates. */
    List<String> namesOf(SensorId sensor) {
        SortedSet<SensorId> neighbours = bySensor.get(sensor);
        return neighbours == null
                ? List.of()
                : neighbours.stream().map(SensorId::value).toList();
    }

    /**
     * Returns the announcements that a reading causes, one for each sensor that has the reading's sensor as a
     * neighbour.
     */
    public List<Reading> copies(Reading reading) {
        Double value = reading.value();
        List<SensorId> sensors = byNeighbour.get(reading.sensor());
        if (value == null || sensors == null) {
            return List.of();
        }
        Map<String, Double> covariate = Map.of(reading.sensor().value(), value);
        return sensors.stream()
                .map(sensor -> Reading.announcement(sensor, reading.time(), covariate))
                .toList();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Neighbours that && bySensor.equals(that.bySensor);
    }

    @Override
    public int hashCode() {
        return bySensor.hashCode();
    }

    @Override
    public String toString() {
        return bySensor.toString();
    }
}
