package io.foreflow.ingest.table;

import static io.foreflow.ingest.wire.RejectReason.BAD_TIME;
import static io.foreflow.ingest.wire.RejectReason.BAD_VALUE;
import static io.foreflow.ingest.wire.RejectReason.NOT_UTF8;
import static io.foreflow.ingest.wire.RejectReason.RECORD_TOO_LARGE;
import static io.foreflow.ingest.wire.RejectReason.SKIPPED_LOCAL_TIME;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.ingest.source.IncompleteFileException;
import io.foreflow.ingest.source.Row;
import io.foreflow.ingest.wire.RejectReason;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableReadingsTest {
    private static final String HEADER = "sensor_id,timestamp,value";
    private static final ZoneId LOS_ANGELES = ZoneId.of("America/Los_Angeles");
    private static final Instant NEW_YEAR = Instant.parse("2021-01-01T00:00:00Z");

    @TempDir
    Path folder;

    @Test
    void shouldReadALongFileWhateverItsDialect() throws IOException {
        // given a byte order mark, CRLF, upper case, further columns, another order, quotes, blanks and empty lines
        String text = "\uFEFFValue,note,TIMESTAMP,Sensor_ID\r\n\r\n"
                + "1.5,\"a, b\",2021-01-01T00:00:00Z, a \r\n"
                + " -2e1 ,,2021-01-01 00:00,\"b \"\"north\"\"\"\r\n"
                + "3,,2021-01-01 01:00:00+01:00,ü";
        Path file = Files.write(folder.resolve("x.csv"), text.getBytes(UTF_8));

        // when
        List<Row> rows = CsvFiles.rows(file, TableOptions.NONE, ZoneOffset.UTC);

        // then
        assertThat(CsvFiles.readings(rows))
                .containsExactly(
                        Reading.of(SensorId.of("a"), NEW_YEAR, 1.5),
                        Reading.of(SensorId.of("b \"north\""), NEW_YEAR, -20),
                        Reading.of(SensorId.of("ü"), NEW_YEAR, 3));
    }

    @Test
    void shouldTellGzipByItsContent() throws IOException {
        // given
        byte[] plain = (HEADER + "\na,2021-01-01T00:00,7\n").getBytes(UTF_8);
        Path file = Files.write(folder.resolve("no-suffix"), CsvFiles.gzip(plain));

        // then
        assertThat(CsvFiles.readings(CsvFiles.rows(file, TableOptions.NONE, ZoneOffset.UTC)))
                .containsExactly(Reading.of(SensorId.of("a"), NEW_YEAR, 7));
    }

    @Test
    void shouldReadEveryColumnOfAWideFileButEmptyCells() throws IOException {
        // given
        Path file = CsvFiles.write(
                folder, "north,Time,south", "1,2021-01-01T00:00,2", ",2021-01-01T01:00,4", "x,2021-01-01T02:00,6");

        // when
        List<Row> rows = CsvFiles.rows(file, CsvFiles.columns("*"), ZoneOffset.UTC);

        // then
        assertThat(rows)
                .hasSize(5)
                .startsWith(
                        new Row.Valid(Reading.of(SensorId.of("north"), NEW_YEAR, 1)),
                        new Row.Valid(Reading.of(SensorId.of("south"), NEW_YEAR, 2)),
                        new Row.Valid(Reading.of(SensorId.of("south"), NEW_YEAR.plusSeconds(3600), 4)))
                .endsWith(new Row.Valid(Reading.of(SensorId.of("south"), NEW_YEAR.plusSeconds(7200), 6)));
        assertBad(rows.get(3), 4, BAD_VALUE, "the value of north (x)");
    }

    @Test
    void shouldReadChosenColumnsOfAWideFile() throws IOException {
        // given
        Path file = CsvFiles.write(folder, "date_time,north,weather,south", "2021-01-01 00:00,1,rain,2");

        // when
        List<Row> rows = CsvFiles.rows(file, CsvFiles.columns(" South "), ZoneOffset.UTC);

        // then
        assertThat(CsvFiles.readings(rows)).containsExactly(Reading.of(SensorId.of("south"), NEW_YEAR, 2));
    }

    @Test
    void shouldRejectAWideRowWithABadTimeOnce() throws IOException {
        // given
        Path file = CsvFiles.write(folder, "timestamp,north,south", "2021-01-32T00:00,1,2", "2021-01-01T00:00,1,2");

        // when
        List<Row> rows = CsvFiles.rows(file, CsvFiles.columns("*"), ZoneOffset.UTC);

        // then
        assertThat(rows).hasSize(3);
        assertBad(rows.get(0), 2, BAD_TIME, "2021-01-32T00:00");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a,2021-01-01T00:00|RAGGED_ROW|the row has 2 columns, the header has 3",
                "a,2021-01-01T00:00,1,2|RAGGED_ROW|the row has 4 columns, the header has 3",
                "\"a,2021-01-01T00:00,1|RAGGED_ROW|quote",
                "\"a\"b,2021-01-01T00:00,1|RAGGED_ROW|quote",
                ",2021-01-01T00:00,1|BAD_SENSOR|blank",
                "a,,1|BAD_TIME|yyyy-MM-dd",
                "a,2021-01-01,1|BAD_TIME|(2021-01-01) must be a date and time",
                "a,01.02.2021 10:00,1|BAD_TIME|yyyy-MM-dd",
                "a,2021-02-30T00:00,1|BAD_TIME|2021-02-30",
                "a,2021-01-01T00:00+99:00,1|BAD_TIME|offset",
                "a,1066-10-14T09:00,1|BAD_TIME|1900",
                "a,2021-01-01T00:00,|BAD_VALUE|must be a finite number",
                "a,2021-01-01T00:00,NaN|BAD_VALUE|the value (NaN)",
                "a,2021-01-01T00:00,Infinity|BAD_VALUE|finite",
                "a,2021-01-01T00:00,1e999|BAD_VALUE|1e999",
                "a,2021-01-01T00:00,12 3|BAD_VALUE|12 3",
                "a,2021-01-01T00:00,1d|BAD_VALUE|1d",
                "a,2021-01-01T00:00,0x1p3|BAD_VALUE|0x1p3",
                "a,2021-01-01T00:00,\"1,5\"|BAD_VALUE|1,5"
            },
            quoteCharacter = '\u0001')
    void shouldRejectABadRowAndGoOn(String row, RejectReason reason, String detail) throws IOException {
        // given
        Path file = CsvFiles.write(folder, HEADER, "a,2020-12-31T23:00,1", row, "a,2021-01-01T01:00,2");

        // when
        List<Row> rows = CsvFiles.rows(file, TableOptions.NONE, ZoneOffset.UTC);

        // then
        assertThat(rows).hasSize(3);
        assertBad(rows.get(1), 3, reason, detail);
        assertThat(((Row.Bad) rows.get(1)).text()).isEqualTo(row);
        assertThat(rows.get(2)).isEqualTo(new Row.Valid(Reading.of(SensorId.of("a"), NEW_YEAR.plusSeconds(3600), 2)));
    }

    @Test
    void shouldKeepTheBytesOfARowThatIsNotUtf8() throws IOException {
        // given
        byte[] bad = "Brücke,2021-01-01T00:00,1".getBytes(ISO_8859_1);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write((HEADER + "\n").getBytes(UTF_8));
        bytes.write(bad);
        bytes.write("\na,2021-01-01T00:00,1".getBytes(UTF_8));
        Path file = Files.write(folder.resolve("x.csv"), bytes.toByteArray());

        // when
        List<Row> rows = CsvFiles.rows(file, TableOptions.NONE, ZoneOffset.UTC);

        // then
        assertThat(rows).hasSize(2);
        assertBad(rows.get(0), 2, NOT_UTF8, "UTF-8");
        assertThat(((Row.Bad) rows.get(0)).original().get()).isEqualTo(bad);
    }

    @Test
    void shouldCutAnEndlessRow() throws IOException {
        // given
        Path file = CsvFiles.write(folder, HEADER, "x".repeat(3_000_000), "a,2021-01-01T00:00,1");

        // when
        List<Row> rows = CsvFiles.rows(file, TableOptions.NONE, ZoneOffset.UTC);

        // then
        assertThat(rows).hasSize(2);
        assertBad(rows.get(0), 2, RECORD_TOO_LARGE, "longer than");
        assertThat(((Row.Bad) rows.get(0)).original().get()).hasSize(Lines.MAX_LENGTH);
    }

    @Test
    void shouldTakeASkippedMidnightForTheFirstMomentOfItsDay() throws IOException {
        // given: the clocks in Santiago went from 00:00 to 01:00
        Path file =
                CsvFiles.write(folder, HEADER, "a,2024-09-07T00:00,1", "a,2024-09-08 00:00,2", "a,2024-09-08T00:30,3");

        // when
        List<Row> rows = CsvFiles.rows(file, TableOptions.NONE, ZoneId.of("America/Santiago"));

        // then
        assertThat(rows.get(1))
                .isEqualTo(new Row.Valid(Reading.of(SensorId.of("a"), Instant.parse("2024-09-08T04:00:00Z"), 2)));
        assertBad(rows.get(2), 4, SKIPPED_LOCAL_TIME, "2024-09-08T00:30 does not exist in America/Santiago");
    }

    @Test
    void shouldRejectADayThatTheCalendarSkipped() throws IOException {
        // given: Samoa had no 2011-12-30
        Path file = CsvFiles.write(folder, HEADER, "a,2011-12-29T00:00,1", "a,2011-12-30T00:00,2");

        // when
        List<Row> rows = CsvFiles.rows(file, TableOptions.NONE, ZoneId.of("Pacific/Apia"));

        // then
        assertBad(rows.get(1), 3, SKIPPED_LOCAL_TIME, "2011-12-30T00:00 does not exist in Pacific/Apia");
    }

    @Test
    void shouldRejectSkippedLocalTimes() throws IOException {
        // given the clocks in California went from 02:00 to 03:00
        Path file =
                CsvFiles.write(folder, HEADER, "a,2021-03-14T01:00,1", "a,2021-03-14T02:00,2", "a,2021-03-14T03:00,3");

        // when
        List<Row> rows = CsvFiles.rows(file, TableOptions.NONE, LOS_ANGELES);

        // then
        assertThat(rows).hasSize(3);
        assertBad(rows.get(1), 3, SKIPPED_LOCAL_TIME, "2021-03-14T02:00 does not exist in America/Los_Angeles");
        assertThat(rows.get(2))
                .isEqualTo(new Row.Valid(Reading.of(SensorId.of("a"), Instant.parse("2021-03-14T10:00:00Z"), 3)));
    }

    @Test
    void shouldResolveRepeatedLocalTimesByTheOrderOfTheFileForEachSensor() throws IOException {
        // given the clocks in California went from 02:00 back to 01:00; sensor b has that hour once, c in half hours
        Path file = CsvFiles.write(
                folder,
                HEADER,
                "a,2021-11-07T00:00,0",
                "a,2021-11-07T01:00,1",
                "b,2021-11-07T01:00,1",
                "c,2021-11-07T01:00,1",
                "c,2021-11-07T01:30,2",
                "a,2021-11-07T01:00,2",
                "c,2021-11-07T01:00,3",
                "c,2021-11-07T01:30,4",
                "a,2021-11-07T02:00,3",
                "b,2021-11-07T02:00,3");

        // when
        List<Reading> readings = CsvFiles.readings(CsvFiles.rows(file, TableOptions.NONE, LOS_ANGELES));

        // then
        assertThat(timesOf("a", readings))
                .containsExactly(
                        "2021-11-07T07:00:00Z", "2021-11-07T08:00:00Z", "2021-11-07T09:00:00Z", "2021-11-07T10:00:00Z");
        assertThat(timesOf("b", readings)).containsExactly("2021-11-07T08:00:00Z", "2021-11-07T10:00:00Z");
        assertThat(timesOf("c", readings))
                .containsExactly(
                        "2021-11-07T08:00:00Z", "2021-11-07T08:30:00Z", "2021-11-07T09:00:00Z", "2021-11-07T09:30:00Z");
    }

    @Test
    void shouldTakeALoneRepeatedLocalTimeForTheFirstOne() throws IOException {
        // given hourly rows where the clocks went back by half an hour, from 02:00 to 01:30 at 15:00Z
        Path file =
                CsvFiles.write(folder, HEADER, "a,2021-04-04T01:00,1", "a,2021-04-04T01:30,2", "a,2021-04-04T02:30,3");

        // when
        List<Reading> readings =
                CsvFiles.readings(CsvFiles.rows(file, TableOptions.NONE, ZoneId.of("Australia/Lord_Howe")));

        // then nothing tells that the second row was measured at 15:00Z
        assertThat(timesOf("a", readings))
                .containsExactly("2021-04-03T14:00:00Z", "2021-04-03T14:30:00Z", "2021-04-03T16:00:00Z");
    }

    @Test
    void shouldResolveARepeatedHourAfreshEachYear() throws IOException {
        // given
        Path file = CsvFiles.write(
                folder,
                HEADER,
                "a,2020-11-01T01:00,1",
                "a,2020-11-01T01:00,2",
                "a,2021-11-07T01:00,3",
                "a,2021-11-07T01:00,4");

        // when
        List<Reading> readings = CsvFiles.readings(CsvFiles.rows(file, TableOptions.NONE, LOS_ANGELES));

        // then
        assertThat(timesOf("a", readings))
                .containsExactly(
                        "2020-11-01T08:00:00Z", "2020-11-01T09:00:00Z", "2021-11-07T08:00:00Z", "2021-11-07T09:00:00Z");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sensor_id,timestamp|no row has as many columns as the header (2), line 2 has 3 columns",
                "timestamp,value|no row has as many columns as the header (2), line 2 has 3 columns",
                "a,2021-01-01T01:00,1|its first row is data and not a header",
                "sensor_id,timestamp,value,VALUE|the column value occurs twice",
                "sensor_id,timestamp,value,value2|no row has as many columns as the header (4), line 2 has 3 columns",
                "sensor_id timestamp value|no character separates its cells",
                "one,two,three,four,five|no row has as many columns as the header (5)"
            })
    void shouldRefuseAHeaderThatDoesNotFitTheRows(String header, String problem) throws IOException {
        // given
        Path file = CsvFiles.write(folder, header, "a,2021-01-01T00:00,1");

        // then
        assertThatThrownBy(() -> TableReadings.open(file, TableOptions.NONE, ZoneOffset.UTC))
                .isInstanceOf(UnusableFileException.class)
                .hasMessageContaining("flow.csv")
                .hasMessageContaining("found: " + header)
                .hasMessageContaining(problem);
    }

    @Test
    void shouldSayWhichColumnsAreMissing() throws IOException {
        // given
        Path file = CsvFiles.write(folder, "timestamp,north,south", "2021-01-01T00:00,1,2");

        // then
        assertThatThrownBy(() -> TableReadings.open(file, CsvFiles.columns("north", "east"), ZoneOffset.UTC))
                .isInstanceOf(UnusableFileException.class)
                .hasMessageContaining("lacks east");
    }

    @Test
    void shouldRefuseAWideFileWithoutTimesOrSensors() throws IOException {
        Path noTimes = CsvFiles.write(folder, "north,south", "1,2");
        assertThatThrownBy(() -> TableReadings.open(noTimes, CsvFiles.columns("*"), ZoneOffset.UTC))
                .hasMessageContaining("no column of times");
        Path noSensors = CsvFiles.write(folder, "timestamp,note", "2021-01-01T00:00,fine");
        assertThatThrownBy(() -> TableReadings.open(noSensors, TableOptions.NONE, ZoneOffset.UTC))
                .hasMessageContaining("no column holds numbers of a sensor")
                .hasMessageContaining("ignored: note (text)");
        Path unnamed = CsvFiles.write(folder, "timestamp,", "2021-01-01T00:00,1");
        assertThatThrownBy(() -> TableReadings.open(unnamed, CsvFiles.columns("*"), ZoneOffset.UTC))
                .hasMessageContaining("column 2 cannot name a sensor");
    }

    @Test
    void shouldRefuseWhatCannotBeRead() throws IOException {
        assertUnusable(folder.resolve("none.csv"), "does not exist");
        assertUnusable(folder, "is a folder");
        assertUnusable(Files.write(folder.resolve("empty.csv"), new byte[0]), "is empty");
        assertUnusable(Files.write(folder.resolve("empty.csv.gz"), CsvFiles.gzip(new byte[0])), "is empty");
        assertUnusable(Files.writeString(folder.resolve("blank.csv"), "\n \r\n"), "is empty");
        assertUnusable(Files.writeString(folder.resolve("rowless.csv"), HEADER + "\n"), "no row");
        assertUnusable(Files.write(folder.resolve("utf16.csv"), HEADER.getBytes(UTF_16)), "UTF-8");
        assertUnusable(Files.write(folder.resolve("cut.gz"), new byte[] {0x1f, (byte) 0x8b, 8}), "cut off");
        assertUnusable(Files.write(folder.resolve("foreign.gz"), new byte[] {0x1f, (byte) 0x8b, 1, 2, 3}), "damaged");
    }

    @Test
    void shouldEndATruncatedGzipWithTheLineThatItReached() throws IOException {
        // given
        byte[] whole = CsvFiles.gzip(manyRows());
        Path file = Files.write(folder.resolve("cut.csv.gz"), Arrays.copyOf(whole, whole.length / 2));

        // then
        assertIncomplete(file);
    }

    @Test
    void shouldEndADamagedGzipWithTheLineThatItReached() throws IOException {
        // given
        byte[] bytes = CsvFiles.gzip(manyRows());
        Arrays.fill(bytes, bytes.length / 2, bytes.length / 2 + 64, (byte) 0xff);
        Path file = Files.write(folder.resolve("damaged.csv.gz"), bytes);

        // then
        assertIncomplete(file);
    }

    @Test
    void shouldTellHowFarItIs() throws IOException {
        // given
        Path file = Files.write(folder.resolve("flow.csv.gz"), CsvFiles.gzip(manyRows()));

        // when
        try (TableReadings csv = TableReadings.open(file, TableOptions.NONE, ZoneOffset.UTC)) {
            long before = csv.position();
            CsvFiles.rows(csv);

            // then
            assertThat(csv.name()).isEqualTo("flow.csv.gz");
            assertThat(csv.size()).isEqualTo(Files.size(file));
            assertThat(before).isLessThan(csv.size());
            assertThat(csv.position()).isEqualTo(csv.size());
        }
    }

    @Test
    void shouldRefuseIdsThatLookLikeOthersAndJoinThoseThatAreTheSame() throws IOException {
        // given: a zero-width space, a byte order mark within the file, one letter in its two forms, spaces of several
        // widths
        Path file = CsvFiles.write(
                folder,
                "\uFEFF\uFEFF" + HEADER,
                "\u00A0ok\u3000,2021-01-01T00:00,1",
                "ok\u200B,2021-01-01T00:00,2",
                "\uFEFFok,2021-01-01T00:00,3",
                "caf\u00E9,2021-01-01T00:00,4",
                "cafe\u0301,2021-01-01T01:00,5",
                "ok\u2028,2021-01-01T00:00,6");

        // when
        List<Row> rows = CsvFiles.rows(file, TableOptions.NONE, ZoneOffset.UTC);

        // then
        assertThat(rows).hasSize(6);
        assertThat(rows.get(0)).isEqualTo(new Row.Valid(Reading.of(SensorId.of("ok"), NEW_YEAR, 1)));
        assertBad(rows.get(1), 3, RejectReason.BAD_SENSOR, "U+200B ZERO WIDTH SPACE");
        assertBad(rows.get(2), 4, RejectReason.BAD_SENSOR, "U+FEFF ZERO WIDTH NO-BREAK SPACE");
        assertBad(rows.get(5), 7, RejectReason.BAD_SENSOR, "U+2028 LINE SEPARATOR");
        assertThat(((Row.Valid) rows.get(3)).reading().sensor())
                .isEqualTo(((Row.Valid) rows.get(4)).reading().sensor());
    }

    @Test
    void shouldNameColumnsOfAWideFileByTheSameRules() throws IOException {
        // given
        Path file = CsvFiles.write(folder, "\uFEFFtimestamp,cafe\u0301,b", "2021-01-01T00:00,1,2");

        // when, then: the column is found in either form, and is the same sensor
        assertThat(CsvFiles.readings(CsvFiles.rows(file, CsvFiles.columns("Caf\u00E9"), ZoneOffset.UTC)))
                .containsExactly(Reading.of(SensorId.of("caf\u00E9"), NEW_YEAR, 1));
        assertWideUnusable("timestamp,ok\u200B", "column 2 cannot name a sensor: a sensor id must not contain U+200B");
        assertWideUnusable("timestamp,cafe\u0301,caf\u00E9", "the column caf\u00E9 occurs twice");
    }

    @Test
    void shouldShowWhatCannotBeSeenInAHeader() throws IOException {
        assertUnusable(CsvFiles.write(folder, "na\u200Bme,when,value", "a,b,1"), "<U+200B>");
    }

    @Test
    void shouldRefuseNamesOfColumnsThatAreEmpty() {
        assertThatThrownBy(() -> CsvFiles.columns("a", " "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--columns")
                .hasMessageContaining("none empty");
    }

    /** What comes before the damage is good and whole: each value is the number of its row. */
    private static void assertIncomplete(Path file) throws IOException {
        try (TableReadings csv = TableReadings.open(file, TableOptions.NONE, ZoneOffset.UTC)) {
            int[] rows = {0};
            assertThatThrownBy(() -> {
                        for (Row row = csv.next(); row != null; row = csv.next()) {
                            rows[0]++;
                            Double value = ((Row.Valid) row).reading().value();
                            assertThat(value).isEqualTo(100_000 + rows[0]);
                        }
                    })
                    .isInstanceOfSatisfying(IncompleteFileException.class, e -> assertThat(e.lastLine())
                            .isEqualTo(rows[0] + 1L))
                    .hasMessageContaining("after line " + (rows[0] + 1))
                    .hasMessageContaining("damaged or cut off");
            assertThat(rows[0]).isBetween(1_000, 49_000);
        }
    }

    private static byte[] manyRows() {
        StringBuilder text = new StringBuilder(HEADER).append('\n');
        IntStream.rangeClosed(1, 50_000).forEach(i -> text.append("a,")
                .append(NEW_YEAR.plusSeconds(i * 60L))
                .append(',')
                .append(100_000 + i)
                .append('\n'));
        return text.toString().getBytes(UTF_8);
    }

    private static void assertBad(Row row, long line, RejectReason reason, String detail) {
        assertThat(row).isInstanceOfSatisfying(Row.Bad.class, bad -> {
            assertThat(bad.line()).isEqualTo(line);
            assertThat(bad.reason()).isEqualTo(reason);
            assertThat(bad.detail()).contains(detail).doesNotContain("\n", "Exception");
        });
    }

    private void assertWideUnusable(String header, String message) throws IOException {
        Path file = CsvFiles.write(folder, header, "2021-01-01T00:00" + ",1".repeat(header.split(",").length - 1));
        assertThatThrownBy(() -> TableReadings.open(file, CsvFiles.columns("*"), ZoneOffset.UTC))
                .isInstanceOf(UnusableFileException.class)
                .hasMessageContaining(message);
    }

    private static void assertUnusable(Path file, String message) {
        assertThatThrownBy(() -> TableReadings.open(file, TableOptions.NONE, ZoneOffset.UTC))
                .isInstanceOf(UnusableFileException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(message);
    }

    private static List<String> timesOf(String sensor, List<Reading> readings) {
        return readings.stream()
                .filter(reading -> reading.sensor().value().equals(sensor))
                .map(reading -> reading.time().toString())
                .toList();
    }
}
