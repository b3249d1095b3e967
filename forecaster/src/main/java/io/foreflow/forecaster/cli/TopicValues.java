package io.foreflow.forecaster.cli;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.forecaster.registry.ModelRecords;
import io.foreflow.forecaster.registry.RecordKey;
import io.foreflow.forecaster.topology.ForecastAvro;
import io.foreflow.forecaster.topology.ForecastJson;
import io.foreflow.forecaster.topology.ScoreAvro;
import io.foreflow.forecaster.topology.ScoreJson;
import io.foreflow.ingest.schema.AvroRecords;
import io.foreflow.ingest.wire.Json;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.windowing.wire.WindowAvro;
import io.foreflow.windowing.wire.WindowJson;
import io.foreflow.windowing.wire.WindowTopics;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Decides by topic how the values of records become JSON. A topic in another format than JSON is entered here. */
final class TopicValues {
    private static final TopicValue ANY = (key, value) -> ShownValue.ofAny(value);
    private static final TopicValue JSON = (key, value) -> ShownValue.ofJson(value);

    private final Map<String, TopicValue> byTopic;

    /** Turns a record's value into JSON. */
    @FunctionalInterface
    interface TopicValue {
        ShownValue show(byte @Nullable [] key, byte[] value);
    }

    TopicValues(TopicNames names) {
        this.byTopic = Map.ofEntries(
                // What others write may be anything.
                entry(names.readings(), ANY),
                entry(names.rejected(), ANY),
                entry(WindowTopics.readingsBySensor(names), ANY),
                entry(names.inferenceRequests(), ANY),
                entry(names.windows(), avroOr(bytes -> WindowJson.write(WindowAvro.readWindow(bytes)))),
                entry(names.trainingWindows(), avroOr(bytes -> WindowJson.write(WindowAvro.readTrainingWindow(bytes)))),
                entry(names.forecasts(), avroOr(bytes -> ForecastJson.write(ForecastAvro.read(bytes)))),
                entry(names.scores(), avroOr(bytes -> ScoreJson.write(ScoreAvro.read(bytes)))),
                entry(names.retrainingRequests(), JSON),
                entry(names.alerts(), JSON),
                entry(names.inferenceResults(), JSON),
                entry(names.comparisons(), JSON),
                entry(names.modelEvents(), JSON),
                entry(names.models(), TopicValues::model));
    }

    /** Returns the form of a topic's values; a topic that is not Foreflow's may hold anything. */
    TopicValue of(String topic) {
        return byTopic.getOrDefault(topic, ANY);
    }

    /** Returns the names of Foreflow's topics, separated by commas. */
    String names() {
        return String.join(", ", new TreeSet<>(byTopic.keySet()));
    }

    /** Shows JSON as it is, and converts Avro. */
    private static TopicValue avroOr(UnaryOperator<byte[]> toJson) {
        return (key, value) -> {
            if (!AvroRecords.isAvro(value)) {
                return ShownValue.ofJson(value);
            }
            byte[] json;
            try {
                json = toJson.apply(value);
            } catch (IllegalArgumentException e) {
                // Bytes that are no record of this topic are no JSON either.
                return ShownValue.ofJson(value);
            }
            return ShownValue.ofJson(json);
        };
    }

    /** Returns an alias or a reference as it is, and only the size of a bundle. */
    private static ShownValue model(byte @Nullable [] key, byte[] value) {
        ObjectNode size = Json.MAPPER.createObjectNode().put("bytes", value.length);
        try {
            if (key == null) {
                throw new IllegalArgumentException("the record has no key");
            }
            return ModelRecords.key(key) instanceof RecordKey.AliasKey || ModelRecords.isReference(value)
                    ? ShownValue.ofJson(value)
                    : new ShownValue(size.toString(), Optional.of("a bundle: only its size is shown"), true);
        } catch (IllegalArgumentException e) {
            return new ShownValue(size.toString(), Optional.of("no record of a model: " + e.getMessage()), false);
        }
    }
}
