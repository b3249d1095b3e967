package io.foreflow.forecaster.topology;

import com.fasterxml.jackson.core.JsonGenerator;
import io.foreflow.ingest.wire.CloudEvents;
import io.foreflow.ingest.wire.CloudEvents.EventKind;
import io.foreflow.ingest.wire.Json;
import java.io.IOException;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Writes the bytes of a result on {@code foreflow.inference.results.v1}, and its headers. */
final class InferenceResultJson {
    /** CloudEvents type of the record. */
    static final String TYPE = "io.foreflow.inference.result.v1";

    private static final EventKind EVENTS = new EventKind(TYPE, ForecastJson.SOURCE, CloudEvents.JSON);

    private InferenceResultJson() {}

    static byte[] write(InferenceResult result) {
        return Json.object(json -> {
            json.writeStringField("id", result.id().orElse(null));
            writeModel(json, result);
            AnswerJson.write(json, result.answer(), result.top());
            if (result.detail().isPresent()) {
                json.writeObjectFieldStart("error");
                json.writeStringField("reason", result.outcome().label());
                json.writeStringField("detail", result.detail().get());
                json.writeEndObject();
            } else {
                json.writeNullField("error");
            }
        });
    }

    private static void writeModel(JsonGenerator json, InferenceResult result) throws IOException {
        if (result.model().isEmpty()) {
            json.writeNullField("model");
            return;
        }
        json.writeObjectFieldStart("model");
        json.writeStringField("name", result.model().get());
        json.writeStringField("version", result.version().orElse(null));
        json.writeEndObject();
    }

    /** Returns CloudEvents headers; the id is the same whenever this request is answered again. */
    static Headers headers(RecordMetadata request, Instant now) {
        String id = CloudEvents.id(
                TYPE, request.topic(), Integer.toString(request.partition()), Long.toString(request.offset()));
        return EVENTS.headers(id, now);
    }
}
