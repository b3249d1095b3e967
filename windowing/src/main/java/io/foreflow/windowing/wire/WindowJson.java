package io.foreflow.windowing.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.series.BaselineErrors;
import io.foreflow.models.series.Covariate;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowBuilder;
import io.foreflow.models.series.WindowShape;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Reads and writes the values of the windows and training windows topics, version 1. Readers ignore unknown fields; an
 * absent or unknown value is null. {@code usualCounts} is optional: without it {@code usual} counts as the mean of one
 * week where it is known. {@code alike}, {@code alikePast}, {@code holidays} and {@code covariates} are optional, too:
 * they are left out where they are empty, and a window without them has none.
 */
public final class WindowJson {
    private WindowJson() {}

    public static byte[] write(Window window) {
        return Json.object(json -> write(json, window));
    }

    public static byte[] write(TrainingWindow window) {
        return Json.object(json -> {
            write(json, window.window());
            Json.writeValues(json, "target", window.target());
            Json.writeIntegers(json, "targetImputed", window.targetImputed());
        });
    }

    /** @throws IllegalArgumentException if the bytes are invalid; the message is one line */
    public static Window readWindow(byte[] bytes) {
        return window(Json.object(bytes));
    }

    /** @throws IllegalArgumentException if the bytes are invalid; the message is one line */
    public static TrainingWindow readTrainingWindow(byte[] bytes) {
        JsonNode json = Json.object(bytes);
        Window window = window(json);
        Values target = Json.values(json, "target");
        List<Integer> imputed = Json.integers(json, "targetImputed");
        requireIndices("targetImputed", imputed, target.length());
        return new TrainingWindow(window, target, imputed);
    }

    private static void write(JsonGenerator json, Window window) throws IOException {
        json.writeStringField("sensor", window.sensor().value());
        Json.writeTime(json, "origin", window.origin());
        json.writeStringField("step", window.shape().step().toString());
        json.writeStringField("zone", window.zone().getId());
        Json.writeValues(json, "history", window.history());
        Json.writeValues(json, "usualPast", window.usualPast());
        Json.writeValues(json, "yesterday", window.yesterday());
        Json.writeValues(json, "lastWeek", window.lastWeek());
        Json.writeValues(json, "usual", window.usual());
        Json.writeIntegers(json, "usualCounts", window.usualCounts());
        writeIfKnown(json, "alike", window.alike());
        writeIfKnown(json, "alikePast", window.alikePast());
        if (!window.holidays().isEmpty()) {
            Json.writeIntegers(json, "holidays", window.holidays());
        }
        writeCovariates(json, window.covariates());
        Json.writeNumber(json, "level", window.level());
        Json.writeNumber(json, "scale", window.scale());
        json.writeObjectFieldStart("baselines");
        Json.writeNumber(json, "yesterday", window.baselines().yesterday());
        Json.writeNumber(json, "lastWeek", window.baselines().lastWeek());
        Json.writeNumber(json, "usual", window.baselines().usual());
        json.writeEndObject();
        Json.writeIntegers(json, "imputed", window.imputed());
        json.writeNumberField("revision", window.revision());
    }

    private static void writeIfKnown(JsonGenerator json, String name, Values values) throws IOException {
        if (values.present() > 0) {
            Json.writeValues(json, name, values);
        }
    }

    private static void writeCovariates(JsonGenerator json, Map<String, Covariate> covariates) throws IOException {
        if (covariates.isEmpty()) {
            return;
        }
        json.writeObjectFieldStart("covariates");
        for (Map.Entry<String, Covariate> covariate : covariates.entrySet()) {
            json.writeObjectFieldStart(covariate.getKey());
            Json.writeValues(json, "past", covariate.getValue().past());
            Json.writeValues(json, "future", covariate.getValue().future());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static Window window(JsonNode json) {
        Values history = Json.values(json, "history");
        Values yesterday = Json.values(json, "yesterday");
        Values usual = Json.values(json, "usual");
        WindowShape shape = new WindowShape(step(json), history.length(), yesterday.length());
        List<Integer> imputed = Json.integers(json, "imputed");
        requireIndices("imputed", imputed, history.length());
        WindowBuilder window = Window.builder(
                        SensorId.of(Json.text(json, "sensor")), Json.time(json, "origin"), shape, zone(json))
                .history(history)
                .usualPast(Json.values(json, "usualPast"))
                .yesterday(yesterday)
                .lastWeek(Json.values(json, "lastWeek"))
                .usual(usual)
                .usualCounts(usualCounts(json, usual))
                .covariates(covariates(json))
                .level(Json.number(json, "level"))
                .scale(Json.number(json, "scale"))
                .baselines(baselines(json))
                .imputed(imputed)
                .revision(Json.integer(json, "revision"));
        if (json.hasNonNull("alike")) {
            window.alike(Json.values(json, "alike"));
        }
        if (json.hasNonNull("alikePast")) {
            window.alikePast(Json.values(json, "alikePast"));
        }
        if (json.hasNonNull("holidays")) {
            window.holidays(Json.integers(json, "holidays"));
        }
        return window.build();
    }

    private static Map<String, Covariate> covariates(JsonNode json) {
        JsonNode all = json.path("covariates");
        if (all.isMissingNode() || all.isNull()) {
            return Map.of();
        }
        if (!all.isObject()) {
            throw new IllegalArgumentException("the field covariates must be an object");
        }
        Map<String, Covariate> covariates = new TreeMap<>();
        all.properties().forEach(entry -> {
            if (!entry.getValue().isObject()) {
                throw new IllegalArgumentException(
                        "the field covariates." + entry.getKey() + " must be an object with past and future");
            }
            covariates.put(
                    entry.getKey(),
                    new Covariate(Json.values(entry.getValue(), "past"), Json.values(entry.getValue(), "future")));
        });
        return covariates;
    }

    private static Step step(JsonNode json) {
        String text = Json.text(json, "step");
        try {
            return Step.of(Duration.parse(text));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("the field step (" + text + ") must be a duration such as PT1H", e);
        }
    }

    private static ZoneId zone(JsonNode json) {
        String text = Json.text(json, "zone");
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "the field zone (" + text + ") must be a time zone such as America/Chicago", e);
        }
    }

    private static List<Integer> usualCounts(JsonNode json, Values usual) {
        if (json.hasNonNull("usualCounts")) {
            return Json.integers(json, "usualCounts");
        }
        return IntStream.range(0, usual.length())
                .mapToObj(i -> usual.isMissing(i) ? 0 : 1)
                .toList();
    }

    private static BaselineErrors baselines(JsonNode json) {
        JsonNode baselines = json.path("baselines");
        if (!baselines.isObject()) {
            throw new IllegalArgumentException("the field baselines must be an object");
        }
        return new BaselineErrors(
                Json.number(baselines, "yesterday"),
                Json.number(baselines, "lastWeek"),
                Json.number(baselines, "usual"));
    }

    static void requireIndices(String name, List<Integer> indices, int length) {
        for (int index : indices) {
            if (index < 0 || index >= length) {
                throw new IllegalArgumentException(
                        "the field " + name + " holds " + index + ", which is not an index from 0 to " + (length - 1));
            }
        }
    }
}
