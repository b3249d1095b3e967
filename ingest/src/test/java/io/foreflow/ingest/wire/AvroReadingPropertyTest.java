package io.foreflow.ingest.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.ingest.schema.AvroSchema;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.apache.avro.Conversions;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.message.BinaryMessageEncoder;

/** Compares what is read with what Avro's own library wrote. */
class AvroReadingPropertyTest {
    private static final String SEED = "880";

    /** 1900 to 2199, in milliseconds. */
    private static final long FIRST = -2_208_988_800_000L;

    private static final long LAST = 7_258_118_399_999L;

    private static final Schema READING = schema("""
            {"type": "record", "name": "R", "fields": [
              {"name": "before", "type": {"type": "array", "items": {"type": "map", "values": ["null", "R"]}}},
              {"name": "sensor", "type": "string"},
              {"name": "time", "type": {"type": "long", "logicalType": "%s"}},
              {"name": "value", "type": ["null", "double"]},
              {"name": "covariates", "type": ["null", {"type": "map", "values": ["null", "double", "long"]}]},
              {"name": "after", "type": ["string", "bytes", {"type": "fixed", "name": "F", "size": 3}, "boolean"]}
            ]}""".formatted("timestamp-micros"));

    @Property(seed = SEED)
    void shouldReadWhatTheLibraryWrote(
            @ForAll("readings") Reading reading, @ForAll @Size(max = 3) List<@StringLength(max = 5) String> keys)
            throws IOException {
        // given
        GenericRecord record = record(reading);
        Map<String, Object> entries = new HashMap<>();
        keys.forEach(key -> entries.put(key, key.length() % 2 == 0 ? null : record(reading)));
        record.put("before", List.of(entries, Map.of()));
        InputMapping mapping = new InputMapping("t", "/sensor", "/time", "/value").withSchema(avro(READING));

        // when
        ReadingParser.Result alone = new ReadingParser(mapping).parse(null, write(READING, record));
        ByteBuffer message = new BinaryMessageEncoder<GenericRecord>(new GenericData(), READING).encode(record);
        ReadingParser.Result single = new ReadingParser(mapping).parse(null, bytes(message));

        // then
        assertThat(alone).isEqualTo(new ReadingParser.Accepted(reading));
        assertThat(single).isEqualTo(alone);
    }

    @Property(seed = SEED)
    void shouldReadEveryTypeOfTime(@ForAll @LongRange(min = FIRST, max = LAST) long millis) throws IOException {
        // given
        Instant time = Instant.ofEpochMilli(millis);
        long micros = Math.multiplyExact(millis, 1_000);

        // when, then
        assertThat(time(logical("timestamp-millis"), millis)).isEqualTo(time);
        assertThat(time(logical("timestamp-micros"), micros)).isEqualTo(time);
        assertThat(time("\"string\"", time.toString())).isEqualTo(time);
        if (Math.abs(millis) < Long.MAX_VALUE / 1_000_000) {
            assertThat(time(logical("timestamp-nanos"), millis * 1_000_000)).isEqualTo(time);
        }
        if (millis >= 100_000_000_000L) {
            assertThat(time("\"long\"", millis)).isEqualTo(time);
        }
    }

    @Property(seed = SEED)
    void shouldReadEveryTypeOfNumber(
            @ForAll int whole, @ForAll long large, @ForAll float small, @ForAll @DoubleRange double number)
            throws IOException {
        assertThat(value("\"int\"", whole)).isEqualTo(whole);
        assertThat(value("\"long\"", large)).isEqualTo((double) large);
        assertThat(value("\"float\"", small)).isEqualTo(small);
        assertThat(value("\"double\"", number)).isEqualTo(number);
        assertThat(value("[\"string\", \"null\", \"int\"]", whole)).isEqualTo(whole);
    }

