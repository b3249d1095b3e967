package io.foreflow.forecaster.registry;

import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.series.SensorId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells which model serves which sensor: the one of the first route that matches. The last route matches every sensor.
 *
 * @param routes at least one
 */
public record Routing(List<Route> routes) {
    /** Pattern that matches every sensor. */
    public static final String EVERY_SENSOR = SensorPattern.EVERY_SENSOR;

    private static final int MAX_ROUTES = 10_000;

    public Routing {
        routes = List.copyOf(routes);
        List<String> problems = new ArrayList<>();
        if (routes.isEmpty() || !routes.get(routes.size() - 1).sensors().text().equals(EVERY_SENSOR)) {
            problems.add("the last route must be for the sensors " + EVERY_SENSOR);
        }
        if (routes.size() > MAX_ROUTES) {
            problems.add("there are " + routes.size() + " routes; at most " + MAX_ROUTES + " are allowed");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    /** Returns the routing that serves every sensor with one model. */
    public static Routing to(String model) {
        return new Routing(List.of(new Route(EVERY_SENSOR, model)));
    }

    /** Returns the name of the sensor's model. */
    public String modelOf(SensorId sensor) {
        for (Route route : routes) {
            if (route.matches(sensor)) {
                return route.model();
            }
        }
        throw new IllegalStateException("the last route matches every sensor");
    }

    /** Returns the names of all models, in the order of their first routes. */
    public Set<String> models() {
        Set<String> models = new LinkedHashSet<>();
        routes.forEach(route -> models.add(route.model()));
        return models;
    }

    /** Returns the model of the last route, which serves sensors that no other route names. */
    public String defaultModel() {
        return routes.get(routes.size() - 1).model();
    }

    /**
     * A group of sensors and its model.
     *
     * @param model name of the model
     */
    public record Route(SensorPattern sensors, String model) {
        /** @param sensors text of a {@link SensorPattern} */
        public Route(String sensors, String model) {
            this(SensorPattern.of(sensors), model);
        }

        /** @throws IllegalArgumentException if the name is not that of a model */
        public Route {
            new ModelRef(model, "any"); // checks the name
        }

        boolean matches(SensorId sensor) {
            return sensors.matches(sensor);
        }

        @Override
        public String toString() {
            return sensors + "=" + model;
        }
    }
}
