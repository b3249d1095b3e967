package io.foreflow.forecaster.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.foreflow.ingest.wire.Json;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import org.eclipse.jetty.http.HttpStatus;

/**
 * An answer that says what is wrong with a request, as {@code application/problem+json} (RFC 9457). The Open Inference
 * Protocol has a form of its own.
 *
 * @param status HTTP status
 * @param detail what is wrong and what to do, in one line
 * @param retryAfter seconds after which the request may succeed
 * @param problems problems of parts of the request
 */
record Problem(int status, String detail, OptionalInt retryAfter, List<PartProblem> problems) {
    static final String TYPE = "application/problem+json";

    /**
     * A problem of one part of a request.
     *
     * @param index place of the part in the request, from 0
     * @param reason name of the problem, for programs
     */
    record PartProblem(int index, String reason, String detail) {}

    Problem {
        problems = List.copyOf(problems);
    }

    static Problem of(int status, String detail) {
        return new Problem(status, detail, OptionalInt.empty(), List.of());
    }

    /** Returns the type of the answer to a request for this path. */
    static String type(String path) {
        return InferenceRoutes.owns(path) ? Bodies.JSON : TYPE;
    }

    /** Returns the JSON object in UTF-8, in the form that clients of this path know. */
    byte[] bytes(String path) {
        return InferenceRoutes.owns(path) ? Json.object(json -> json.writeStringField("error", detail)) : bytes();
    }

    /** Returns the JSON object in UTF-8. */
    byte[] bytes() {
        return Json.object(json -> {
            json.writeStringField("type", "about:blank");
            json.writeStringField("title", HttpStatus.getMessage(status));
            json.writeNumberField("status", status);
            json.writeStringField("detail", detail);
            if (!problems.isEmpty()) {
                writeProblems(json);
            }
        });
    }

    private void writeProblems(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("problems");
        for (PartProblem problem : problems) {
            json.writeStartObject();
            json.writeNumberField("index", problem.index);
            json.writeStringField("reason", problem.reason);
            json.writeStringField("detail", problem.detail);
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
