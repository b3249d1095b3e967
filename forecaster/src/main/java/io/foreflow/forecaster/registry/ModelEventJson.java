package io.foreflow.forecaster.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.forecast.ModelRef;
import java.io.IOException;
import java.util.Optional;

/** Writes and reads the bytes of an event on {@code foreflow.model-events.v1}. The key is the name of the model. */
public final class ModelEventJson {
    private ModelEventJson() {}

    public static byte[] key(ModelEvent event) {
        return event.name().getBytes(UTF_8);
    }

    public static byte[] write(ModelEvent event) {
        return Json.object(json -> writeFields(json, event));
    }

    /** Writes the fields of an event into an open object. */
    public static void writeFields(JsonGenerator json, ModelEvent event) throws IOException {
        Json.writeTime(json, "time", event.time());
        json.writeStringField("event", event.action().label());
        json.writeStringField("model", event.name());
        json.writeStringField("from", event.from().map(ModelRef::version).orElse(null));
        json.writeStringField("to", event.to().map(ModelRef::version).orElse(null));
        if (event.action() == ModelAction.ROUTED) {
            json.writeFieldName("routes");
            RoutesJson.write(json, event.routes());
        }
        json.writeStringField("by", event.author().name());
        json.writeStringField("reason", event.author().reason().orElse(null));
    }

    /**
     * Reads the bytes that {@link #write} wrote; unknown fields are ignored.
     *
     * @throws IllegalArgumentException if they are invalid; the message is one line
     */
    public static ModelEvent read(byte[] bytes) {
        JsonNode json = Json.object(bytes);
        String name = Json.text(json, "model");
        String action = Json.text(json, "event");
        return new ModelEvent(
                Json.time(json, "time"),
                ModelAction.find(action)
                        .orElseThrow(() -> new IllegalArgumentException("the event " + action + " is unknown")),
                name,
                version(json, name, "from"),
                version(json, name, "to"),
                RoutesJson.read(json.path("routes")),
                new Author(Json.text(json, "by"), text(json, "reason")));
    }

    private static Optional<ModelRef> version(JsonNode json, String name, String field) {
        return text(json, field).map(version -> new ModelRef(name, version));
    }

    private static Optional<String> text(JsonNode json, String field) {
        return json.hasNonNull(field) ? Optional.of(Json.text(json, field)) : Optional.empty();
    }
}
