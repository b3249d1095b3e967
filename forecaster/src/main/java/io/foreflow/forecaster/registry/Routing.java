package io.foreflow.forecaster.registry;

import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.series.SensorId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Tells which model serves which sensor: the one of the first route that matches. The last route matches every sensor.
 *
 * @param routes at least one
 */
public record Routing(List<Route> routes) {
    /** Pattern that matches every sensor. */
    public static final String EVERY_SENSOR = SensorPattern.EVERY_SENSOR;

    /** Maximum number of routes. Each sensor is compared with them one after the other. */
    private static final int MAX_ROUTES = 1_000;

    /** @throws IllegalArgumentException that tells all {@link #problems} */
    public Routing {
        routes = List.copyOf(routes);
        List<String> problems = problems(routes);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    /** Returns what keeps routes from being a routing, one line each; empty if nothing does. */
    static List<String> problems(List<Route> routes) {
        if (routes.size() > MAX_ROUTES) {
            return List.of("there are " + routes.size() + " routes; at most " + MAX_ROUTES + " are allowed");
        }
        List<String> problems = new ArrayList<>();
        Map<Route, Predicate<SensorPattern>> earlier = new LinkedHashMap<>();
        for (Route route : routes) {
            earlier.entrySet().stream()
                    .filter(one -> one.getValue().test(route.sensors()))
                    .findFirst()
                    .ifPresent(one -> problems.add("the route " + route + " matches no sensor, because " + one.getKey()
                            + " comes before it; leave one of them out, or put it first"));
            earlier.put(route, route.sensors().covering());
        }
        if (routes.isEmpty() || !routes.get(routes.size() - 1).sensors().text().equals(EVERY_SENSOR)) {
            problems.add("the last route must be for the sensors " + EVERY_SENSOR + ", such as *=default");
        }
        return problems;
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

    /** Returns the routes in their order, such as {@code i880-*=traffic, *=default}. */
    @Override
    public String toString() {
        return routes.stream().map(Route::toString).collect(Collectors.joining(", "));
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

        /**
         * Parses the text that {@link #toString} returns.
         *
         * @throws IllegalArgumentException if it is not of the form {@code SENSORS=MODEL}
         */
        public static Route parse(String text) {
            int equals = text.lastIndexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("a route must be sensors and their model, such as i880-*=traffic");
            }
            return new Route(
                    text.substring(0, equals).strip(),
                    text.substring(equals + 1).strip());
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
