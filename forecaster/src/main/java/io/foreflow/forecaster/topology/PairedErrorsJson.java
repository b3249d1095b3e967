package io.foreflow.forecaster.topology;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.forecast.Baseline;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.score.PairedErrors;
import io.foreflow.models.series.SensorId;
import java.util.EnumMap;
import java.util.Map;

/** Writes and reads the bytes of paired errors on {@code foreflow.comparisons.v1}. */
public final class PairedErrorsJson {
    private PairedErrorsJson() {}

    public static byte[] write(PairedErrors paired) {
        return Json.object(json -> {
            json.writeStringField("sensor", paired.sensor().value());
            Json.writeTime(json, "time", paired.time());
            json.writeStringField("champion", paired.champion().toString());
            json.writeStringField("shadow", paired.shadow().toString());
            json.writeStringField("role", paired.role().label());
            Json.writeValues(json, "championErrors", paired.championErrors());
            Json.writeValues(json, "shadowErrors", paired.shadowErrors());
            json.writeObjectFieldStart("baselineSums");
            for (Map.Entry<Baseline, Double> sum : paired.baselineSums().entrySet()) {
                Json.writeNumber(json, sum.getKey().label(), sum.getValue());
            }
            json.writeEndObject();
        });
    }

    /**
     * Reads the bytes that {@link #write} wrote; unknown fields are ignored.
     *
     * @throws IllegalArgumentException if they are invalid; the message is one line
     */
    public static PairedErrors read(byte[] bytes) {
        JsonNode json = Json.object(bytes);
        JsonNode sums = RecordFields.object(json, "baselineSums");
        Map<Baseline, Double> baselines = new EnumMap<>(Baseline.class);
        for (Baseline baseline : Baseline.values()) {
            if (sums.hasNonNull(baseline.label())) {
                baselines.put(baseline, Json.number(sums, baseline.label()));
            }
        }
        return new PairedErrors(
                SensorId.of(Json.text(json, "sensor")),
                Json.time(json, "time"),
                ModelRef.parse(Json.text(json, "champion")),
                ModelRef.parse(Json.text(json, "shadow")),
                RecordFields.shadowRole(Json.text(json, "role")),
                Json.values(json, "championErrors"),
                Json.values(json, "shadowErrors"),
                baselines);
    }
}
