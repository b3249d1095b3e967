package io.foreflow.forecaster.registry;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.forecaster.registry.Routing.Route;
import io.foreflow.ingest.wire.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes and reads routes as an array of objects with {@code sensors} and {@code model}. */
public final class RoutesJson {
    private RoutesJson() {}

    /** Writes the value of a field: the routes in their order, or null. */
    public static void write(JsonGenerator json, Optional<Routing> routing) throws IOException {
        if (routing.isEmpty()) {
            json.writeNull();
            return;
        }
        json.writeStartArray();
        for (Route route : routing.get().routes()) {
            json.writeStartObject();
            json.writeStringField("sensors", route.sensors().text());
            json.writeStringField("model", route.model());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /**
     * Reads what {@link #write} wrote; unknown fields are ignored.
     *
     * @param routes array of routes; null or missing without routes
     * @throws IllegalArgumentException that tells every problem in one line
     */
    public static Optional<Routing> read(JsonNode routes) {
        return routes.isNull() || routes.isMissingNode() ? Optional.empty() : Optional.of(new Routing(list(routes)));
    }

    /**
     * Reads routes that need not be a {@link Routing}.
     *
     * @throws IllegalArgumentException that tells every problem in one line
     */
    public static List<Route> list(JsonNode routes) {
        if (!routes.isArray()) {
            throw new IllegalArgumentException("routes must be an array of objects with sensors and model");
        }
        List<Route> all = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < routes.size(); i++) {
            try {
                all.add(new Route(Json.text(routes.get(i), "sensors"), Json.text(routes.get(i), "model")));
            } catch (IllegalArgumentException e) {
                problems.add("routes[" + i + "]: " + e.getMessage());
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
        return all;
    }
}
