package io.foreflow.ingest.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.foreflow.models.series.Reading;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** Writes a reading in the documented format of the readings topic; {@link ReadingParser} reads it. */
public final class ReadingJson {
    static final String SENSOR = "sensor";
    static final String TIME = "time";
    static final String VALUE = "value";
    static final String COVARIATES = "covariates";

    private ReadingJson() {}

    /** Returns one JSON object in UTF-8, with the covariates by ascending name, if any. */
    public static byte[] bytes(Reading reading) {
        return Json.object(json -> {
            json.writeStringField(SENSOR, reading.sensor().value());
            Json.writeTime(json, TIME, reading.time());
            Double value = reading.value();
            if (value == null) {
                json.writeNullField(VALUE);
            } else {
                json.writeNumberField(VALUE, (double) value);
            }
            if (!reading.covariates().isEmpty()) {
                write(json, reading.covariates());
            }
        });
    }

    private static void write(JsonGenerator json, Map<String, Double> covariates) throws IOException {
        json.writeObjectFieldStart(COVARIATES);
        for (Map.Entry<String, Double> covariate : new TreeMap<>(covariates).entrySet()) {
            json.writeNumberField(covariate.getKey(), (double) covariate.getValue());
        }
        json.writeEndObject();
    }
}
