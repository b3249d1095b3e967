package io.foreflow.forecaster.topology;

import com.fasterxml.jackson.core.JsonGenerator;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.tabular.Answer;
import io.foreflow.models.tabular.Answer.ClassProbability;
import io.foreflow.models.tabular.Answer.Classification;
import io.foreflow.models.tabular.Answer.Estimate;
import io.foreflow.models.tabular.Answer.Estimates;
import io.foreflow.models.tabular.Answered;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes a model's answer as fields of a JSON object. All fields are always present; those of other kinds of answers
 * are null.
 */
public final class AnswerJson {
    private AnswerJson() {}

    /**
     * Writes {@code class}, {@code probability}, {@code probabilities}, {@code value}, {@code unit}, {@code values} and
     * {@code unknownWordShare}.
     *
     * @param answered empty writes nulls
     * @param top number of most probable classes in {@code probabilities}; 0: it is null
     */
    public static void write(JsonGenerator json, Optional<Answered> answered, int top) throws IOException {
        Optional<Answer> answer = answered.map(Answered::answer);
        Classification classified = of(Classification.class, answer);
        Estimate estimated = of(Estimate.class, answer);
        Estimates several = of(Estimates.class, answer);
        if (classified == null) {
            json.writeNullField("class");
            json.writeNullField("probability");
        } else {
            json.writeStringField("class", classified.label());
            json.writeNumberField("probability", classified.probability());
        }
        if (classified == null || top == 0) {
            json.writeNullField("probabilities");
        } else {
            writeClasses(json, classified.top(top));
        }
        if (estimated == null) {
            json.writeNullField("value");
        } else {
            Json.writeNumber(json, "value", estimated.value());
        }
        String unit = estimated != null
                ? estimated.unit()
                : several != null ? several.estimates().get(0).unit() : null;
        json.writeStringField("unit", unit);
        if (several == null) {
            json.writeNullField("values");
        } else {
            writeValues(json, several.estimates());
        }
        Optional<Double> unknown = answered.flatMap(Answered::unknownWordShare);
        if (unknown.isPresent()) {
            Json.writeNumber(json, "unknownWordShare", unknown.get());
        } else {
            json.writeNullField("unknownWordShare");
        }
    }

    private static <T extends Answer> @Nullable T of(Class<T> kind, Optional<Answer> answer) {
        return answer.filter(kind::isInstance).map(kind::cast).orElse(null);
    }

    private static void writeClasses(JsonGenerator json, List<ClassProbability> classes) throws IOException {
        json.writeArrayFieldStart("probabilities");
        for (ClassProbability one : classes) {
            json.writeStartObject();
            json.writeStringField("class", one.label());
            json.writeNumberField("probability", one.probability());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeValues(JsonGenerator json, List<Estimate> estimates) throws IOException {
        json.writeArrayFieldStart("values");
        for (Estimate estimate : estimates) {
            json.writeStartObject();
            json.writeStringField("name", estimate.name());
            json.writeNumberField("value", estimate.value());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
