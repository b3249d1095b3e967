package io.foreflow.forecaster.topology;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.score.ShadowRole;
import io.foreflow.models.series.Step;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;

/** Reads and writes fields that several records share. */
final class RecordFields {
    private static final ZoneId UTC = ZoneId.of("UTC");

    private RecordFields() {}

    static void writeModel(JsonGenerator json, Optional<ModelRef> model) throws IOException {
        if (model.isPresent()) {
            json.writeObjectFieldStart("model");
            json.writeStringField("name", model.get().name());
            json.writeStringField("version", model.get().version());
            json.writeEndObject();
        } else {
            json.writeNullField("model");
        }
    }

    static Optional<ModelRef> model(JsonNode json) {
        if (!json.hasNonNull("model")) {
            return Optional.empty();
        }
        JsonNode model = json.path("model");
        return Optional.of(new ModelRef(Json.text(model, "name"), Json.text(model, "version")));
    }

    static ModelRef requiredModel(JsonNode json) {
        return model(json).orElseThrow(() -> new IllegalArgumentException("the field model must be an object"));
    }

    static ShadowRole shadowRole(String label) {
        return ShadowRole.find(label)
                .orElseThrow(() -> new IllegalArgumentException(
                        "the role of a shadow must be challenger or predecessor, not " + label));
    }

    static Step step(JsonNode json) {
        String text = Json.text(json, "step");
        try {
            return Step.of(Duration.parse(text));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("the field step must be an ISO-8601 duration, not " + text, e);
        }
    }

    /** Returns the optional zone: older records without it count their steps in UTC. */
    static ZoneId zone(JsonNode json) {
        if (!json.hasNonNull("zone")) {
            return UTC;
        }
        String text = Json.text(json, "zone");
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "the field zone must be a time zone such as America/Chicago, not " + text, e);
        }
    }

    static JsonNode object(JsonNode json, String name) {
        JsonNode node = json.path(name);
        if (!node.isObject()) {
            throw new IllegalArgumentException("the field " + name + " must be an object");
        }
        return node;
    }
}
