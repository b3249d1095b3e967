package io.foreflow.forecaster.topology;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.forecast.Forecast.Interval;
import io.foreflow.models.forecast.ForecastBuilder;
import io.foreflow.models.series.SensorId;
import java.io.IOException;
import java.util.Optional;

/** Writes and reads the bytes of a forecast on {@code foreflow.forecasts.v1}, and its headers. */
public final class ForecastJson {
    /** CloudEvents type of the record. */
    public static final String TYPE = "io.foreflow.forecast.v1";

    /** CloudEvents source of the record. */
    public static final String SOURCE = "/foreflow/forecaster";

    private ForecastJson() {}

    public static byte[] write(Forecast forecast) {
        return Json.object(json -> {
            json.writeStringField("sensor", forecast.sensor().value());
            Json.writeTime(json, "issuedAt", forecast.issuedAt());
            Json.writeTime(json, "origin", forecast.origin());
            json.writeStringField("step", forecast.step().toString());
            json.writeStringField("zone", forecast.zone().getId());
            Json.writeValues(json, "values", forecast.values());
            writeInterval(json, forecast.interval());
            json.writeStringField("method", forecast.method());
            json.writeBooleanField("fallback", forecast.fallback());
            if (forecast.stale()) {
                json.writeBooleanField("stale", true);
            }
            RecordFields.writeModel(json, forecast.model());
            json.writeObjectFieldStart("window");
            Json.writeTime(json, "from", forecast.from());
            Json.writeTime(json, "to", forecast.to());
            Json.writeNumber(json, "imputedFraction", forecast.imputedFraction());
            Json.writeNumber(json, "knownFraction", forecast.knownFraction());
            json.writeEndObject();
            json.writeNumberField("revision", forecast.revision());
        });
    }

    /**
     * Reads the bytes that {@link #write} wrote; unknown fields are ignored.
     *
     * @throws IllegalArgumentException if they are invalid; the message is one line
     */
    public static Forecast read(byte[] bytes) {
        JsonNode json = Json.object(bytes);
        JsonNode window = json.path("window");
        return ForecastBuilder.builder()
                .sensor(SensorId.of(Json.text(json, "sensor")))
                .issuedAt(Json.time(json, "issuedAt"))
                .origin(Json.time(json, "origin"))
                .step(RecordFields.step(json))
                .zone(RecordFields.zone(json))
                .values(Json.values(json, "values"))
                .interval(readInterval(json))
                .method(Json.text(json, "method"))
                .fallback(readFlag(json, "fallback"))
                .stale(json.hasNonNull("stale") && readFlag(json, "stale"))
                .model(RecordFields.model(json))
                .from(Json.time(window, "from"))
                .to(Json.time(window, "to"))
                .imputedFraction(Json.number(window, "imputedFraction"))
                .knownFraction(Json.number(window, "knownFraction"))
                .revision(Json.integer(json, "revision"))
                .build();
    }

    private static void writeInterval(JsonGenerator json, Optional<Interval> interval) throws IOException {
        if (interval.isPresent()) {
            Json.writeValues(json, "lower", interval.get().lower());
            Json.writeValues(json, "upper", interval.get().upper());
            Json.writeNumber(json, "intervalLevel", interval.get().level());
        } else {
            json.writeNullField("lower");
            json.writeNullField("upper");
            json.writeNullField("intervalLevel");
        }
    }

    private static Optional<Interval> readInterval(JsonNode json) {
        if (!json.hasNonNull("intervalLevel")) {
            if (json.hasNonNull("lower") || json.hasNonNull("upper")) {
                throw new IllegalArgumentException(
                        "the field intervalLevel must be a number where lower or upper is given");
            }
            return Optional.empty();
        }
        return Optional.of(new Interval(
                Json.number(json, "intervalLevel"), Json.values(json, "lower"), Json.values(json, "upper")));
    }

    private static boolean readFlag(JsonNode json, String name) {
        JsonNode node = json.path(name);
        if (!node.isBoolean()) {
            throw new IllegalArgumentException("the field " + name + " must be true or false");
        }
        return node.booleanValue();
    }
}