    @Property(seed = SEED)
    void shouldReadDecimals(@ForAll @LongRange(min = -99_999_999_999L, max = 99_999_999_999L) long unscaled)
            throws IOException {
        // given
        BigDecimal decimal = BigDecimal.valueOf(unscaled, 3);
        String logical = "\"logicalType\": \"decimal\", \"precision\": 11, \"scale\": 3}";
        Schema bytes = schema("{\"type\": \"bytes\", " + logical);
        Schema fixed = schema("{\"type\": \"fixed\", \"name\": \"D\", \"size\": 6, " + logical);
        LogicalTypes.Decimal type = LogicalTypes.decimal(11, 3);
        Conversions.DecimalConversion conversion = new Conversions.DecimalConversion();

        // when, then
        assertThat(value(bytes.toString(), conversion.toBytes(decimal, bytes, type)))
                .isEqualTo(decimal.doubleValue());
        assertThat(value(fixed.toString(), conversion.toFixed(decimal, fixed, type)))
                .isEqualTo(decimal.doubleValue());
    }

    @Property(seed = SEED)
    void shouldRefuseOrReadAnyBytes(@ForAll byte[] bytes) {
        // given
        InputMapping mapping = new InputMapping("t", "/sensor", "/time", "/value").withSchema(avro(READING));

        // when, then
        assertThat(new ReadingParser(mapping).parse(null, bytes)).isNotNull();
    }

    @Provide
    Arbitrary<Reading> readings() {
        Arbitrary<Double> numbers = Arbitraries.doubles();
        return Combinators.combine(
                        Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(20),
                        Arbitraries.longs().between(FIRST, LAST),
                        numbers.injectNull(0.1),
                        Arbitraries.maps(
                                        Arbitraries.strings()
                                                .alpha()
                                                .ofMinLength(1)
                                                .ofMaxLength(5),
                                        numbers)
                                .ofMaxSize(3))
                .as((sensor, millis, value, covariates) -> new Reading(
                        SensorId.of(sensor),
                        Instant.ofEpochMilli(millis).plus(7, ChronoUnit.MICROS),
                        value,
                        covariates));
    }

    private static GenericRecord record(Reading reading) {
        GenericRecord record = new GenericData.Record(READING);
        record.put("before", List.of());
        record.put("sensor", reading.sensor().value());
        record.put("time", ChronoUnit.MICROS.between(Instant.EPOCH, reading.time()));
        record.put("value", reading.value());
        Map<String, Object> covariates = new HashMap<>(reading.covariates());
        covariates.put("none", null);
        record.put("covariates", reading.covariates().isEmpty() ? null : covariates);
        record.put("after", ByteBuffer.wrap("end".getBytes(UTF_8)));
        return record;
    }

    private static Instant time(String type, Object value) throws IOException {
        return read(type, "\"double\"", value, 1.0).time();
    }

    private static double value(String type, Object value) throws IOException {
        Double read = read("\"long\"", type, 1_700_000_000_000L, value).value();
        return Objects.requireNonNull(read);
    }

    private static Reading read(String timeType, String valueType, Object time, Object value) throws IOException {
        Schema schema = schema("{\"type\": \"record\", \"name\": \"T\", \"fields\": [{\"name\": \"t\", \"type\": "
                + timeType + "}, {\"name\": \"v\", \"type\": " + valueType + "}]}");
        GenericRecord record = new GenericData.Record(schema);
        record.put("t", time);
        record.put("v", value);
        InputMapping mapping = new InputMapping("t", null, "/t", "/v").withSchema(avro(schema));
        ReadingParser.Result result = new ReadingParser(mapping).parse("key".getBytes(UTF_8), write(schema, record));
        assertThat(result).isInstanceOf(ReadingParser.Accepted.class);
        return ((ReadingParser.Accepted) result).reading();
    }

    private static String logical(String name) {
        return "{\"type\": \"long\", \"logicalType\": \"" + name + "\"}";
    }

    private static Schema schema(String json) {
        return new Schema.Parser().parse(json);
    }

    private static AvroSchema avro(Schema schema) {
        return AvroSchema.of(schema.toString().getBytes(UTF_8));
    }

    private static byte[] write(Schema schema, GenericRecord record) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().blockingBinaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
