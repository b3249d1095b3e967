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

    /** Maximum number of bytes that are read of a body that is too large. */
    private static final long DRAINED = 8L * HttpApi.MAX_BODY;

    private static final int BUFFER = 1 << 14;

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
        try (InputStream in = context.bodyInputStream()) {
            byte[] body =
                    context.contentLength() > HttpApi.MAX_BODY ? new byte[0] : in.readNBytes(HttpApi.MAX_BODY + 1);
            if (body.length > HttpApi.MAX_BODY || context.contentLength() > HttpApi.MAX_BODY) {
                drain(in);
                throw new ProblemException(
                        Problem.of(413, "the body has more than " + HttpApi.MAX_BODY + " bytes; send it in parts"));
            }
            return body;
        }
    }

    /** Reads on for a while: a client that still sends does not see the answer if the connection ends. */
    private static void drain(InputStream in) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (long left = DRAINED, read = 0; left > 0 && read >= 0; left -= read) {
            read = in.read(buffer);
        }
    }
}
