package io.foreflow.forecaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.node.TextNode;
import io.foreflow.ingest.wire.Json;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;

/**
 * The bytes of a record as JSON.
 *
 * @param json one JSON value on one line
 * @param note what a reader must know about it; empty if it is the record's own JSON
 * @param readable false if the record is not in the form that its topic has
 */
record ShownValue(String json, Optional<String> note, boolean readable) {
    private static final JsonFactory STRICT = new JsonFactory();

    /** Returns JSON as it is, a text as a JSON text, and other bytes in Base64. */
    static ShownValue ofAny(byte[] bytes) {
        return isJson(bytes) ? new ShownValue(oneLine(bytes), Optional.empty(), true) : ofText(bytes);
    }

    /** Returns JSON as it is; anything else is unreadable. */
    static ShownValue ofJson(byte[] bytes) {
        ShownValue any = ofAny(bytes);
        return any.note().isEmpty() ? any : new ShownValue(any.json(), any.note(), false);
    }

    /** Returns a text as a JSON text, and other bytes in Base64. */
    static ShownValue ofText(byte[] bytes) {
        boolean isText = Json.isUtf8(bytes);
        String text = isText ? new String(bytes, UTF_8) : Base64.getEncoder().encodeToString(bytes);
        return new ShownValue(
                TextNode.valueOf(text).toString(),
                Optional.of((isText ? "no JSON: shown as text" : "binary: shown in Base64") + ", " + bytes.length
                        + " bytes"),
                true);
    }

    /** White space between tokens may hold line breaks; within a text JSON has none. */
    private static String oneLine(byte[] json) {
        return new String(json, UTF_8).replace('\n', ' ').replace('\r', ' ').strip();
    }

    private static boolean isJson(byte[] bytes) {
        if (!Json.isUtf8(bytes)) {
            return false;
        }
        try (JsonParser json = STRICT.createParser(bytes)) {
            if (json.nextToken() == null) {
                return false;
            }
            json.skipChildren();
            return json.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }
}
