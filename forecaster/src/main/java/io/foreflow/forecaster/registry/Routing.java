package io.foreflow.forecaster.registry;

import io.foreflow.forecaster.registry.SensorSelector.PatternSelector;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.SensorPattern;
import io.foreflow.models.series.SensorShare;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells which model serves which sensor: the one of the first route that matches. The last route matches every sensor.
 * Immutable.
 */
public final class Routing {
    /** Pattern that matches every sensor. */
    public static final String EVERY_SENSOR = SensorPattern.EVERY_SENSOR;

    /** Maximum number of routes. */
    private static final int MAX_ROUTES = 20_000;

    /** Maximum number of patterns that are neither an id nor of the form {@code prefix*}. */
    private static final int MAX_PATTERNS = 1_000;

    /** Maximum number of problems that are named. */
    private static final int MAX_PROBLEMS = 20;

    /** Maximum number of routes in {@link #toString}. */
    private static final int SHOWN = 20;

    private final List<Route> routes;
    private final RouteIndex index = new RouteIndex();
    private final Set<String> models;

    /** @throws IllegalArgumentException that tells all {@link #problems} */
    public Routing(List<Route> routes) {
        this.routes = List.copyOf(routes);
        List<String> problems = problems(this.routes, index);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
        Set<String> names = new LinkedHashSet<>();
        this.routes.forEach(route -> names.add(route.model()));
        this.models = Collections.unmodifiableSet(names);
    }

    /** Returns what keeps routes from being a routing, one line each; empty if nothing does. */
    static List<String> problems(List<Route> routes) {
        return problems(routes, new RouteIndex());
    }

    private static List<String> problems(List<Route> routes, RouteIndex index) {
        if (routes.size() > MAX_ROUTES) {
            return List.of("there are " + routes.size() + " routes; at most " + MAX_ROUTES + " are allowed");
        }
        List<String> problems = new ArrayList<>();
        int covered = 0;
        for (int i = 0; i < routes.size() && index.others() <= MAX_PATTERNS; i++) {
            Route route = routes.get(i);
            int earlier = index.covering(route.sensors());
            if (earlier != RouteIndex.NONE && ++covered <= MAX_PROBLEMS) {
                problems.add("the route " + route + " matches no sensor, because " + routes.get(earlier)
                        + " comes before it; leave one of them out, or put it first");
            }
            index.add(route.sensors(), i);
        }
        if (covered > MAX_PROBLEMS) {
            problems.add(covered - MAX_PROBLEMS + " more routes match no sensor either");
        }
        if (index.others() > MAX_PATTERNS) {
            problems.add("there are more than " + MAX_PATTERNS + " patterns with ? or with a * before the end; use"
                    + " patterns such as i880-*, shares, or lists of sensors");
        }
        if (routes.isEmpty() || !routes.get(routes.size() - 1).isForEverySensor()) {
            problems.add("the last route must be for the sensors " + EVERY_SENSOR + ", such as *=default");
        }
        return problems;
    }

    /** Returns the routing that serves every sensor with one model. */
    public static Routing to(String model) {
        return new Routing(List.of(new Route(EVERY_SENSOR, model)));
    }

    /** Returns the routes, at least one. */
    public List<Route> routes() {
        return routes;
    }

    /** Returns the name of the sensor's model. */
    public String modelOf(SensorId sensor) {
        return routes.get(index.first(sensor)).model();
    }

    /** Returns the names of all models, in the order of their first routes. */
    public Set<String> models() {
        return models;
    }

    /** Returns the model of the last route, which serves sensors that no other route names. */
    public String defaultModel() {
        return routes.get(routes.size() - 1).model();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof Routing that && routes.equals(that.routes));
    }

    @Override
    public int hashCode() {
        return routes.hashCode();
    }

    /** Returns the routes in their order, such as {@code i880-*=traffic, *=default}: of many, the first ones. */
    @Override
    public String toString() {
        String first = routes.stream().limit(SHOWN).map(Route::toString).collect(Collectors.joining(", "));
        return first
                + (routes.size() > SHOWN
                        ? " and " + (routes.size() - SHOWN) + " more, the last one " + routes.get(routes.size() - 1)
                        : "");
    }

    /**
     * A group of sensors and its model.
     *
     * @param model name of the model
     */
    public record Route(SensorSelector sensors, String model) {
        /** @param sensors text of a {@link SensorPattern} */
        public Route(String sensors, String model) {
            this(new PatternSelector(SensorPattern.of(sensors), SensorShare.ALL), model);
        }

        /**
         * Parses the text that {@link #toString} returns, unless it is that of a list.
         *
         * @throws IllegalArgumentException if it is not of the form {@code SENSORS=MODEL}
         */
        public static Route parse(String text) {
            int equals = text.lastIndexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("a route must be sensors and their model, such as i880-*=traffic");
            }
            return new Route(
                    PatternSelector.parse(text.substring(0, equals).strip()),
                    text.substring(equals + 1).strip());
        }

        /** @throws IllegalArgumentException if the name is not that of a model */
        public Route {
            new ModelRef(model, "any"); // checks the name
        }

        /** Returns true if each sensor matches. */
        boolean isForEverySensor() {
            return sensors instanceof PatternSelector selector
                    && selector.pattern().text().equals(EVERY_SENSOR)
                    && selector.share().equals(SensorShare.ALL);
        }

        @Override
        public String toString() {
            return sensors + "=" + model;
        }
    }
}
