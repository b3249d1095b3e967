package io.foreflow.ingest.wire;

import static io.foreflow.ingest.wire.RejectReason.BAD_SENSOR;
import static io.foreflow.ingest.wire.RejectReason.BAD_TIME;
import static io.foreflow.ingest.wire.RejectReason.BAD_VALUE;
import static io.foreflow.ingest.wire.RejectReason.KEY_MISMATCH;
import static io.foreflow.ingest.wire.RejectReason.MISSING_FIELD;
import static io.foreflow.ingest.wire.RejectReason.NOT_JSON;
import static io.foreflow.ingest.wire.RejectReason.NOT_UTF8;
import static io.foreflow.ingest.wire.RejectReason.SCHEMA_MISMATCH;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import io.foreflow.ingest.schema.Framing;
import io.foreflow.ingest.schema.MismatchedRecordException;
import io.foreflow.ingest.schema.PartPointers;
import io.foreflow.ingest.schema.PartsReader;
import io.foreflow.ingest.schema.ReadingParts;
import io.foreflow.ingest.schema.RecordSchema;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.VisibleText;
import java.io.IOException;
import java.io.Serial;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns the bytes of a record into a reading, or says why it cannot. Unknown fields are ignored; known fields must
 * occur once. Safe for use by several threads.
 */
public final class ReadingParser {
    /** Numbers below this are more likely epoch seconds (up to the year 5138) than milliseconds (1973). */
    private static final long LEAST_EPOCH_MILLIS = 100_000_000_000L;

    private static final ObjectReader TREES = Json.MAPPER.reader().with(StreamReadFeature.STRICT_DUPLICATE_DETECTION);

    private final InputMapping mapping;
    private final PartPointers pointers;
    private final boolean epochMillis;
    private final boolean isDocumented;
    private final @Nullable PartsReader schema;

    public ReadingParser(InputMapping mapping) {
        this.mapping = mapping;
        this.pointers = mapping.pointers();
        this.epochMillis = mapping.topic() != null;
        this.isDocumented = pointers.covariates() != null;
        RecordSchema given = mapping.schema();
        this.schema = given == null ? null : given.reader(pointers);
    }

    /** The result of parsing a record. */
    public sealed interface Result {}

    public record Accepted(Reading reading) implements Result {}

    /**
     * @param detail one line for people: what is wrong and what is expected
     */
    public record Refused(RejectReason reason, String detail) implements Result {}

    /**
     * Reads one record. A record without a key belongs to the sensor of its payload. Where keys are sensor ids, a
     * record whose key names another sensor is refused.
     */
    public Result parse(byte @Nullable [] key, byte @Nullable [] value) {
        try {
            if (value == null) {
                throw new Refusal(MISSING_FIELD, "the record has no value; " + expected());
            }
            if (value.length == 0) {
                throw new Refusal(schema == null ? NOT_JSON : SCHEMA_MISMATCH, "the value is empty; " + expected());
            }
            return new Accepted(schema == null ? ofJson(key, unframed(value)) : ofParts(key, schema.read(value)));
        } catch (Refusal refusal) {
            return new Refused(refusal.reason, refusal.detail);
        } catch (MismatchedRecordException e) {
            return new Refused(SCHEMA_MISMATCH, e.getMessage());
        } catch (IOException e) {
            return new Refused(NOT_JSON, "not JSON: " + Json.describe(e) + framedHint(value));
        }
    }

    /** Returns what else a record with Confluent's frame may be. */
    private static String framedHint(byte @Nullable [] value) {
        return value != null && Framing.isFramed(value)
                ? "; the record has the schema id " + Framing.schemaId(value)
                        + ": set input.format if it is Avro or Protobuf"
                : "";
    }

    private String expected() {
        RecordSchema given = mapping.schema();
        return given == null ? "a JSON object is expected" : "a record in " + given.format() + " is expected";
    }

