package io.foreflow.forecaster.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.ingest.wire.Json;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/** Reads the bodies of requests, up to their limit. */
final class Bodies {
    static final String JSON = "application/json";

    private Bodies() {}

    /**
     * Returns the JSON object in the body. A page of another site can send other types without being asked for
     * permission, so that the type must be JSON.
     *
     * @throws ProblemException if the body is no JSON object, or is too large
     */
    static JsonNode json(Context context) throws IOException {
        if (!mediaType(context).equals(JSON)) {
            throw new ProblemException(Problem.of(415, "the Content-Type must be application/json"));
        }
        try {
            return Json.object(bytes(context));
        } catch (IllegalArgumentException e) {
            throw ProblemException.badRequest("the body cannot be read: " + e.getMessage());
        }
    }

    /** Returns the type of the body in lower case, without parameters; empty if there is none. */
    static String mediaType(Context context) {
        String type = context.contentType();
        return type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /** Returns the body; one without a length is cut off at the limit too. */
    static byte[] bytes(Context context) throws IOException {
        if (context.contentLength() > HttpApi.MAX_BODY) {
            throw tooLarge();
        }
        try (InputStream in = context.bodyInputStream()) {
            byte[] body = in.readNBytes(HttpApi.MAX_BODY + 1);
            if (body.length > HttpApi.MAX_BODY) {
                throw tooLarge();
            }
            return body;
        }
    }

    private static ProblemException tooLarge() {
        return new ProblemException(
                Problem.of(413, "the body has more than " + HttpApi.MAX_BODY + " bytes; send it in parts"));
    }
}
