package io.foreflow.ingest.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.ingest.schema.AvroSchema;
import io.foreflow.ingest.schema.ProtobufMessages;
import io.foreflow.ingest.schema.RecordSchema;
import io.foreflow.models.series.Reading;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaMappingTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/devise/id | /ts | /payload/flow | input.sensor (/devise/id) must be a field of the schema:"
                        + " Measurement has no field \"devise\", only site, device, ts, tags, samples, payload",
                "/device/id | /ts | /payload/flw | input.value (/payload/flw) must be a field of the schema:"
                        + " Payload has no field \"flw\", only flow, price, raw",
                "/device | /ts | /payload/flow | input.sensor (/device) must be a text, an enum or an integer, not a record",
                "/site | /site | /payload/raw | input.value (/payload/raw) must be a number, not a bytes",
                "/site | /device/kind/x | /payload/flow | input.time (/device/kind/x) leads into an enum, which has no fields",
                "/site | /samples/0 | /samples/last | input.time (/samples/0) must be a timestamp, a text in ISO-8601 or a"
                        + " 64-bit integer of milliseconds since 1970, not a float",
                "/site | /ts | /samples/last | input.value (/samples/last) leads into an array, so that \"last\" must be a"
                        + " position from 0",
                "/site | /ts | /payload | input.value (/payload) must be a number, not a union of null, Payload"
            })
    void shouldSayWhatTheAvroSchemaLacks(String sensor, String time, String value, String problem) {
        assertRefused(ForeignFiles.avro(), sensor, time, value, problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/id | /taken_at | /flow | input.sensor (/id) must be a field of the schema: plant.v1.Measurement has no"
                        + " field \"id\", only device, taken_at, flow, pressure, site, millis, samples, rooms, plain",
                "/device | /taken_at | /flow | input.sensor (/device) must be a text, an enum or an integer, not the type"
                        + " plant.v1.Measurement.Device",
                "/site | /taken_at/seconds | /flow | input.time (/taken_at/seconds) leads into the type"
                        + " google.protobuf.Timestamp, which has no fields",
                "/site | /taken_at | /samples | input.value (/samples) must be a number, not a repeated float",
                "/site | /taken_at | /samples/x | input.value (/samples/x) leads into a repeated field, so that \"x\" must be"
                        + " a position from 0",
                "/site | /plain | /rooms | input.value (/rooms) must be a number, not a map"
            })
    void shouldSayWhatTheProtobufMessageLacks(String sensor, String time, String value, String problem) {
        assertRefused(ForeignFiles.protobuf(), sensor, time, value, problem);
    }

    @Test
    void shouldTellAllProblemsAtOnce() {
        assertThatThrownBy(() -> new InputMapping(null, "/a", "/b", "/c").withSchema(ForeignFiles.avro()))
                .hasMessageContainingAll(
                        "input.sensor (/a)", "input.time (/b)", "input.value (/c)", "needs an input.topic");
        assertThatThrownBy(() -> new InputMapping("t", "/a", "/b", "/c").withSchema(ForeignFiles.protobuf()))
                .hasMessageContainingAll("input.sensor (/a)", "input.time (/b)", "input.value (/c)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{\"type\": \"strin\"}",
                "{\"type\": \"record\", \"name\": \"a b\", \"fields\": []}",
                "{\"type\": \"record\", \"name\": \"R\", \"fields\": 1}",
                "\"string\" x"
            })
    void shouldRefuseAFileThatIsNoAvroSchema(String avsc) {
        assertThatThrownBy(() -> AvroSchema.of(avsc.getBytes(UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("is not an Avro schema")
                .hasMessageEndingWith("give the .avsc file of the records")
                .hasMessageNotContaining("\n");
    }

    @Test
    void shouldRefuseAFileThatIsNoDescriptorSet() {
        assertThatThrownBy(() -> ProtobufMessages.of("syntax = \"proto3\";".getBytes(UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("is not a set of Protobuf descriptors: ")
                .hasMessageContaining("make it with protoc --include_imports");
        assertThatThrownBy(() -> ProtobufMessages.of(new byte[0])).hasMessageContaining("without a message");
        assertThat(ProtobufMessages.of(ForeignFiles.bytes("measurement.desc")).names())
                .contains("plant.v1.Measurement", "plant.v1.Measurement.Device")
                .doesNotContain("google");
    }

    @Test
    void shouldReadANumberThatMeansNoValueAlsoAsAFloat() {
        // given: -9999.9 is no float; NaN is what many writers have for "no value"
        RecordSchema schema = AvroSchema.of(("{\"type\":\"record\",\"name\":\"R\",\"fields\":["
                        + "{\"name\":\"t\",\"type\":\"long\"},{\"name\":\"v\",\"type\":\"float\"}]}")
                .getBytes(UTF_8));
        InputMapping mapping = new InputMapping("t", null, "/t", "/v").withSchema(schema);
        InputMapping marked = mapping.withMissing(MissingMarks.of(List.of("-9999.9", "NaN")));

        // when, then
        assertThat(read(marked, -9999.9f)).extracting(Reading::value).isNull();
        assertThat(read(marked, Float.NaN)).extracting(Reading::value).isNull();
        assertThat(read(mapping, -9999.9f)).extracting(Reading::value).isEqualTo((double) -9999.9f);
        assertThat(new ReadingParser(mapping).parse("a".getBytes(UTF_8), record(Float.NaN)))
                .isEqualTo(new ReadingParser.Refused(
                        RejectReason.BAD_VALUE, "the field /v must be a finite number without quotes, not \"NaN\""));
    }

    @Test
    void shouldEndWhateverLengthsARecordClaims() {
        // given: items without bytes, and a schema within itself
        RecordSchema schema = AvroSchema.of(
                ("{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"n\",\"type\":{\"type\":\"array\",\"items\":\"null\"}},"
                                + "{\"name\":\"r\",\"type\":{\"type\":\"array\",\"items\":\"R\"}},"
                                + "{\"name\":\"t\",\"type\":\"long\"},{\"name\":\"v\",\"type\":\"double\"}]}")
                        .getBytes(UTF_8));
        ReadingParser parser = new ReadingParser(new InputMapping("t", null, "/t", "/v").withSchema(schema));
        byte[] nulls = {(byte) 0xFE, -1, -1, -1, -1, -1, -1, -1, -1, 1, 0, 0};
        byte[] deep = new byte[2_000_000];
        for (int i = 0; i < deep.length; i += 2) {
            deep[i + 1] = 2;
        }

        // when, then
        assertThat(parser.parse("a".getBytes(UTF_8), nulls)).isInstanceOf(ReadingParser.Refused.class);
        assertThat(parser.parse("a".getBytes(UTF_8), deep))
                .isInstanceOfSatisfying(ReadingParser.Refused.class, refused -> assertThat(refused.reason())
                        .isEqualTo(RejectReason.SCHEMA_MISMATCH));
    }

    private static Reading read(InputMapping mapping, float value) {
        return ((ReadingParser.Accepted) new ReadingParser(mapping).parse("a".getBytes(UTF_8), record(value)))
                .reading();
    }

    /** A time of 1,700,000,000,000 milliseconds and a float. */
    private static byte[] record(float value) {
        int bits = Float.floatToIntBits(value);
        return new byte[] {
            (byte) 0x80,
            (byte) 0xA0,
            (byte) 0xAB,
            (byte) 0xFE,
            (byte) 0xF9,
            0x62,
            (byte) bits,
            (byte) (bits >>> 8),
            (byte) (bits >>> 16),
            (byte) (bits >>> 24)
        };
    }

    private static void assertRefused(RecordSchema schema, String sensor, String time, String value, String problem) {
        InputMapping json = new InputMapping("t", sensor, time, value);
        assertThatCode(() -> new ReadingParser(json)).doesNotThrowAnyException();
        assertThatThrownBy(() -> json.withSchema(schema))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(problem);
    }
}