    /** Returns the JSON behind the frame that Confluent's serializer of JSON puts before it. */
    private static byte[] unframed(byte[] value) {
        return Framing.isFramed(value) ? Arrays.copyOfRange(value, Framing.LENGTH, value.length) : value;
    }

    private Reading ofJson(byte @Nullable [] key, byte[] value) throws IOException {
        if (!Json.isUtf8(value)) {
            throw new Refusal(
                    NOT_UTF8,
                    "the value is not UTF-8; write JSON in UTF-8, or set input.format if it is Avro or Protobuf");
        }
        return isDocumented ? documented(key, value) : mapped(key, value);
    }

    private Reading ofParts(byte @Nullable [] key, ReadingParts parts) {
        JsonPointer sensorAt = pointers.sensor();
        SensorId sensor = sensorAt == null ? sensorOfKey(key) : sensorOf(parts.sensor(), sensorAt);
        Instant time = timeOf(parts.time());
        Double value = valueOf(parts.value());
        checkKey(key, sensor);
        return new Reading(sensor, time, value, covariatesOf(parts.covariates()));
    }

    private static SensorId sensorOf(@Nullable Object part, JsonPointer at) {
        if (part == null || part == ReadingParts.ABSENT) {
            throw missing(at.toString());
        }
        if (part instanceof String || part instanceof Number) {
            return sensor(part.toString());
        }
        throw new Refusal(BAD_SENSOR, "the sensor must be text or an integer, not " + shown(part));
    }

    private Instant timeOf(@Nullable Object part) {
        if (part == null || part == ReadingParts.ABSENT) {
            throw missing(mapping.time());
        }
        if (part instanceof String text) {
            return time(text);
        }
        if (part instanceof Long millis) {
            return epochMillis(millis);
        }
        if (part instanceof Instant time) {
            return inRange(time);
        }
        throw badTime(shown(part));
    }

    private @Nullable Double valueOf(@Nullable Object part) {
        if (part == ReadingParts.ABSENT) {
            throw missing(mapping.value());
        }
        if (part == null) {
            return null;
        }
        if (!(part instanceof Number number)) {
            throw badValue(mapping.value(), shown(part));
        }
        double value = number.doubleValue();
        if (Double.isNaN(value) && mapping.missing().isMissing(part.toString())) {
            return null;
        }
        if (!Double.isFinite(value)) {
            throw badValue(mapping.value(), part.toString());
        }
        // A float is compared with the marks as people write it: -9999.9 and not -9999.900390625.
        return part instanceof Float && mapping.missing().isMissing(Double.parseDouble(part.toString()))
                ? null
                : known(value);
    }

    private static Map<String, Double> covariatesOf(Map<String, Number> found) {
        if (found.isEmpty()) {
            return Map.of();
        }
        Map<String, Double> covariates = new HashMap<>();
        found.forEach((name, number) -> {
            String plain = covariate(name);
            if (!Double.isFinite(number.doubleValue())) {
                throw badValue("covariates." + plain, number.toString());
            }
            requireFirst(covariates.put(plain, number.doubleValue()) == null, "covariates." + plain);
        });
        return covariates;
    }

    private static String shown(Object part) {
        return part instanceof ReadingParts.UnusablePart unusable ? unusable.what() : part.toString();
    }

