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
 * Whose values a sensor's windows tell of as covariates, under the name of the neighbour. To the sensor they come as announcements of
 * what the neighbour has measured, so that they are known when they have arrived and not before. Immutable.
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
     * @param bySensor of each sensor its neighbours
     * @throws IllegalArgumentException if a sensor is its own neighbour
     */
    public static Neighbours of(Map<SensorId, ? extends Collection<SensorId>> bySensor) {
        Map<SensorId, SortedSet<SensorId>> copy = new TreeMap<>();
        bySensor.forEach((sensor, neighbours) -> {
            if (neighbours.contains(sensor)) {
                throw new IllegalArgumentException(
                        "window.neighbours." + sensor + " (" + sensor + ") must be other sensors than itself");
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

    /** True when some sensor has a neighbour of this name. */
    boolean hasNamed(String name) {
        return byNeighbour.keySet().stream()
                .anyMatch(neighbour -> neighbour.value().equals(name));
    }

    /** The names under which a sensor's windows tell of its neighbours, ascending. */
    List<String> namesOf(SensorId sensor) {
        SortedSet<SensorId> neighbours = bySensor.get(sensor);
        return neighbours == null
                ? List.of()
                : neighbours.stream().map(SensorId::value).toList();
    }

    /** What a reading tells the sensors whose neighbour its sensor is. */
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
