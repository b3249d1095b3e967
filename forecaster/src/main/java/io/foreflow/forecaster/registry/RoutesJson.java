package io.foreflow.forecaster.registry;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.forecaster.registry.Routing.Route;
import io.foreflow.forecaster.registry.SensorSelector.ListSelector;
import io.foreflow.forecaster.registry.SensorSelector.PatternSelector;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.SensorPattern;
import io.foreflow.models.series.SensorShare;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Writes and reads routes as an array of objects with {@code model} and the sensors: a pattern {@code sensors}, which
 * {@code share} may limit to a share of those that match, or a list of ids {@code in}.
 */
public final class RoutesJson {
    /** Maximum number of problems that a message names. */
    private static final int MAX_PROBLEMS = 20;

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
            writeSensors(json, route.sensors());
            json.writeStringField("model", route.model());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** Writes the fields of the sensors into an open object. */
    public static void writeSensors(JsonGenerator json, SensorSelector sensors) throws IOException {
        if (sensors instanceof PatternSelector selector) {
            json.writeStringField("sensors", selector.pattern().text());
            if (!selector.share().equals(SensorShare.ALL)) {
                json.writeStringField("share", selector.share().bits());
            }
        } else {
            json.writeArrayFieldStart("in");
            for (SensorId sensor : ((ListSelector) sensors).sensors()) {
                json.writeString(sensor.value());
            }
            json.writeEndArray();
        }
    }

    /**
     * Reads the fields that {@link #writeSensors} wrote; unknown ones are ignored.
     *
     * @throws IllegalArgumentException if they are invalid; the message is one line
     */
    static SensorSelector sensors(JsonNode object) {
        JsonNode in = object.path("in");
        if (in.isMissingNode()) {
            SensorShare share = object.has("share") ? new SensorShare(Json.text(object, "share")) : SensorShare.ALL;
            return new PatternSelector(SensorPattern.of(Json.text(object, "sensors")), share);
        }
        if (object.has("sensors") || object.has("share")) {
            throw new IllegalArgumentException("in stands beside sensors or share; give a pattern or a list of ids");
        }
        if (!in.isArray()) {
            throw new IllegalArgumentException("in must be an array of ids of sensors");
        }
        List<SensorId> sensors = new ArrayList<>(in.size());
        for (JsonNode id : in) {
            if (!id.isTextual()) {
                throw new IllegalArgumentException("in must be an array of ids of sensors, each a text");
            }
            sensors.add(SensorId.of(id.textValue()));
        }
        return new ListSelector(sensors);
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
            throw new IllegalArgumentException("routes must be an array of objects with sensors or in, and model");
        }
        List<Route> all = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < routes.size(); i++) {
            try {
                all.add(new Route(sensors(routes.get(i)), Json.text(routes.get(i), "model")));
            } catch (IllegalArgumentException e) {
                problems.add("routes[" + i + "]: " + e.getMessage());
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(
                    problems.stream().limit(MAX_PROBLEMS).collect(Collectors.joining("; "))
                            + (problems.size() > MAX_PROBLEMS
                                    ? "; " + (problems.size() - MAX_PROBLEMS) + " more cannot be used either"
                                    : ""));
        }
        return all;
    }
}
