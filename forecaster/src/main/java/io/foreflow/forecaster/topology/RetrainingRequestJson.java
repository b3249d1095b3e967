package io.foreflow.forecaster.topology;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.ingest.wire.CloudEvents;
import io.foreflow.ingest.wire.CloudEvents.EventKind;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.score.RetrainingRequest;
import io.foreflow.models.series.SensorId;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;

/** Writes and reads the bytes of a request on {@code foreflow.retraining-requests.v1}, and its headers. */
public final class RetrainingRequestJson {
    /** CloudEvents type of the record. */
    public static final String TYPE = "io.foreflow.retraining-request.v1";

    private static final EventKind EVENTS = new EventKind(TYPE, ForecastJson.SOURCE, CloudEvents.JSON);

    private RetrainingRequestJson() {}

    public static byte[] write(RetrainingRequest request) {
        return Json.object(json -> {
            json.writeStringField("sensor", request.sensor().value());
            Json.writeTime(json, "time", request.time());
            RecordFields.writeModel(json, Optional.of(request.model()));
            json.writeStringField("method", request.method());
            Json.writeNumber(json, "statistic", request.statistic());
            Json.writeNumber(json, "threshold", request.threshold());
            json.writeObjectFieldStart("mase");
            Json.writeNumber(json, "before", request.maseBefore());
            Json.writeNumber(json, "now", request.maseNow());
            json.writeEndObject();
        });
    }

    /**
     * Reads the bytes that {@link #write} wrote; unknown fields are ignored.
     *
     * @throws IllegalArgumentException if they are invalid; the message is one line
     */
    public static RetrainingRequest read(byte[] bytes) {
        JsonNode json = Json.object(bytes);
        JsonNode mase = RecordFields.object(json, "mase");
        return new RetrainingRequest(
                SensorId.of(Json.text(json, "sensor")),
                Json.time(json, "time"),
                RecordFields.requiredModel(json),
                Json.text(json, "method"),
                Json.number(json, "statistic"),
                Json.number(json, "threshold"),
                Json.number(mase, "before"),
                Json.number(mase, "now"));
    }

    /** Returns CloudEvents headers; the id is the same whenever this request is made again. */
    public static Headers headers(RetrainingRequest request, Instant now) {
        return EVENTS.headers(request.sensor(), request.time(), 0, now);
    }
}