    private Reading documented(byte @Nullable [] key, byte[] value) throws IOException {
        try (JsonParser json = Json.FACTORY.createParser(value)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new Refusal(NOT_JSON, "a JSON object is expected");
            }
            SensorId sensor = null;
            Instant time = null;
            boolean hasValue = false;
            Double number = null;
            Map<String, Double> covariates = null;
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                JsonToken token = json.nextToken();
                switch (name) {
                    case ReadingJson.SENSOR -> {
                        requireFirst(sensor == null, name);
                        sensor = sensor(token, json);
                    }
                    case ReadingJson.TIME -> {
                        requireFirst(time == null, name);
                        time = time(token, json);
                    }
                    case ReadingJson.VALUE -> {
                        requireFirst(!hasValue, name);
                        hasValue = true;
                        number = token == JsonToken.VALUE_NULL ? null : known(number(token, json, name));
                    }
                    case ReadingJson.COVARIATES -> {
                        requireFirst(covariates == null, name);
                        covariates = covariates(token, json);
                    }
                    default -> json.skipChildren();
                }
            }
            if (json.nextToken() != null) {
                throw new Refusal(NOT_JSON, "there is more after the JSON object; one object a record is expected");
            }
            if (sensor == null) {
                throw missing(ReadingJson.SENSOR);
            }
            if (time == null) {
                throw missing(ReadingJson.TIME);
            }
            if (!hasValue) {
                throw missing(ReadingJson.VALUE);
            }
            checkKey(key, sensor);
            return new Reading(sensor, time, number, covariates == null ? Map.of() : covariates);
        }
    }

    private static SensorId sensor(JsonToken token, JsonParser json) throws IOException {
        if (token != JsonToken.VALUE_STRING) {
            throw new Refusal(BAD_SENSOR, "the field sensor must be text, not " + Quoted.of(json.getText()));
        }
        return sensor(json.getText());
    }

    private static SensorId sensor(String text) {
        try {
            return SensorId.of(text);
        } catch (IllegalArgumentException e) {
            throw new Refusal(BAD_SENSOR, String.valueOf(e.getMessage()));
        }
    }

    private Instant time(JsonToken token, JsonParser json) throws IOException {
        if (token == JsonToken.VALUE_STRING) {
            return time(json.getText());
        }
        if (epochMillis && token == JsonToken.VALUE_NUMBER_INT) {
            return epochMillis(json.getNumberType() == JsonParser.NumberType.BIG_INTEGER ? -1 : json.getLongValue());
        }
        throw badTime(json.getText());
    }

    private static Instant time(String text) {
        try {
            return TimestampText.parse(text);
        } catch (IllegalArgumentException e) {
            throw new Refusal(BAD_TIME, String.valueOf(e.getMessage()));
        }
    }

    private static Instant inRange(Instant time) {
        try {
            return TimestampText.inRange(time, time.toString());
        } catch (IllegalArgumentException e) {
            throw new Refusal(BAD_TIME, String.valueOf(e.getMessage()));
        }
    }

    private static Instant epochMillis(long millis) {
        if (millis < LEAST_EPOCH_MILLIS || millis >= TimestampText.LATEST.toEpochMilli()) {
            throw new Refusal(
                    BAD_TIME,
                    "the time " + millis
                            + " must be epoch milliseconds from 1973 to 2199; seconds must be multiplied by 1000");
        }
        return Instant.ofEpochMilli(millis);
    }

    private Refusal badTime(String text) {
        return new Refusal(
                BAD_TIME,
                "the time " + Quoted.of(text) + " must be ISO-8601 text with a zone, such as \"2026-01-31T17:00:00Z\""
                        + (epochMillis ? ", or epoch milliseconds" : ""));
    }

    private static double number(JsonToken token, JsonParser json, String name) throws IOException {
        if (!token.isNumeric()) {
            throw badValue(name, json.getText());
        }
        double number = json.getDoubleValue();
        if (!Double.isFinite(number)) {
            throw badValue(name, json.getText());
        }
        return number;
    }

    private static @Nullable Map<String, Double> covariates(JsonToken token, JsonParser json) throws IOException {
        if (token == JsonToken.VALUE_NULL) {
            return Map.of();
        }
        if (token != JsonToken.START_OBJECT) {
            throw new Refusal(BAD_VALUE, "the field covariates must be an object of numbers by name");
        }
        Map<String, Double> covariates = new HashMap<>();
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            JsonToken number = json.nextToken();
            if (number != JsonToken.VALUE_NULL) {
                String plain = covariate(name);
                requireFirst(covariates.put(plain, number(number, json, plain)) == null, "covariates." + plain);
            }
        }
        return covariates;
    }

    private static String covariate(String name) {
        try {
            return VisibleText.of("the name of a covariate", name, SensorId.MAX_LENGTH);
        } catch (IllegalArgumentException e) {
            throw new Refusal(BAD_VALUE, String.valueOf(e.getMessage()));
        }
    }

    private Reading mapped(byte @Nullable [] key, byte[] value) throws IOException {
        JsonNode root = TREES.readTree(value);
        if (!root.isObject()) {
            throw new Refusal(NOT_JSON, "a JSON object is expected");
        }
        JsonPointer sensorAt = pointers.sensor();
        SensorId sensor = sensorAt == null ? sensorOfKey(key) : sensorOf(found(root, sensorAt));
        Instant time = timeOf(found(root, pointers.time()));
        JsonNode number = found(root, pointers.value());
        if (!number.isNull() && !(number.isNumber() && Double.isFinite(number.doubleValue()))) {
            throw badValue(mapping.value(), number.asText());
        }
        return new Reading(sensor, time, number.isNull() ? null : known(number.doubleValue()), Map.of());
    }

    /** Returns the number, or null if it means "no value". */
    private @Nullable Double known(double number) {
        return mapping.missing().isMissing(number) ? null : number;
    }

    private static JsonNode found(JsonNode root, JsonPointer pointer) {
        JsonNode node = root.at(pointer);
        if (node.isMissingNode()) {
            throw missing(pointer.toString());
        }
        return node;
    }

    private static SensorId sensorOfKey(byte @Nullable [] key) {
        if (key == null) {
            throw new Refusal(
                    MISSING_FIELD, "the record has no key; the key must be the sensor's id, or map input.sensor");
        }
        if (!Json.isUtf8(key)) {
            throw new Refusal(BAD_SENSOR, "the key is not UTF-8; it must be the sensor's id");
        }
        return sensor(new String(key, UTF_8));
    }

    private static SensorId sensorOf(JsonNode node) {
        if (!node.isTextual() && !node.isIntegralNumber()) {
            throw new Refusal(BAD_SENSOR, "the sensor must be text or an integer, not " + Quoted.of(node.toString()));
        }
        return sensor(node.asText());
    }

    private Instant timeOf(JsonNode node) {
        if (node.isTextual()) {
            return time(node.textValue());
        }
        if (node.isIntegralNumber()) {
            return epochMillis(node.canConvertToLong() ? node.longValue() : -1);
        }
        throw badTime(node.toString());
    }

    private void checkKey(byte @Nullable [] key, SensorId sensor) {
        if (key != null && mapping.keyedBySensor() && !names(key, sensor)) {
            throw new Refusal(
                    KEY_MISMATCH,
                    "the key " + Quoted.of(new String(key, UTF_8)) + " is not the sensor " + Quoted.of(sensor.value())
                            + "; write the sensor's id as the key, in UTF-8");
        }
    }

    /** Returns true if the key names this sensor. Ids are compared after normalisation. */
    private static boolean names(byte[] key, SensorId sensor) {
        if (Arrays.equals(key, sensor.value().getBytes(UTF_8))) {
            return true;
        }
        try {
            return Json.isUtf8(key) && SensorId.of(new String(key, UTF_8)).equals(sensor);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void requireFirst(boolean first, String name) {
        if (!first) {
            throw new Refusal(NOT_JSON, "the field " + name + " occurs twice");
        }
    }

    private static Refusal missing(String name) {
        return new Refusal(
                MISSING_FIELD,
                "the field " + name
                        + " is missing; sensor, time and value are expected (value: null only moves time on)");
    }

    private static Refusal badValue(String name, String text) {
        return new Refusal(
                BAD_VALUE, "the field " + name + " must be a finite number without quotes, not " + Quoted.of(text));
    }

    /** Ends the parsing; carries no stack trace, so that a flood of bad records stays cheap. */
    private static final class Refusal extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1;

        private final RejectReason reason;
        private final String detail;

        Refusal(RejectReason reason, String detail) {
            super(detail, null, false, false);
            this.reason = reason;
            this.detail = detail;
        }
    }
}
