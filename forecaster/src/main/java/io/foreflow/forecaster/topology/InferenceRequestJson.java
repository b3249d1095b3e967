package io.foreflow.forecaster.topology;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.forecaster.topology.InferenceRequest.Unusable;
import io.foreflow.forecaster.topology.InferenceRequest.Usable;
import io.foreflow.forecaster.topology.InferenceView.ModelName;
import io.foreflow.ingest.wire.Json;
import io.foreflow.ingest.wire.RejectReason;
import io.foreflow.models.tabular.Question;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests for inference: {@code {"id": "…", "model": "NAME" or "NAME@VERSION", "top": 3}} with one of
 * {@code "columns": {"rooms": 6.5}}, {@code "text": "…"} and {@code "picture": "base64"}. Unknown fields are ignored.
 */
final class InferenceRequestJson {
    static final int MOST_ID_LENGTH = 256;
    static final int MOST_TOP = 100;

    private static final List<String> QUESTIONS = List.of("columns", "text", "picture");

    private InferenceRequestJson() {}

    /** Reports why a field cannot be used. */
    private static final class BadFieldException extends Exception {
        private static final long serialVersionUID = 1L;

        private final RejectReason reason;

        BadFieldException(RejectReason reason, String message) {
            super(message);
            this.reason = reason;
        }
    }

    /** Reads a request and never throws: an invalid one is {@link Unusable}. */
    static InferenceRequest read(byte @Nullable [] value) {
        if (value == null) {
            return unusable(RejectReason.MISSING_FIELD, "the record has no value");
        }
        if (!Json.isUtf8(value)) {
            return unusable(RejectReason.NOT_UTF8, "the bytes are not UTF-8");
        }
        JsonNode json;
        try {
            json = Json.object(value);
        } catch (IllegalArgumentException e) {
            return unusable(RejectReason.NOT_JSON, String.valueOf(e.getMessage()));
        }
        Optional<String> id = Optional.empty();
        Optional<ModelName> model = Optional.empty();
        try {
            id = Optional.of(text(json, "id"));
            model = Optional.of(model(json));
            return new Usable(id.get(), model.get(), top(json), question(json));
        } catch (BadFieldException e) {
            return new Unusable(id, model, e.reason, String.valueOf(e.getMessage()));
        }
    }

    private static Unusable unusable(RejectReason reason, String detail) {
        return new Unusable(Optional.empty(), Optional.empty(), reason, detail);
    }

    private static String text(JsonNode json, String name) throws BadFieldException {
        JsonNode node = json.path(name);
        if (node.isMissingNode() || node.isNull()) {
            throw new BadFieldException(RejectReason.MISSING_FIELD, "the field " + name + " is missing");
        }
        if (!node.isTextual() || node.textValue().isEmpty() || node.textValue().length() > MOST_ID_LENGTH) {
            throw new BadFieldException(
                    RejectReason.BAD_VALUE,
                    "the field " + name + " must be a text of 1 to " + MOST_ID_LENGTH + " characters");
        }
        return node.textValue();
    }

    private static ModelName model(JsonNode json) throws BadFieldException {
        try {
            return ModelName.parse(text(json, "model"));
        } catch (IllegalArgumentException e) {
            throw new BadFieldException(
                    RejectReason.BAD_VALUE, "the field model must be NAME or NAME@VERSION: " + e.getMessage());
        }
    }

    private static int top(JsonNode json) throws BadFieldException {
        JsonNode node = json.path("top");
        if (node.isMissingNode() || node.isNull()) {
            return 0;
        }
        if (!node.isInt() || node.intValue() < 0 || node.intValue() > MOST_TOP) {
            throw new BadFieldException(
                    RejectReason.BAD_VALUE, "the field top must be a whole number from 0 to " + MOST_TOP);
        }
        return node.intValue();
    }

    private static Question question(JsonNode json) throws BadFieldException {
        List<String> given =
                QUESTIONS.stream().filter(name -> json.hasNonNull(name)).toList();
        if (given.isEmpty()) {
            throw new BadFieldException(
                    RejectReason.MISSING_FIELD, "one of the fields columns, text and picture is needed");
        }
        if (given.size() > 1) {
            throw new BadFieldException(
                    RejectReason.BAD_VALUE,
                    "only one of the fields " + String.join(" and ", given) + " can be answered");
        }
        JsonNode node = json.path(given.get(0));
        return switch (given.get(0)) {
            case "columns" -> numbers(node);
            case "text" -> new Question.TextQuestion(requireText(node, "text"));
            default -> image(requireText(node, "picture"));
        };
    }

    private static String requireText(JsonNode node, String name) throws BadFieldException {
        if (!node.isTextual()) {
            throw new BadFieldException(RejectReason.BAD_VALUE, "the field " + name + " must be text");
        }
        return node.textValue();
    }

    private static Question numbers(JsonNode node) throws BadFieldException {
        if (!node.isObject()) {
            throw new BadFieldException(
                    RejectReason.BAD_VALUE, "the field columns must be an object of numbers by their columns' names");
        }
        Map<String, Double> numbers = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> column : node.properties()) {
            if (column.getValue().isNull()) {
                continue;
            }
            if (!column.getValue().isNumber()) {
                throw new BadFieldException(
                        RejectReason.BAD_VALUE, "the column " + column.getKey() + " must be a number or null");
            }
            numbers.put(column.getKey(), column.getValue().doubleValue());
        }
        return new Question.Numbers(numbers);
    }

    private static Question image(String base64) throws BadFieldException {
        try {
            return new Question.Image(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            throw new BadFieldException(
                    RejectReason.BAD_VALUE, "the field picture must be the file's bytes in Base64: " + e.getMessage());
        }
    }
}
