package io.foreflow.ingest.wire;

import static io.foreflow.ingest.wire.RejectReason.BAD_SENSOR;
import static io.foreflow.ingest.wire.RejectReason.BAD_TIME;
import static io.foreflow.ingest.wire.RejectReason.BAD_VALUE;
import static io.foreflow.ingest.wire.RejectReason.KEY_MISMATCH;
import static io.foreflow.ingest.wire.RejectReason.MISSING_FIELD;
import static io.foreflow.ingest.wire.RejectReason.NOT_JSON;
import static io.foreflow.ingest.wire.RejectReason.NOT_UTF8;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.ingest.wire.ReadingParser.Accepted;
import io.foreflow.ingest.wire.ReadingParser.Refused;
import io.foreflow.ingest.wire.ReadingParser.Result;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadingParserTest {
    private static final SensorId SENSOR = SensorId.of("a");
    private static final Instant TIME = Instant.parse("2021-01-01T08:00:00Z");
    private static final ReadingParser PARSER = new ReadingParser(InputMapping.NATIVE);
    private static final ReadingParser FOREIGN =
            new ReadingParser(new InputMapping("plant", "/device/id", "/ts", "/payload/flow"));
    private static final ReadingParser FOREIGN_BY_KEY =
            new ReadingParser(new InputMapping("plant", null, "/ts", "/flow"));

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(NOT_JSON, "", "empty"),
                Arguments.of(NOT_JSON, "hello", "at byte"),
                Arguments.of(NOT_JSON, "[1]", "object"),
                Arguments.of(NOT_JSON, "17", "object"),
                Arguments.of(NOT_JSON, "{\"sensor\":\"a\",\"time\":\"2021-01-01T08:00:00Z\",\"value\":1", "end"),
                Arguments.of(NOT_JSON, reading("1") + " x", "x"),
                Arguments.of(NOT_JSON, reading("1") + reading("2"), "one object a record"),
                Arguments.of(NOT_JSON, "{\"sensor\":\"a\",\"sensor\":\"b\"}", "sensor occurs twice"),
                Arguments.of(NOT_JSON, reading("1,\"value\":2"), "value occurs twice"),
                Arguments.of(NOT_JSON, reading("null,\"value\":2"), "value occurs twice"),
                Arguments.of(NOT_JSON, reading("1,\"covariates\":{\"t\":1,\"t\":2}"), "covariates.t occurs twice"),
                Arguments.of(MISSING_FIELD, "{}", "sensor is missing"),
                Arguments.of(MISSING_FIELD, "{\"sensor\":\"a\",\"value\":1}", "time is missing"),
                Arguments.of(MISSING_FIELD, "{\"sensor\":\"a\",\"time\":\"2021-01-01T08:00:00Z\"}", "value is missing"),
                Arguments.of(BAD_VALUE, reading("NaN"), "NaN"),
                Arguments.of(BAD_VALUE, reading("Infinity"), "finite"),
                Arguments.of(BAD_VALUE, reading("-Infinity"), "finite"),
                Arguments.of(BAD_VALUE, reading("1e999"), "1e999"),
                Arguments.of(BAD_VALUE, reading("-" + "9".repeat(400)), "finite"),
                Arguments.of(BAD_VALUE, reading("\"NaN\""), "without quotes"),
                Arguments.of(BAD_VALUE, reading("\"12.5\""), "without quotes"),
                Arguments.of(BAD_VALUE, reading("true"), "finite"),
                Arguments.of(BAD_VALUE, reading("[1]"), "finite"),
                Arguments.of(BAD_VALUE, reading("1,\"covariates\":{\"rain\":\"x\"}"), "rain"),
                Arguments.of(BAD_VALUE, reading("1,\"covariates\":{\"rain\":1e999}"), "rain"),
                Arguments.of(BAD_VALUE, reading("1,\"covariates\":[1]"), "covariates"),
                Arguments.of(BAD_TIME, at("\"2021-01-01T08:00:00\""), "has no zone"),
                Arguments.of(BAD_TIME, at("\"2021-01-01 08:00\""), "has no zone"),
                Arguments.of(BAD_TIME, at("\"2021-02-30T08:00:00Z\""), "ISO-8601"),
                Arguments.of(BAD_TIME, at("\"2021-01-01T24:00:00Z\""), "ISO-8601"),
                Arguments.of(BAD_TIME, at("\"yesterday\""), "yesterday"),
                Arguments.of(BAD_TIME, at("\"1021-01-01T00:00:00Z\""), "1900"),
                Arguments.of(BAD_TIME, at("\"2200-01-01T00:00:00Z\""), "2199"),
                Arguments.of(BAD_TIME, at("1609488000000"), "ISO-8601"),
                Arguments.of(BAD_TIME, at("null"), "ISO-8601"),
                Arguments.of(BAD_SENSOR, "{\"sensor\":17}", "17"),
                Arguments.of(BAD_SENSOR, "{\"sensor\":null}", "must be text"),
                Arguments.of(BAD_SENSOR, "{\"sensor\":\"  \"}", "blank"),
                Arguments.of(BAD_SENSOR, "{\"sensor\":\"a\\u0000b\"}", "control"),
                Arguments.of(BAD_SENSOR, "{\"sensor\":\"\\ud83d\"}", "surrogate"),
                Arguments.of(BAD_SENSOR, "{\"sensor\":\"" + "x".repeat(201) + "\"}", "200"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void shouldRefuseWithReasonAndAdvice(RejectReason reason, String json, String detail) {
        assertRefused(PARSER.parse(null, json.getBytes(UTF_8)), reason, detail);
    }

    @Test
    void shouldRefuseBytesThatAreNotUtf8() {
        assertRefused(PARSER.parse(null, "{\"sensor\":\"Brücke\"}".getBytes(ISO_8859_1)), NOT_UTF8, "UTF-8");
        assertRefused(PARSER.parse(null, reading("1").getBytes(UTF_16LE)), NOT_JSON, "at byte");
    }

    @Test
    void shouldRefuseARecordWithoutAValue() {
        assertRefused(PARSER.parse(bytes("a"), null), MISSING_FIELD, "no value");
    }

    @Test
    void shouldRefuseAKeyThatContradictsThePayload() {
        assertRefused(PARSER.parse(bytes("b"), bytes(reading("1"))), KEY_MISMATCH, "\"b\" is not the sensor \"a\"");
        assertRefused(PARSER.parse(new byte[] {(byte) 0xff}, bytes(reading("1"))), KEY_MISMATCH, "key");
        assertRefused(PARSER.parse(new byte[0], bytes(reading("1"))), KEY_MISMATCH, "key");
    }

    @Test
    void shouldCompareKeysAsTheyAreRead() {
        // given: one id in two forms, and with a space around it
        byte[] value = bytes("{\"sensor\":\"cafe\u0301\",\"time\":\"2021-01-01T08:00:00Z\",\"value\":1}");
        Accepted expected = new Accepted(Reading.of(SensorId.of("caf\u00E9"), TIME, 1));

        // when, then
        assertThat(PARSER.parse(bytes("caf\u00E9"), value)).isEqualTo(expected);
        assertThat(PARSER.parse(bytes("cafe\u0301"), value)).isEqualTo(expected);
        assertThat(PARSER.parse(bytes(" caf\u00E9"), value)).isEqualTo(expected);
        assertThat(PARSER.parse(null, value)).isEqualTo(expected);
        assertRefused(PARSER.parse(bytes("caf\u00E9\u200B"), value), KEY_MISMATCH, "<U+200B>");
    }

    @Test
    void shouldRefuseIdsThatCannotBeSeenWhereverTheyStand() {
        String payload = "{\"sensor\":\"ok\u200B\",\"time\":\"2021-01-01T08:00:00Z\",\"value\":1}";
        assertRefused(PARSER.parse(null, bytes(payload)), BAD_SENSOR, "U+200B ZERO WIDTH SPACE");
        assertRefused(
                FOREIGN.parse(null, bytes(foreign("\"\uFEFFok\"", "\"2021-01-01T08:00:00Z\"", "1"))),
                BAD_SENSOR,
                "U+FEFF");
        assertRefused(
                FOREIGN_BY_KEY.parse(bytes("o\u3164k"), bytes("{\"ts\":\"2021-01-01T08:00:00Z\",\"flow\":1}")),
                BAD_SENSOR,
                "U+3164 HANGUL FILLER");
    }

    @Test
    void shouldReadNamesOfCovariatesByTheSameRules() {
        String time = "{\"sensor\":\"a\",\"time\":\"2021-01-01T08:00:00Z\",\"value\":1,\"covariates\":";
        assertThat(PARSER.parse(null, bytes(time + "{\"tempe\u0301\":3}}")))
                .isEqualTo(new Accepted(new Reading(SENSOR, TIME, 1.0, Map.of("temp\u00E9", 3.0))));
        assertRefused(PARSER.parse(null, bytes(time + "{\"temp\u200B\":3}}")), BAD_VALUE, "U+200B");
        assertRefused(
                PARSER.parse(null, bytes(time + "{\"tempe\u0301\":3,\"temp\u00E9\":4}}")), NOT_JSON, "occurs twice");
    }

    @Test
    void shouldTakeAReadingWithItsKeyOrWithout() {
        Accepted expected = new Accepted(Reading.of(SENSOR, TIME, 1));
        assertThat(PARSER.parse(bytes("a"), bytes(reading("1")))).isEqualTo(expected);
        assertThat(PARSER.parse(null, bytes(reading("1")))).isEqualTo(expected);
    }

    @Test
    void shouldMoveTimeOnWhenTheValueIsNull() {
        assertThat(PARSER.parse(null, bytes(reading("null")))).isEqualTo(new Accepted(Reading.timeOnly(SENSOR, TIME)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-9999", "-9999.0", "-9.999e3", "3.4028235E38", "3.4028234663852886e38"})
    void shouldReadAMarkOfAMissingValueAsNoValue(String mark) {
        // given
        MissingMarks missing = MissingMarks.of(List.of("-9999", "3.4028235E38", "NA"));
        ReadingParser parser = new ReadingParser(InputMapping.NATIVE.withMissing(missing));
        ReadingParser foreign = new ReadingParser(new InputMapping("plant", null, "/ts", "/flow").withMissing(missing));

        // when, then
        assertThat(parser.parse(null, reading(mark).getBytes(UTF_8)))
                .isEqualTo(new Accepted(Reading.timeOnly(SENSOR, TIME)));
        assertThat(parser.parse(
                        null, reading(mark + ",\"covariates\":{\"t\":-9999}").getBytes(UTF_8)))
                .isEqualTo(new Accepted(Reading.announcement(SENSOR, TIME, Map.of("t", -9999.0))));
        assertThat(foreign.parse(
                        "a".getBytes(UTF_8), ("{\"ts\":\"" + TIME + "\",\"flow\":" + mark + "}").getBytes(UTF_8)))
                .isEqualTo(new Accepted(Reading.timeOnly(SENSOR, TIME)));
        assertThat(PARSER.parse(null, reading(mark).getBytes(UTF_8)))
                .isEqualTo(new Accepted(Reading.of(SENSOR, TIME, Double.parseDouble(mark))));
    }

    @Test
    void shouldTakeNoTextForAMarkInATopic() {
        // given
        ReadingParser parser =
                new ReadingParser(InputMapping.NATIVE.withMissing(MissingMarks.of(List.of("-9999", "NA"))));

        // when, then
        assertThat(parser.parse(null, reading("\"NA\"").getBytes(UTF_8))).isInstanceOf(Refused.class);
        assertThat(parser.parse(null, reading("-9998").getBytes(UTF_8)))
                .isEqualTo(new Accepted(Reading.of(SENSOR, TIME, -9998)));
    }

    @Test
    void shouldIgnoreUnknownFieldsInAnyOrder() {
        // given
        String json = " {\"unit\":{\"x\":[1,{\"value\":7}]},\"value\":-0.5e1,\"time\":\"2021-01-01T08:00:00Z\","
                + "\"covariates\":{\"rain\":2,\"snow\":null},\"sensor\":\"a\",\"z\":null}\n";

        // when
        Result result = PARSER.parse(null, bytes(json));

        // then
        assertThat(result).isEqualTo(new Accepted(new Reading(SENSOR, TIME, -5.0, Map.of("rain", 2.0))));
    }

    @Test
    void shouldReadAnyOffset() {
        for (String time : List.of(
                "2021-01-01T08:00:00Z",
                "2021-01-01T08:00Z",
                "2021-01-01T08:00:00.000Z",
                "2021-01-01T09:00:00+01:00",
                "2021-01-01T09:00:00+0100",
                "2021-01-01T09:00:00+01",
                "2020-12-31T23:30-08:30")) {
            assertThat(PARSER.parse(null, bytes(at("\"" + time + "\""))))
                    .as(time)
                    .isEqualTo(new Accepted(Reading.of(SENSOR, TIME, 1)));
        }
    }

    @Test
    void shouldMapAForeignTopic() {
        // given
        Accepted expected = new Accepted(Reading.of(SensorId.of("17"), TIME, 4.5));

        // then sensors may be integers, times epoch milliseconds, and keys may mean anything
        assertThat(FOREIGN.parse(bytes("eu"), bytes(foreign("17", "1609488000000", "4.5"))))
                .isEqualTo(expected);
        assertThat(FOREIGN.parse(null, bytes(foreign("\"17\"", "\"2021-01-01T08:00:00Z\"", "4.5"))))
                .isEqualTo(expected);
        assertThat(FOREIGN.parse(null, bytes(foreign("\"17\"", "\"2021-01-01T08:00:00Z\"", "null"))))
                .isEqualTo(new Accepted(Reading.timeOnly(SensorId.of("17"), TIME)));
    }

    @Test
    void shouldTakeEpochMillisecondsInTheDocumentedFormatOnAForeignTopic() {
        ReadingParser parser = new ReadingParser(new InputMapping("theirs", "/sensor", "/time", "/value"));
        assertThat(parser.parse(null, bytes(at("1609488000000")))).isEqualTo(new Accepted(Reading.of(SENSOR, TIME, 1)));
        assertRefused(parser.parse(null, bytes(at("1609488000"))), BAD_TIME, "seconds");
        assertRefused(parser.parse(null, bytes(at("9".repeat(30)))), BAD_TIME, "milliseconds");
    }

    @Test
    void shouldTakeTheKeyForTheSensorWhenItIsMappedSo() {
        assertThat(FOREIGN_BY_KEY.parse(bytes("a"), bytes("{\"ts\":1609488000000,\"flow\":1}")))
                .isEqualTo(new Accepted(Reading.of(SENSOR, TIME, 1)));
        assertRefused(FOREIGN_BY_KEY.parse(null, bytes("{\"ts\":1609488000000,\"flow\":1}")), MISSING_FIELD, "no key");
        assertRefused(
                FOREIGN_BY_KEY.parse(new byte[] {(byte) 0xff}, bytes("{\"ts\":1609488000000,\"flow\":1}")),
                BAD_SENSOR,
                "UTF-8");
    }

    @Test
    void shouldRefuseWhatAForeignTopicHoldsWithReasonAndPointer() {
        assertRefused(FOREIGN.parse(null, bytes("[]")), NOT_JSON, "object");
        assertRefused(FOREIGN.parse(null, bytes("  ")), NOT_JSON, "object");
        assertRefused(FOREIGN.parse(null, bytes("{\"ts\":1")), NOT_JSON, "not JSON");
        assertRefused(FOREIGN.parse(null, bytes("{\"ts\":1,\"ts\":2}")), NOT_JSON, "Duplicate");
        assertRefused(FOREIGN.parse(null, bytes(foreign("1", "1", "1") + "{}")), NOT_JSON, "not JSON");
        assertRefused(FOREIGN.parse(null, bytes("{\"ts\":1}")), MISSING_FIELD, "/device/id");
        assertRefused(FOREIGN.parse(null, bytes(foreign("1.5", "1", "1"))), BAD_SENSOR, "1.5");
        assertRefused(FOREIGN.parse(null, bytes(foreign("1", "1.5", "1"))), BAD_TIME, "epoch milliseconds");
        assertRefused(FOREIGN.parse(null, bytes(foreign("1", "\"2021-01-01T08:00\"", "1"))), BAD_TIME, "no zone");
        assertRefused(FOREIGN.parse(null, bytes(foreign("1", "1609488000", "1"))), BAD_TIME, "seconds");
        assertRefused(FOREIGN.parse(null, bytes(foreign("1", "9".repeat(30), "1"))), BAD_TIME, "milliseconds");
        assertRefused(FOREIGN.parse(null, bytes(foreign("1", "1609488000000", "NaN"))), BAD_VALUE, "/payload/flow");
        assertRefused(FOREIGN.parse(null, bytes(foreign("1", "1609488000000", "1e999"))), BAD_VALUE, "finite");
        assertRefused(FOREIGN.parse(null, bytes(foreign("1", "1609488000000", "\"1\""))), BAD_VALUE, "quotes");
    }

    private static void assertRefused(Result result, RejectReason reason, String detail) {
        assertThat(result).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.reason()).isEqualTo(reason);
            assertThat(refused.detail())
                    .contains(detail)
                    .doesNotContain("\n", "Exception", "com.fasterxml")
                    .hasSizeLessThan(300);
        });
    }

    private static String reading(String value) {
        return "{\"sensor\":\"a\",\"time\":\"2021-01-01T08:00:00Z\",\"value\":" + value + "}";
    }

    private static String at(String time) {
        return "{\"sensor\":\"a\",\"time\":" + time + ",\"value\":1}";
    }

    private static String foreign(String sensor, String time, String value) {
        return "{\"device\":{\"id\":" + sensor + "},\"ts\":" + time + ",\"payload\":{\"flow\":" + value + "}}";
    }

    private static byte[] bytes(@Nullable String text) {
        return String.valueOf(text).getBytes(UTF_8);
    }
}
