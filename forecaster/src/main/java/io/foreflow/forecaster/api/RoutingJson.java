package io.foreflow.forecaster.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.foreflow.forecaster.registry.RoutesJson;
import io.foreflow.forecaster.registry.Routing;
import java.io.IOException;
import java.util.Optional;

/** Writes which model serves which sensors, and where that was decided. */
public final class RoutingJson {
    private RoutingJson() {}

    /**
     * Writes the value of a field.
     *
     * @param routed routes on the models topic
     * @param configured those that count without them
     */
    public static void write(JsonGenerator json, Optional<Routing> routed, Routing configured) throws IOException {
        json.writeStartObject();
        writeFields(json, routed, configured);
        json.writeEndObject();
    }

    /** Writes the fields into an open object. */
    public static void writeFields(JsonGenerator json, Optional<Routing> routed, Routing configured)
            throws IOException {
        json.writeStringField("source", routed.isPresent() ? "topic" : "configuration");
        json.writeFieldName("routes");
        RoutesJson.write(json, routed.or(() -> Optional.of(configured)));
    }
}
