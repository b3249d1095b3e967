package io.foreflow.windowing.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.series.BaselineErrors;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowShape;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The values of the windows and training windows topics, version 1. Readers ignore fields that they do not know; what is absent
 * or unknown is null. {@code usualCounts} is optional: without it {@code usual} counts as the mean of one week where it is known.
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

    /** @throws IllegalArgumentException with one line that says what is wrong with the bytes */
    public static Window readWindow(byte[] bytes) {
        return window(Json.object(bytes));
    }

    /** @throws IllegalArgumentException with one line that says what is wrong with the bytes */
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

    private static Window window(JsonNode json) {
        Values history = Json.values(json, "history");
        Values yesterday = Json.values(json, "yesterday");
        Values usual = Json.values(json, "usual");
        WindowShape shape = new WindowShape(step(json), history.length(), yesterday.length());
        List<Integer> imputed = Json.integers(json, "imputed");
        requireIndices("imputed", imputed, history.length());
        return new Window(
                SensorId.of(Json.text(json, "sensor")),
                Json.time(json, "origin"),
                shape,
                zone(json),
                history,
                Json.values(json, "usualPast"),
                yesterday,
                Json.values(json, "lastWeek"),
                usual,
                usualCounts(json, usual),
                Json.number(json, "level"),
                Json.number(json, "scale"),
                baselines(json),
                imputed,
                Json.integer(json, "revision"));
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

    private static void requireIndices(String name, List<Integer> indices, int length) {
        for (int index : indices) {
            if (index < 0 || index >= length) {
                throw new IllegalArgumentException(
                        "the field " + name + " holds " + index + ", which is no index from 0 to " + (length - 1));
            }
        }
    }
}
