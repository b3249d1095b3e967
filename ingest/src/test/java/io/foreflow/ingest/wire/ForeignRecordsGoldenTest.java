package io.foreflow.ingest.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.ingest.wire.ReadingParser.Accepted;
import io.foreflow.ingest.wire.ReadingParser.Refused;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads records of other encoders. */
class ForeignRecordsGoldenTest {
    private static final Instant TIME = Instant.parse("2026-03-01T08:00:00.250Z");

    @ParameterizedTest
    @ValueSource(strings = {"full.avro", "confluent.avro", "single-object.avro"})
    void shouldReadAvroInEveryFraming(String file) {
        assertThat(avro("/device/id", "/payload/flow").parse(null, ForeignFiles.bytes(file)))
                .isEqualTo(accepted("pump-7", TIME, 12.5));
    }

    @Test
    void shouldReadEveryKindOfPartInAvro() {
        // given
        byte[] record = ForeignFiles.bytes("full.avro");

        // when, then
        assertThat(avro("/device/kind", "/payload/price").parse(null, record))
                .isEqualTo(accepted("VALVE", TIME, -1234.56));
        assertThat(avro("/tags/täg", "/samples/2").parse(null, record)).isEqualTo(accepted("ü", TIME, -3.25));
        assertThat(avro("/site", "/samples/0").parse(null, record)).isEqualTo(accepted("north", TIME, 1.5));
        assertThat(avro(null, "/payload/flow").parse("key".getBytes(UTF_8), record))
                .isEqualTo(accepted("key", TIME, 12.5));
    }

    @Test
    void shouldTellANullFromAMissingFieldInAvro() {
        // given
        byte[] record = ForeignFiles.bytes("empty.avro");

        // when, then
        assertThat(avro("/device/id", "/payload/flow").parse(null, record))
                .isEqualTo(accepted("pump-8", Instant.parse("2026-03-01T09:00:00Z"), null));
        assertThat(refused(avro("/site", "/payload/flow"), record).reason()).isEqualTo(RejectReason.MISSING_FIELD);
        assertThat(refused(avro("/tags/line", "/payload/flow"), record).detail())
                .contains("the field /tags/line is missing");
        assertThat(refused(avro("/device/id", "/samples/0"), record).reason()).isEqualTo(RejectReason.MISSING_FIELD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"full.protobuf", "confluent.protobuf"})
    void shouldReadProtobufInEveryFraming(String file) {
        assertThat(protobuf("/device/id", "/flow").parse(null, ForeignFiles.bytes(file)))
                .isEqualTo(accepted("pump-7", TIME, 12.5));
    }

    @ParameterizedTest
    @CsvSource({
        "/site, /taken_at, /pressure, NORTH, 0",
        "/device/id, /takenAt, /samples/2, pump-7, -3.25",
        "/millis, /millis, /rooms/a, 1772352000250, 20.5",
        "/device/id, /millis, /plain, pump-7, 0"
    })
    void shouldReadEveryKindOfPartInProtobuf(String sensor, String time, String value, String id, double number) {
        // given
        InputMapping mapping = new InputMapping("meters", sensor, time, value).withSchema(ForeignFiles.protobuf());

        // when, then
        assertThat(new ReadingParser(mapping).parse(null, ForeignFiles.bytes("full.protobuf")))
                .isEqualTo(accepted(id, TIME, number));
    }

    @Test
    void shouldTakeAnUnsetFieldForMissingAndNotForZero() {
        // given
        byte[] record = ForeignFiles.bytes("empty.protobuf");

        // when, then
        assertThat(protobuf("/device/id", "/flow").parse(null, record)).isEqualTo(accepted("pump-7", TIME, null));
        assertThat(protobuf("/device/id", "/pressure").parse(null, record)).isEqualTo(accepted("pump-7", TIME, null));
        assertThat(refused(protobuf("/device/id", "/samples/0"), record).reason())
                .isEqualTo(RejectReason.MISSING_FIELD);
    }

    @Test
    void shouldRefuseAnotherMessageOfTheFile() {
        assertThat(refused(protobuf("/device/id", "/flow"), ForeignFiles.bytes("confluent-alarm.protobuf")))
                .isEqualTo(new Refused(
                        RejectReason.SCHEMA_MISMATCH,
                        "the record of schema id 4711 holds plant.v1.Alarm, not plant.v1.Measurement (input.message);"
                                + " send other messages to other topics"));
    }

