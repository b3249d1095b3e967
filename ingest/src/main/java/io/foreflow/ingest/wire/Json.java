package io.foreflow.ingest.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.foreflow.models.series.Values;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes and reads records: JSON in UTF-8, times in ISO-8601 UTC, null for a missing value (never NaN, never 0).
 * Numbers are written with the fewest digits that read back equal, the same bytes on every JDK.
 */
public final class Json {
    /**
     * Factory for streaming. NaN and infinities are read as numbers, so that they can be rejected with a reason of
     * their own.
     */
    public static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .build();

    /** Mapper for trees only: no class is ever bound. */
    public static final JsonMapper MAPPER = JsonMapper.builder(FACTORY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /** Writes the body of one JSON object. */
    @FunctionalInterface
    public interface Body {
        void writeTo(JsonGenerator generator) throws IOException;
    }

    /** Returns the bytes of the JSON object with this body. */
    public static byte[] object(Body body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator generator = FACTORY.createGenerator(bytes)) {
            generator.writeStartObject();
            body.writeTo(generator);
            generator.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    public static void writeTime(JsonGenerator generator, String name, Instant time) throws IOException {
        generator.writeStringField(name, TimestampText.of(time));
    }

    /**
     * Writes null for NaN.
     *
     * @throws IllegalArgumentException if {@code number} is infinite
     */
    public static void writeNumber(JsonGenerator generator, String name, double number) throws IOException {
        generator.writeFieldName(name);
        writeNumber(generator, number);
    }

    /** Writes an array with null for NaN. */
    public static void writeValues(JsonGenerator generator, String name, Values values) throws IOException {
        generator.writeArrayFieldStart(name);
        char[] digits = new char[ShortDecimals.MOST_CHARS];
        for (int i = 0; i < values.length(); i++) {
            int length = ShortDecimals.write(values.at(i), digits);
            if (length == ShortDecimals.NONE) {
                writeNumber(generator, values.at(i));
            } else {
                generator.writeNumber(digits, 0, length);
            }
        }
        generator.writeEndArray();
    }

    public static void writeIntegers(JsonGenerator generator, String name, List<Integer> integers) throws IOException {
        generator.writeArrayFieldStart(name);
        for (int integer : integers) {
            generator.writeNumber(integer);
        }
        generator.writeEndArray();
    }

    private static void writeNumber(JsonGenerator generator, double number) throws IOException {
        if (Double.isNaN(number)) {
            generator.writeNull();
        } else if (Double.isInfinite(number)) {
            throw new IllegalArgumentException("an infinite number cannot be written as JSON");
        } else {
            generator.writeNumber(number);
        }
    }

    /**
     * Reads one JSON object.
     *
     * @throws IllegalArgumentException if the bytes are invalid; the message is one line
     */
    public static JsonNode object(byte[] bytes) {
        try {
            JsonNode node = MAPPER.readTree(requireUtf8(bytes));
            if (!node.isObject()) {
                throw new IllegalArgumentException("a JSON object is expected, not " + Json.kind(node));
            }
            return node;
        } catch (IOException e) {
            throw new IllegalArgumentException("not JSON: " + describe(e), e);
        }
    }

    /**
     * Returns the time in this field.
     *
     * @throws IllegalArgumentException if it is absent or not a time
     */
    public static Instant time(JsonNode object, String name) {
        return TimestampText.parse(text(object, name));
    }

    /**
     * Returns the text in this field.
     *
     * @throws IllegalArgumentException if it is absent or not a text
     */
    public static String text(JsonNode object, String name) {
        JsonNode node = object.path(name);
        if (!node.isTextual()) {
            throw new IllegalArgumentException("the field " + name + " must be text, not " + kind(node));
        }
        return node.textValue();
    }

    /**
     * Returns the number in this field; NaN for null or an absent field.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static double number(JsonNode object, String name) {
        return number(object.path(name), name, -1);
    }

    /**
     * Returns the integer in this field.
     *
     * @throws IllegalArgumentException if it is absent or not an integer
     */
    public static int integer(JsonNode object, String name) {
        JsonNode node = object.path(name);
        if (!node.isIntegralNumber() || !node.canConvertToInt()) {
            throw new IllegalArgumentException("the field " + name + " must be an integer, not " + kind(node));
        }
        return node.intValue();
    }

    /**
     * Returns the numbers in this field, NaN for null.
     *
     * @throws IllegalArgumentException if it is not an array of numbers
     */
    public static Values values(JsonNode object, String name) {
        JsonNode array = array(object, name);
        return Values.generate(array.size(), i -> number(array.get(i), name, i));
    }

    /**
     * Returns the integers in this field.
     *
     * @throws IllegalArgumentException if it is not an array of integers
     */
    public static List<Integer> integers(JsonNode object, String name) {
        List<Integer> integers = new ArrayList<>();
        for (JsonNode node : array(object, name)) {
            if (!node.isIntegralNumber() || !node.canConvertToInt()) {
                throw new IllegalArgumentException("the field " + name + " must hold integers, not " + kind(node));
            }
            integers.add(node.intValue());
        }
        return integers;
    }

    private static JsonNode array(JsonNode object, String name) {
        JsonNode array = object.path(name);
        if (!array.isArray()) {
            throw new IllegalArgumentException("the field " + name + " must be an array, not " + kind(array));
        }
        return array;
    }

    private static double number(JsonNode node, String name, int index) {
        if (node.isMissingNode() || node.isNull()) {
            return Double.NaN;
        }
        if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
            String where = index < 0 ? name : name + "[" + index + "]";
            throw new IllegalArgumentException(
                    "the field " + where + " must be a finite number or null, not " + kind(node));
        }
        return node.doubleValue();
    }

    private static String kind(JsonNode node) {
        return node.isMissingNode() ? "absent" : Quoted.of(node.toString());
    }

    private static byte[] requireUtf8(byte[] bytes) {
        if (!isUtf8(bytes)) {
            throw new IllegalArgumentException("the bytes are not UTF-8");
        }
        return bytes;
    }

    /** Returns true if {@code bytes} are valid UTF-8. */
    public static boolean isUtf8(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return decodes(bytes);
            }
        }
        return true;
    }

    private static boolean decodes(byte[] bytes) {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /** Describes the problem of a text in one line without Java class names. */
    static String describe(IOException problem) {
        if (problem instanceof MismatchedInputException) {
            return "there is more after the JSON value";
        }
        if (problem instanceof JsonProcessingException json) {
            String message = json.getOriginalMessage().replaceAll("\\s+", " ");
            return json.getLocation() == null
                    ? message
                    : message + " (at byte " + Math.max(0, json.getLocation().getByteOffset()) + ")";
        }
        return String.valueOf(problem);
    }
}
