package io.foreflow.models.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.models.model.ModelCard;
import org.jspecify.annotations.Nullable;

/** Writes and reads a model's card apart from its bundle, in the form of {@code model.json}. */
public final class ModelCards {
    private ModelCards() {}

    /** @param forecaster false for a model that answers single records */
    public static void write(ObjectNode json, ModelCard card, boolean forecaster) {
        CardJson.write(json, card, kind(forecaster));
    }

    /** @throws IllegalArgumentException that lists every problem */
    public static ModelCard read(JsonNode json, boolean forecaster) {
        JsonFields fields = JsonFields.of(json);
        @Nullable ModelCard card = CardJson.read(fields, kind(forecaster));
        if (card == null || !fields.problems().isEmpty()) {
            throw new IllegalArgumentException("has a bad card: " + String.join("; ", fields.problems()));
        }
        return card;
    }

    private static String kind(boolean forecaster) {
        return forecaster ? TaskJson.FORECASTER : TaskJson.INFERENCE;
    }
}