    @Test
    void shouldReadJsonBehindAFrame() {
        // given
        byte[] json = "{\"sensor\":\"a\",\"time\":\"2026-03-01T08:00:00.250Z\",\"value\":1}".getBytes(UTF_8);
        byte[] framed = framed(0xFFFFFF80, json);

        // when, then: the id's bytes are no UTF-8
        assertThat(new ReadingParser(InputMapping.NATIVE).parse(null, framed)).isEqualTo(accepted("a", TIME, 1.0));
        assertThat(new ReadingParser(new InputMapping("meters", "/sensor", "/time", "/value")).parse(null, framed))
                .isEqualTo(accepted("a", TIME, 1.0));
        assertThat(refused(new ReadingParser(InputMapping.NATIVE), ForeignFiles.bytes("full.avro"))
                        .detail())
                .contains("set input.format if it is Avro or Protobuf");
        assertThat(refused(new ReadingParser(InputMapping.NATIVE), framed(17, "{".getBytes(UTF_8)))
                        .detail())
                .contains("not JSON", "schema id 17", "set input.format");
    }

    @Test
    void shouldRefuseEveryCutRecord() {
        for (String file : new String[] {"full.avro", "confluent.avro", "single-object.avro"}) {
            byte[] record = ForeignFiles.bytes(file);
            for (int length = 0; length < record.length; length++) {
                assertThat(refused(avro("/device/id", "/payload/flow"), Arrays.copyOf(record, length))
                                .reason())
                        .as("%s cut to %d bytes", file, length)
                        .isEqualTo(RejectReason.SCHEMA_MISMATCH);
            }
        }
    }

    @Test
    void shouldSayWhatToDoAboutARecordThatDoesNotFit() {
        // given
        ReadingParser parser = avro("/device/id", "/payload/flow");
        byte[] full = ForeignFiles.bytes("full.avro");
        byte[] tooLong = Arrays.copyOf(full, full.length + 1);
        byte[] other = ForeignFiles.bytes("single-object.avro");
        other[2] ^= 1;

        // when, then
        assertThat(refused(parser, tooLong).detail())
                .contains("does not fit the Avro schema plant.Measurement (input.schema)")
                .contains("1 bytes are left after the record")
                .endsWith("give the schema with which it was written");
        assertThat(refused(parser, framed(99, tooLong)).detail())
                .contains("the record of schema id 99 does not fit")
                .endsWith("give the schema that the registry has under this id");
        assertThat(refused(parser, other).detail()).contains("with the schema of fingerprint", "but the Avro schema");
        assertThat(refused(protobuf("/device/id", "/flow"), new byte[] {(byte) 0xFF}))
                .satisfies(refused -> {
                    assertThat(refused.reason()).isEqualTo(RejectReason.SCHEMA_MISMATCH);
                    assertThat(refused.detail()).contains("plant.v1.Measurement");
                });
        assertThat(refused(parser, new byte[0]).detail()).isEqualTo("the value is empty; a record in Avro is expected");
    }

    private static ReadingParser avro(@Nullable String sensor, String value) {
        return new ReadingParser(new InputMapping("meters", sensor, "/ts", value).withSchema(ForeignFiles.avro()));
    }

    private static ReadingParser protobuf(String sensor, String value) {
        return new ReadingParser(
                new InputMapping("meters", sensor, "/taken_at", value).withSchema(ForeignFiles.protobuf()));
    }

    private static Refused refused(ReadingParser parser, byte[] record) {
        ReadingParser.Result result = parser.parse(null, record);
        assertThat(result).isInstanceOf(Refused.class);
        return (Refused) result;
    }

    private static Accepted accepted(String sensor, Instant time, @Nullable Double value) {
        return new Accepted(new Reading(SensorId.of(sensor), time, value, Map.of()));
    }

    private static byte[] framed(int schemaId, byte[] record) {
        ByteArrayOutputStream framed = new ByteArrayOutputStream();
        framed.writeBytes(new byte[] {
            0, (byte) (schemaId >>> 24), (byte) (schemaId >>> 16), (byte) (schemaId >>> 8), (byte) schemaId
        });
        framed.writeBytes(record);
        return framed.toByteArray();
    }
}
