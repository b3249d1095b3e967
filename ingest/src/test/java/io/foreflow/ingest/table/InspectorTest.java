package io.foreflow.ingest.table;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InspectorTest {
    private static final int ROWS = 40;

    @TempDir
    Path folder;

    // --- what cannot be read ---

    @Test
    void shouldSayThatAFileIsNoText() throws IOException {
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(zip)) {
            out.putNextEntry(new ZipEntry("xl/workbook.xml"));
            out.write(1);
        }
        assertNoText(zip.toByteArray(), "this is a ZIP archive, or a spreadsheet: save the sheet as CSV");
        assertNoText("time,a\n2026-01-01T00:00,1\n".getBytes(UTF_16), "such as --encoding=UTF-16");
        assertNoText("Größe,Zeit\n".getBytes(ISO_8859_1), "such as --encoding=windows-1252");
        assertNoText(
                new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0}, "does not begin with text in UTF-8");
    }

    @Test
    void shouldSayThatThereIsNoTime() throws IOException {
        assertRefused("station,a,b", i -> "s," + i % 7 + "," + i * 3 % 11)
                .contains("the header has no column of times; found: station,a,b", "with --time");
        assertRefused("Month,Passengers", i -> (1949 + i / 12) + "-" + "%02d".formatted(i % 12 + 1) + "," + i % 5)
                .contains("no column of times");
    }

    @Test
    void shouldAskForTheFormOfTimesThatItDoesNotKnow() throws IOException {
        assertRefused("time,flow", i -> 45_000 + i + ".5x," + i % 7)
                .contains("the times in time, such as '45000.5x', have an unknown form; name it with --time-pattern");
    }

    @Test
    void shouldAskWhetherTheDayOrTheMonthComesFirst() throws IOException {
        assertRefused("time,flow", i -> "03/02/2026 %02d:%02d,%d".formatted(i / 2, i % 2 * 30, i % 7))
                .contains("can be read in several ways; choose with --time-pattern='dd/MM/yyyy HH:mm'"
                        + " or --time-pattern='MM/dd/yyyy HH:mm'");
    }

    @Test
    void shouldTakeTheDayForFirstBeforeDots() throws IOException {
        Inspection inspection =
                inspect("Zeit;Wert", i -> "03.02.2026 %02d:%02d;%d".formatted(i / 2, i % 2 * 30, i % 7));
        assertThat(inspection.timePattern()).hasValue("dd.MM.yyyy HH:mm");
    }

    @Test
    void shouldAskWhatCommasAndPointsMean() throws IOException {
        assertRefused("time;load", i -> time(i) + ";" + (i % 8 + 1) + ".3" + (10 + i % 70))
                .contains("can be read with decimals or with grouped thousands; choose with --decimal=comma or"
                        + " --decimal=point");
        for (String decimal : List.of("comma", "point")) {
            assertThat(inspect(
                                    Map.of(TableKey.DECIMAL, decimal),
                                    "time;load",
                                    i -> time(i) + ";" + (i % 8 + 1) + ".3" + (10 + i % 70))
                            .problems())
                    .isEmpty();
        }
    }

    @Test
    void shouldAskForTheSensorsWhereTimesRepeat() throws IOException {
        assertRefused("time,flow", i -> time(i / 3) + "," + i * 7 % 13)
                .contains(
                        "several rows have the same time, and no column tells their sensors apart; name it with --sensor");
        // also where somebody chose the columns
        assertThat(inspect(Map.of(TableKey.COLUMNS, "flow"), "time,flow", i -> time(i / 3) + "," + i * 7 % 13)
                        .problem()
                        .orElseThrow())
                .contains("no column tells their sensors apart");
    }

    @Test
    void shouldNotMergeSensorsWhoseColumnsSomebodyChose() throws IOException {
        Inspection inspection = inspect(
                Map.of(TableKey.COLUMNS, "flow,speed"),
                "time,gate,flow,speed",
                i -> time(i / 2) + ",g" + i % 2 + "," + i * 7 % 13 + "," + i * 5 % 17);
        assertThat(inspection.profile().sensors().keySet())
                .extracting(sensor -> sensor.value())
                .containsExactly("g0-flow", "g0-speed", "g1-flow", "g1-speed");
    }

    @Test
    void shouldRefuseColumnsThatCountThePeriodsOfADay() throws IOException {
        assertRefused(
                        "settlement_date,settlement_period,demand",
                        i -> "2026-01-%02d,%d,%d".formatted(1 + i / 48, 1 + i % 48, i * 7 % 1_000),
                        48 * 5)
                .contains("settlement_period seems to count the periods of each day: write their times into the table");
    }

    @Test
    void shouldRefuseATableWithADayARow() throws IOException {
        // given
        String header = "Date," + String.join(",", SampleTables.rows(24, i -> "H%02d".formatted(i + 1)));
        IntFunction<String> row = day -> SampleTables.START.plusDays(day).toLocalDate() + ","
                + String.join(",", SampleTables.rows(24, hour -> String.valueOf((day + 3) * (hour + 5) % 101)));

        // then
        assertRefused(header, row).contains("each row is a day and the columns seem to be its hours", "--columns");
        assertThat(inspect(Map.of(TableKey.COLUMNS, "H01,H02"), header, row).problems())
                .isEmpty();
    }

    @Test
    void shouldNotTakeTheHoursOfDatesThatAreNamedOnceADay() throws IOException {
        assertRefused(
                        "Datum;Uhrzeit;Wert",
                        i -> (i % 24 == 0 ? "0" + (1 + i / 24) + ".02.2026" : "")
                                + ";%02d:00;%d".formatted(i % 24, i % 7),
                        72)
                .contains("69 of the first 72 rows have no time in Datum; fill its cells down to the last row");
    }

    @Test
    void shouldSayWhichColumnsHaveOneNameOnce() throws IOException {
        assertRefused("time,a,A,a,b,B", i -> time(i) + ",1,2,3,4,5")
                .containsOnlyOnce("the column a occurs twice; found: time,a,A,a,b,B")
                .containsOnlyOnce("the column b occurs twice")
                .contains("rename one, or name all columns with --header");
    }

    @Test
    void shouldShowCharactersOfNamesThatCannotBeSeen() throws IOException {
        assertRefused("time,a\rb,a\rb", i -> time(i) + ",1,2").contains("the column a<U+000D>b occurs twice");
        assertThat(inspect("time,n\u200Bo,flow", i -> time(i) + ",x," + i * i % 11)
                        .passedOver())
                .containsExactly(new Inspection.PassedOver("n<U+200B>o", "text"));
    }

    @Test
    void shouldStopWhereAllRowsFailAlike() throws IOException {
        assertRefused("sensor_id,timestamp,value", i -> "a," + time(i) + ",high")
                .contains(
                        "all of the first 40 rows fail for the same reason, line 2: the value (high) must be a finite number");
        assertRefused("time,flow", i -> time(i) + ",").contains("no column holds numbers of a sensor");
    }

    @Test
    void shouldSayThatRowsHaveAnotherWidth() throws IOException {
        assertRefused("sensor_id,timestamp,value,unit", i -> "a," + time(i) + "," + i)
                .contains("no row has as many columns as the header (4), line 2 has 3 columns");
        assertRefused("sensor_id,timestamp,value,unit", i -> "\"a," + time(i) + "," + i)
                .contains("line 2 has quotes that do not fit");
    }

    @Test
    void shouldSayThatNoRowStandsBelowTheHeader() throws IOException {
        // given comments and names of columns
        Path file = CsvFiles.write(folder, "#group,false", "#datatype,long", "time,flow");

        // then
        assertThat(Inspector.inspect(file, TableOptions.NONE, ZoneOffset.UTC)
                        .problem()
                        .orElseThrow())
                .contains("the file has a header but no row");
    }

    @Test
    void shouldShowTheFirstLineOfWhatIsNoTable() throws IOException {
        assertRefused("{\"sensor\":\"a\"}", i -> "{\"sensor\":\"b\"}")
                .contains("no character separates its cells; found: {\"sensor\":\"a\"}");
    }

    @Test
    void shouldSayWhichColumnsAreNotThere() throws IOException {
        Inspection inspection = inspect(
                Map.of(TableKey.TIME, "when", TableKey.SENSOR, "who"),
                "time,a,b",
                i -> time(i) + "," + i + "," + i % 3);
        assertThat(inspection.problem().orElseThrow())
                .contains("the header lacks when, which --time names; found: time,a,b")
                .doesNotContain("Exception");
    }

    @Test
    void shouldNotTakeStampsForEndsWithoutAnInterval() throws IOException {
        Inspection inspection = inspect(Map.of(TableKey.TIME_MARKS, "end"), "time,flow", i -> time(i) + "," + i % 7, 2);
        assertThat(inspection.problem().orElseThrow())
                .contains("--time-marks=end needs a table whose times are evenly apart");
    }

    // --- headers ---

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // lines above the rows, separated by / | names of the sensors | line of the header
                "time,a,b|a b|1",
                "# time,a,b|a b|1",
                "Plant/time,a,b|a b|2",
                "Plant,north/time,a,b|a b|2",
                "Made by: me, on: Monday, in: Ulm//time,a,b|a b|3",
                "Lat,Lon,Height/1.5,2.5,100//time,a,b|a b|4",
                "Lat,Lon,Height,Zone/1.5,2.5,100,GMT/time,a,b|a b|3",
                "#group,false,true/#datatype,long,long/time,a,b|a b|3",
                "# one/# two/time,a,b|a b|3",
                "time,a,b/,m,kg|a b|1",
                "time,a,b/ISO,m,kg|a b|1"
            })
    void shouldFindTheHeader(String above, String sensors, long line) throws IOException {
        // given
        List<String> lines = Stream.concat(
                        Stream.of(above.split("/", -1)),
                        SampleTables.rows(ROWS, i -> time(i) + "," + i % 7 + ".5," + i * i % 11).stream())
                .toList();
        Path file = CsvFiles.write(folder, lines.toArray(String[]::new));

        // when
        Inspection inspection = Inspector.inspect(file, TableOptions.NONE, ZoneOffset.UTC);

        // then
        assertThat(inspection.problems()).isEmpty();
        assertThat(inspection.profile().sensors().keySet())
                .extracting(sensor -> sensor.value())
                .containsExactly(sensors.split(" "));
        assertThat(inspection.requireFormat().headerLine()).isEqualTo(line);
        assertThat(inspection.profile().sensors().values())
                .allSatisfy(sensor -> assertThat(sensor.readings()).isEqualTo(ROWS));
    }

    @Test
    void shouldNotTakeARowOfTextForAHeader() throws IOException {
        // given a header that is wider than the rows, of which one is text
        assertRefused("sensor_id,timestamp,value,unit", i -> i == 20 ? "a,none,none" : "a," + time(i) + "," + i)
                .contains("no row has as many columns as the header (4)");
    }

    @Test
    void shouldNotLookForAHeaderBelowTheRows() throws IOException {
        // given a file of two that were joined, and one with sums in words below an empty line
        Path file = CsvFiles.write(
                folder,
                Stream.of(
                                List.of("time,a,b"),
                                SampleTables.rows(ROWS, i -> time(i) + ",1." + i + "," + i),
                                List.of("", "time,a,b"),
                                SampleTables.rows(ROWS, i -> time(ROWS + i) + ",1." + i + "," + i),
                                List.of("", "end,of,table"))
                        .flatMap(List::stream)
                        .toArray(String[]::new));

        // then
        Inspection inspection = Inspector.inspect(file, TableOptions.NONE, ZoneOffset.UTC);
        assertThat(inspection.requireFormat().headerLine()).isEqualTo(1);
    }

    @Test
    void shouldNameTheColumnsOfAFileWithoutAHeader() throws IOException {
        // given no text, an empty column, and the hour beside the date
        Inspection dated = inspect(
                "2026-01-05,0,,1.5",
                i -> SampleTables.START.plusHours(i + 1).toLocalDate() + "," + (i + 1) % 24 + ",," + i % 7 + ".5");

        // then
        assertThat(dated.advice())
                .extracting(Inspection.Advice::option)
                .containsExactly("--header=date,hour,empty3,value");
    }

    // --- columns ---

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"a|a", "A|a", "*|a ab b c", "a*|a ab", "*,!a*|b c", "!a*|b c", "a*,!ab|a", "!c,!b|a ab", "\"b\"|b"
            })
    void shouldReadTheColumnsThatPatternsChoose(String patterns, String sensors) throws IOException {
        Inspection inspection = inspect(
                Map.of(TableKey.COLUMNS, patterns),
                "time,a,ab,b,c",
                i -> time(i) + "," + i % 7 + "," + i * i % 11 + "," + i % 5 * 3 + "," + i * 7 % 17);
        assertThat(inspection.profile().sensors().keySet())
                .extracting(sensor -> sensor.value())
                .containsExactly(sensors.split(" "));
    }

    @Test
    void shouldSayThatPatternsChooseNothing() throws IOException {
        IntFunction<String> row = i -> time(i) + "," + i % 7 + "," + i * i % 11;
        assertThat(inspect(Map.of(TableKey.COLUMNS, "x*,y"), "time,a,b", row)
                        .problem()
                        .orElseThrow())
                .contains("the header lacks x*, y; found: time,a,b");
        assertThat(inspect(Map.of(TableKey.COLUMNS, "!*"), "time,a,b", row)
                        .problem()
                        .orElseThrow())
                .contains("no column holds a sensor's values");
    }

    // --- times ---

    @Test
    void shouldNotTakeAnIntervalForAnEnd() throws IOException {
        Inspection inspection = inspect("Datum;Zeit;Wert", i -> "1%d.02.2026;%02d:00 - %02d:00;%d"
                .formatted(i / 24, i % 24, i % 24 + 1, i % 7));
        assertThat(inspection.timePattern()).hasValue("dd.MM.yyyy HH:mm - HH:mm");
        assertThat(inspection.advice()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "yyyy-MM-dd HH:mm:ss|yyyy-MM-dd",
                "dd.MM.yyyy HH:mm|dd.MM.yyyy",
                "MM/dd/yyyy hh:mm:ss a|MM/dd/yyyy",
                "yyyy-MM-dd'T'HH:mm:ss|yyyy-MM-dd"
            })
    void shouldReadADateAloneAsTheMidnightThatATableLeavesOut(String form, String date) throws IOException {
        Inspection inspection = inspect("time,flow", i -> {
            LocalDateTime time = SampleTables.START.plusHours(i);
            return time.format(DateTimeFormatter.ofPattern(time.getHour() == 0 ? date : form)) + "," + i * i % 11;
        });
        assertThat(inspection.notes()).contains("a date without a time of day means 00:00");
        assertThat(inspection.profile().sensors().values())
                .singleElement()
                .satisfies(sensor -> assertThat(sensor.readings()).isEqualTo(ROWS));
    }

    @Test
    void shouldNotReadADateAloneWhereTheTableWritesMidnights() throws IOException {
        Inspection inspection = inspect("time,flow", i -> (i == 30 ? "2026-01-06" : time(i)) + "," + i * i % 11);
        assertThat(inspection.profile().sensors().values())
                .singleElement()
                .satisfies(sensor -> assertThat(sensor.readings()).isEqualTo(ROWS - 1));
    }

    @Test
    void shouldNotTakeATimeThatNeverChangesForTheTimeOfARow() throws IOException {
        Inspection inspection =
                inspect("start,measured,flow", i -> "2026-01-01T00:00:00Z," + time(i) + "," + i * i % 11);
        assertThat(inspection.notes()).contains("the time is measured, written iso");
    }

    @Test
    void shouldSayHowMuchItLookedAt() throws IOException {
        Inspection inspection = inspect("time,flow", i -> time(i) + "," + i * i % 11);
        assertThat(inspection.size()).isEqualTo(new Inspection.Size(ROWS, true, ROWS));
        assertThat(inspection.size().whole()).isTrue();
        assertThat(inspection.step()).hasValue(Duration.ofHours(1));
        assertThat(inspection.separator()).hasValue(",");
    }

    private static String time(int hour) {
        return SampleTables.START.plusHours(hour) + ":00";
    }

    private AbstractStringAssert<?> assertRefused(String header, IntFunction<String> row) throws IOException {
        return assertRefused(header, row, ROWS);
    }

    /** The problem, which has one line, as readers of the file get it. */
    private AbstractStringAssert<?> assertRefused(String header, IntFunction<String> row, int rows) throws IOException {
        Inspection inspection = inspect(Map.of(), header, row, rows);
        assertThat(inspection.isReadable()).isFalse();
        String problem = inspection.problem().orElseThrow();
        assertThatThrownBy(() -> TableReadings.open(inspection, ZoneOffset.UTC))
                .isInstanceOf(UnusableFileException.class)
                .hasMessage(problem);
        return assertThat(problem).startsWith(inspection.file().toString()).doesNotContain("\n", "Exception");
    }

    private void assertNoText(byte[] bytes, String advice) throws IOException {
        Path file = Files.write(folder.resolve("foreign.bin"), bytes);
        assertThatThrownBy(() -> TableReadings.open(file, TableOptions.NONE, ZoneOffset.UTC))
                .isInstanceOf(UnusableFileException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(advice);
    }

    private Inspection inspect(String header, IntFunction<String> row) throws IOException {
        return inspect(Map.of(), header, row);
    }

    private Inspection inspect(Map<TableKey, String> options, String header, IntFunction<String> row)
            throws IOException {
        return inspect(options, header, row, ROWS);
    }

    private Inspection inspect(Map<TableKey, String> options, String header, IntFunction<String> row, int rows)
            throws IOException {
        Path file = CsvFiles.write(
                folder,
                Stream.concat(Stream.of(header), SampleTables.rows(rows, row).stream())
                        .toArray(String[]::new));
        return Inspector.inspect(file, TableOptions.of(options), ZoneId.of("UTC"));
    }
}
