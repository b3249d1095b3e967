package io.foreflow.forecaster.topology;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.score.Contender;
import io.foreflow.models.score.ModelLeads;
import io.foreflow.models.score.Rolling;
import io.foreflow.models.score.RollingMean;
import io.foreflow.models.score.Score;
import io.foreflow.models.score.Score.Hit;
import io.foreflow.models.score.ScoreBuilder;
import io.foreflow.models.score.ShadowErrors;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Writes and reads the bytes of a score on {@code foreflow.scores.v1}, and its headers. */
public final class ScoreJson {
    /** CloudEvents type of the record. */
    public static final String TYPE = "io.foreflow.score.v1";

    private ScoreJson() {}

    public static byte[] write(Score score) {
        return Json.object(json -> {
            json.writeStringField("sensor", score.sensor().value());
            Json.writeTime(json, "time", score.time());
            json.writeStringField("step", score.step().toString());
            Json.writeNumber(json, "actual", score.actual());
            json.writeObjectFieldStart("errors");
            for (Contender contender : Contender.values()) {
                Json.writeValues(json, contender.label(), score.errors(contender));
            }
            json.writeEndObject();
            Json.writeValues(json, "yardsticks", score.yardsticks());
            writeHits(json, score.hits());
            Json.writeIntegers(json, "fallbacks", score.fallbacks());
            writeModels(json, score.models());
            if (score.shadow().isPresent()) {
                writeShadow(json, score.shadow().get());
            }
            writeRolling(json, score.rolling());
        });
    }

    /**
     * Reads the bytes that {@link #write} wrote; unknown fields are ignored. The record has one number of steps for all
     * rolling means.
     *
     * @throws IllegalArgumentException if they are invalid; the message is one line
     */
    public static Score read(byte[] bytes) {
        JsonNode json = Json.object(bytes);
        JsonNode errors = RecordFields.object(json, "errors");
        return ScoreBuilder.builder()
                .sensor(SensorId.of(Json.text(json, "sensor")))
                .time(Json.time(json, "time"))
                .step(RecordFields.step(json))
                .actual(Json.number(json, "actual"))
                .errors(byContender(contender -> Json.values(errors, contender.label())))
                .yardsticks(Json.values(json, "yardsticks"))
                .hits(readHits(json))
                .fallbacks(Json.integers(json, "fallbacks"))
                .models(readModels(json))
                .shadow(readShadow(json))
                .rolling(readRolling(RecordFields.object(json, "rolling")))
                .build();
    }

    private static void writeModels(JsonGenerator json, List<ModelLeads> models) throws IOException {
        json.writeArrayFieldStart("models");
        for (ModelLeads leads : models) {
            json.writeStartObject();
            RecordFields.writeModel(json, Optional.of(leads.model()));
            json.writeNumberField("firstLead", leads.first());
            json.writeNumberField("lastLead", leads.last());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static List<ModelLeads> readModels(JsonNode json) {
        JsonNode array = json.path("models");
        if (!array.isArray()) {
            throw new IllegalArgumentException("the field models must be an array");
        }
        List<ModelLeads> models = new ArrayList<>(1);
        for (JsonNode node : array) {
            models.add(new ModelLeads(
                    RecordFields.requiredModel(node), Json.integer(node, "firstLead"), Json.integer(node, "lastLead")));
        }
        return models;
    }

    private static void writeShadow(JsonGenerator json, ShadowErrors shadow) throws IOException {
        json.writeObjectFieldStart("shadow");
        json.writeStringField("role", shadow.role().label());
        RecordFields.writeModel(json, Optional.of(shadow.model()));
        Json.writeValues(json, "errors", shadow.errors());
        json.writeEndObject();
    }

    private static Optional<ShadowErrors> readShadow(JsonNode json) {
        if (!json.hasNonNull("shadow")) {
            return Optional.empty();
        }
        JsonNode shadow = RecordFields.object(json, "shadow");
        return Optional.of(new ShadowErrors(
                RecordFields.requiredModel(shadow),
                RecordFields.shadowRole(Json.text(shadow, "role")),
                Json.values(shadow, "errors")));
    }

    private static void writeHits(JsonGenerator json, List<Hit> hits) throws IOException {
        json.writeArrayFieldStart("inside");
        for (Hit hit : hits) {
            switch (hit) {
                case INSIDE -> json.writeBoolean(true);
                case OUTSIDE -> json.writeBoolean(false);
                case UNKNOWN -> json.writeNull();
            }
        }
        json.writeEndArray();
    }

    private static List<Hit> readHits(JsonNode json) {
        JsonNode array = json.path("inside");
        if (!array.isArray()) {
            throw new IllegalArgumentException("the field inside must be an array");
        }
        List<Hit> hits = new ArrayList<>(array.size());
        for (JsonNode node : array) {
            if (!node.isBoolean() && !node.isNull()) {
                throw new IllegalArgumentException("the field inside must hold true, false or null");
            }
            hits.add(node.isNull() ? Hit.UNKNOWN : node.booleanValue() ? Hit.INSIDE : Hit.OUTSIDE);
        }
        return hits;
    }

    /** Writes the field {@code rolling}. */
    public static void writeRolling(JsonGenerator json, Rolling rolling) throws IOException {
        json.writeObjectFieldStart("rolling");
        json.writeNumberField("steps", rolling.mae(Contender.FORECAST).count());
        writeMeans(json, "mae", rolling::mae);
        writeMeans(json, "mase", rolling::mase);
        Json.writeNumber(json, "bias", rolling.bias().mean());
        Json.writeNumber(json, "coverage", rolling.coverage().mean());
        json.writeEndObject();
    }

    private static void writeMeans(JsonGenerator json, String name, Function<Contender, RollingMean> means)
            throws IOException {
        json.writeObjectFieldStart(name);
        for (Contender contender : Contender.values()) {
            Json.writeNumber(json, contender.label(), means.apply(contender).mean());
        }
        json.writeEndObject();
    }

    private static Rolling readRolling(JsonNode json) {
        int steps = Json.integer(json, "steps");
        JsonNode mae = RecordFields.object(json, "mae");
        JsonNode mase = RecordFields.object(json, "mase");
        return Rolling.of(
                contender -> mean(mae, contender.label(), steps),
                contender -> mean(mase, contender.label(), steps),
                mean(json, "bias", steps),
                mean(json, "coverage", steps));
    }

    private static RollingMean mean(JsonNode json, String name, int steps) {
        double mean = Json.number(json, name);
        return Double.isNaN(mean) ? RollingMean.NONE : new RollingMean(mean, steps);
    }

    private static Map<Contender, Values> byContender(Function<Contender, Values> of) {
        Map<Contender, Values> all = new EnumMap<>(Contender.class);
        for (Contender contender : Contender.values()) {
            all.put(contender, of.apply(contender));
        }
        return all;
    }
}
