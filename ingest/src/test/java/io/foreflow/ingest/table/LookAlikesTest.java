package io.foreflow.ingest.table;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.ingest.source.Row;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tables as they are found in the wild, with invented values: how each is read, and that its readings are those that it was made of.
 * {@code tables/make.py} makes them.
 */
class LookAlikesTest {
    private static final Path FOLDER = folder();
    private static final int MOST_OPTIONS = 3;
    private static final String CONSTANT = "constant: %s in every row, such as an id";
    private static final String FURTHER_TIME = "a further time";
    private static final String EACH_SENSOR = "constant for each sensor";
    private static final String TEXT = "text";

    static List<Case> cases() {
        return List.of(
                // Five kinds of public files.
                table("lanes.csv", "Europe/Zurich")
                        .advising("--columns=!*Spur*")
                        .given("--columns=!*Spur*")
                        .noting(
                                "cells are separated by semicolons",
                                "the time is Datum and Zeit, written dd.MM.yyyy HH:mm - HH:mm",
                                "4 columns, each a sensor")
                        .withBadRows(1),
                table("channels.csv.gz", "Europe/London")
                        .noting("the time is date and time, written dd/MM/yyyy H")
                        .passingOver("counter_id", CONSTANT.formatted("12")),
                table("gauges.csv", "Europe/London")
                        .noting("the time is dateTime, written iso", "station names the sensor, value holds its value"),
                table("gases.csv", "Europe/Rome")
                        .advising("--missing=-200")
                        .given("--missing=-200")
                        .noting("the time is Date and Time, written dd/MM/yyyy HH.mm.ss", "4 columns, each a sensor"),
                table("gases-original.csv", "Europe/Rome")
                        .advising("--missing=-200")
                        .given("--missing=-200")
                        .noting("cells are separated by semicolons", "decimals stand after a comma"),
                table("works.csv", "Asia/Seoul")
                        .advising("--time-marks=end")
                        .given("--time-marks=end")
                        .noting(
                                "the time is date, written dd/MM/yy HH:mm",
                                "00:00 carries the date of the day that it ends")
                        .passingOver("Other", CONSTANT.formatted("1")),

                // Languages and ways of writing numbers.
                table("german.csv", "Europe/Berlin")
                        .noting("decimals stand after a comma", "missing values are written k.a.")
                        .passingOver("Bemerkung", TEXT),
                table("french.csv", "Europe/Paris")
                        .noting("decimals stand after a comma", "the time is Horodatage, written dd/MM/yyyy HH'h'mm"),
                table("spanish.csv", "Europe/Madrid")
                        .noting(
                                "the time is fecha and hora, written dd/MM/yyyy HH:mm",
                                "missing values are written s/d"),
                table("italian.csv", "Europe/Rome").noting("the time is Data and Ora, written d MMM yyyy HH:mm"),
                table("directions.csv", "America/Los_Angeles")
                        .noting(
                                "the time is Date, written MM/dd/yyyy hh:mm:ss a",
                                "Harbor Bridge Total is the sum of columns beside it"),
                table("thousands-comma.csv", "America/Chicago")
                        .noting("thousands are grouped, decimals stand after a point"),
                table("thousands-point.csv", "Europe/Vienna").noting("decimals stand after a comma"),

                // Where the time stands, and what it means.
                table("climate.txt", "UTC")
                        .advising("--missing=-999")
                        .given("--missing=-999")
                        .noting("the time is MESS_DATUM, written yyyyMMddHH")
                        .passingOver("STATIONS_ID", CONSTANT.formatted("4711"))
                        .passingOver("QN_9", CONSTANT.formatted("3"))
                        .passingOver("eor", TEXT),
                table("parts.csv", "Asia/Shanghai")
                        .noting(
                                "the time is year and month and day and hour, written yyyy M d H",
                                "missing values are written na")
                        .passingOver("No", "row number")
                        .passingOver("wd", TEXT)
                        .passingOver("station", TEXT),
                table("pollutants.csv", "America/Santiago")
                        .noting("the time is utc, written iso")
                        .passingOver("city", TEXT)
                        .passingOver("local", FURTHER_TIME)
                        .passingOver("unit", TEXT),
                table("epoch-seconds.csv", "Europe/Berlin").noting("the time is ts, written epochSeconds"),
                table("epoch-millis.csv", "Europe/Berlin")
                        .noting("cells are separated by tabs", "the time is time, written epochMillis"),
                table("market.csv", "Europe/Brussels")
                        .noting("the time is MTU (CET/CEST), written dd.MM.yyyy HH:mm - dd.MM.yyyy HH:mm"),
                table("units.csv", "Europe/Berlin")
                        .noting("1 row without a time is skipped", "3 rows without a time ('summe') are skipped"),
                table("preamble.csv", "Europe/Berlin").noting("the header is line 4; the lines above it are ignored"),
                table("twenty-four.csv", "Europe/Amsterdam")
                        .advising("--time-marks=end")
                        .given("--time-marks=end")
                        .noting("the time is datum and tijd, written dd-MM-yyyy HH:mm"),
                table("hours-1-24.csv", "America/Toronto")
                        .advising("--time-marks=end")
                        .given("--time-marks=end")
                        .noting("the time is Date and Hour, written yyyy-MM-dd H"),
                table("daily.csv", "Europe/Lisbon")
                        .noting("the time is date, written yyyy-MM-dd")
                        .passingOver("weekday", "known from the time (its weekday)"),
                table("newest-first.csv", "Europe/Berlin").noting("the newest rows come first"),
                table("start-end.csv", "Europe/Berlin")
                        .noting("the time is Beginn, written dd.MM.yyyy HH:mm", "Menge is the sensor")
                        .passingOver("Ende", FURTHER_TIME),
                table("midnights.csv", "Europe/Berlin").noting("a date without a time of day means 00:00"),

                // Bytes, lines and headers.
                table("sep-line.csv", "Europe/Berlin").noting("cells are separated by semicolons"),
                table("carriage-returns.csv", "Europe/Berlin").noting("lines end with CR alone"),
                table("windows-1252.csv", "Europe/Berlin")
                        .advising("--encoding=windows-1252")
                        .given("--encoding=windows-1252")
                        .noting("Stelle names the sensor, Wert holds its value"),
                table("no-header.csv", "Europe/Berlin")
                        .advising("--header=sensor_id,timestamp,value")
                        .refused("its first row is data and not a header")
                        .given("--header=sensor_id,timestamp,value"),
                table("pandas.csv", "Europe/Berlin")
                        .noting("missing values are written nan")
                        .passingOver("column 1", "row number"),
                table("counters.csv", "Europe/Berlin")
                        .noting("counter_name names the sensor, count holds its value")
                        .passingOver("counter_id", EACH_SENSOR)
                        .passingOver("latitude", EACH_SENSOR)
                        .passingOver("longitude", EACH_SENSOR),

                // Exports of services and devices.
                table("grid-api.csv", "Europe/Helsinki").passingOver("endTime", FURTHER_TIME),
                table("solar.csv", "UTC")
                        .noting(
                                "the header is line 8; the lines above it are ignored",
                                "the time is time, written yyyyMMdd:HHmm")
                        .passingOver("Int", CONSTANT.formatted("0"))
                        .withBadRows(3),
                table("irradiance.csv", "Etc/GMT+7")
                        .noting(
                                "the header is line 3; the lines above it are ignored",
                                "the time is Year and Month and Day and Hour and Minute, written yyyy M d H mm"),
                table("households.csv", "Europe/London")
                        .noting("missing values are written null")
                        .passingOver("stdorToU", TEXT),
                table("pedestrians.csv", "Australia/Melbourne")
                        .noting("Sensor_Name names the sensor, Hourly_Counts holds its value")
                        .passingOver("ID", "row number")
                        .passingOver("Year", CONSTANT.formatted("2019"))
                        .passingOver("Month", TEXT)
                        .passingOver("Mdate", "known from the time (its day of the month)")
                        .passingOver("Day", TEXT)
                        .passingOver("Time", "known from the time (its hour)")
                        .passingOver("Sensor_ID", EACH_SENSOR),
                table("roads.csv", "Europe/Paris")
                        .noting("Libelle and the name of the column name the sensor, 2 columns hold values")
                        .passingOver("Identifiant arc", EACH_SENSOR)
                        .passingOver("Etat trafic", TEXT)
                        .passingOver("Identifiant noeud amont", EACH_SENSOR)
                        .passingOver("Libelle noeud amont", TEXT)
                        .passingOver("Etat arc", TEXT)
                        .passingOver("Date debut dispo data", FURTHER_TIME)
                        .passingOver("geo_point_2d", TEXT),
                table("sites.csv", "Europe/Zurich")
                        .noting("FK_STANDORT and the name of the column name the sensor, 4 columns hold values")
                        .passingOver("OST", EACH_SENSOR)
                        .passingOver("NORD", EACH_SENSOR),
                table("forecast-api.csv", "UTC").noting("the header is line 4; the lines above it are ignored"),
                table("home.csv", "UTC").noting("missing values are written unavailable, unknown"),
                table("influx.csv", "UTC")
                        .noting(
                                "the header is line 4; the lines above it are ignored",
                                "the time is _time, written iso",
                                "host names the sensor, _value holds its value")
                        .passingOver("result", "empty")
                        .passingOver("table", EACH_SENSOR)
                        .passingOver("_start", FURTHER_TIME)
                        .passingOver("_stop", FURTHER_TIME)
                        .passingOver("_field", TEXT),
                table("dashboard.csv", "Europe/Berlin").noting("missing values are written null"),
                table("freeway.txt", "America/Los_Angeles")
                        .refused("can be read in several ways; choose with --time-pattern='dd/MM/yyyy HH:mm:ss'"
                                + " or --time-pattern='MM/dd/yyyy HH:mm:ss'")
                        .given(
                                "--time-pattern=MM/dd/yyyy HH:mm:ss",
                                "--header=time,station_id,district,route,direction,type,length,samples,observed,"
                                        + "flow,occupancy,speed,e1,e2",
                                "--columns=flow,occupancy,speed")
                        .noting("the time is time, written MM/dd/yyyy HH:mm:ss"),
                table("river-service.txt", "America/New_York")
                        .noting("the header is line 8; the lines above it are ignored", "cells are separated by tabs")
                        .passingOver("agency_cd", TEXT)
                        .passingOver("site_no", CONSTANT.formatted("9999999"))
                        .passingOver("tz_cd", TEXT)
                        .passingOver("104320_00060_cd", TEXT)
                        .withBadRows(1),
                table("weather-bulk.csv", "UTC")
                        .advising("--header=date,hour,value,value2,value3,empty6,empty7")
                        .refused("its first row is data and not a header")
                        .given("--header=date,hour,temp,rhum,prcp,snow,wdir"),
                table("airport.csv", "UTC")
                        .noting("STATION names the sensor, ceiling holds its value")
                        .passingOver("SOURCE", CONSTANT.formatted("4"))
                        .passingOver("TMP", TEXT)
                        .passingOver("WND", TEXT));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldSayHowATableIsReadAndWhatWouldHelp(Case table) throws IOException {
        // when nobody says anything about it
        Inspection inspection = Inspector.inspect(table.path(), TableOptions.NONE, table.zone());

        // then
        assertThat(inspection.advice()).extracting(Inspection.Advice::option).isEqualTo(table.advice());
        if (table.problem().isEmpty()) {
            assertThat(inspection.problems()).isEmpty();
            assertThat(inspection.passedOver().stream()
                            .collect(toMap(Inspection.PassedOver::column, Inspection.PassedOver::why)))
                    .isEqualTo(table.passedOver());
            assertThat(inspection.profile().notes()).isNotNull();
        } else {
            assertThat(inspection.isReadable()).isFalse();
            assertThat(inspection.problem().orElseThrow()).contains(table.problem());
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldReadWhatATableWasMadeOf(Case table) throws IOException {
        // given
        Inspection inspection = Inspector.inspect(table.path(), table.options(), table.zone());

        // when
        List<Row> rows;
        try (TableReadings readings = TableReadings.open(inspection, table.zone())) {
            rows = CsvFiles.rows(readings);
        }

        // then
        assertThat(rows.stream().filter(Row.Valid.class::isInstance).map(row -> ((Row.Valid) row).reading()))
                .containsExactlyElementsOf(table.expected());
        assertThat(rows.stream().filter(Row.Bad.class::isInstance)).hasSize(table.badRows());
        assertThat(inspection.notes()).containsAll(table.notes());
        assertThat(inspection.advice()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldNeedFewOptions(Case table) {
        assertThat(table.given()).hasSizeLessThanOrEqualTo(MOST_OPTIONS);
    }

    @Test
    void shouldHaveACaseForEachTable() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(name ->
                                    !name.endsWith(".expected.csv.gz") && name.matches(".*\\.(csv|csv\\.gz|txt)")))
                    .containsExactlyInAnyOrderElementsOf(
                            cases().stream().map(Case::file).toList());
        }
    }

    private static Case table(String file, String zone) {
        return new Case(file, ZoneId.of(zone), List.of(), "", List.of(), List.of(), Map.of(), 0);
    }

    private static Path folder() {
        try {
            return Path.of(URI.create(
                    requireNonNull(LookAlikesTest.class.getResource("/tables")).toString()));
        } catch (IllegalArgumentException e) {
            throw new AssertionError("the tables are no folder", e);
        }
    }

    /**
     * A table and what is known of it.
     *
     * @param advice options that the inspection recommends
     * @param problem part of why it cannot be read without options; empty if it can
     * @param given options with which the readings are the expected ones
     * @param notes some of those with these options
     * @param passedOver all columns that are not read, and why
     * @param badRows that hold no reading, with these options
     */
    record Case(
            String file,
            ZoneId zone,
            List<String> advice,
            String problem,
            List<String> given,
            List<String> notes,
            Map<String, String> passedOver,
            int badRows) {
        Case advising(String option) {
            return new Case(file, zone, List.of(option), problem, given, notes, passedOver, badRows);
        }

        Case refused(String why) {
            return new Case(file, zone, advice, why, given, notes, passedOver, badRows);
        }

        Case given(String... options) {
            return new Case(file, zone, advice, problem, List.of(options), notes, passedOver, badRows);
        }

        Case noting(String... lines) {
            return new Case(file, zone, advice, problem, given, List.of(lines), passedOver, badRows);
        }

        Case passingOver(String column, String why) {
            Map<String, String> more = new LinkedHashMap<>(passedOver);
            more.put(column, why);
            return new Case(file, zone, advice, problem, given, notes, more, badRows);
        }

        Case withBadRows(int rows) {
            return new Case(file, zone, advice, problem, given, notes, passedOver, rows);
        }

        Path path() {
            return FOLDER.resolve(file);
        }

        TableOptions options() {
            Map<TableKey, String> texts = new EnumMap<>(TableKey.class);
            for (String option : given) {
                String name = option.substring(0, option.indexOf('='));
                TableKey key = Arrays.stream(TableKey.values())
                        .filter(one -> one.option().equals(name))
                        .findFirst()
                        .orElseThrow();
                texts.put(key, option.substring(name.length() + 1));
            }
            return TableOptions.of(texts);
        }

        /** The readings that the table was made of. */
        List<Reading> expected() throws IOException {
            Path made = FOLDER.resolve(file.replaceAll("\\.(csv|txt)(\\.gz)?$", "") + ".expected.csv.gz");
            List<Reading> readings = new ArrayList<>();
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(new GZIPInputStream(Files.newInputStream(made)), UTF_8))) {
                assertThat(lines.readLine()).isEqualTo("sensor_id,timestamp,value");
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    List<String> cells = CsvCells.split(line);
                    readings.add(Reading.of(
                            SensorId.of(cells.get(0)), Instant.parse(cells.get(1)), Double.parseDouble(cells.get(2))));
                }
            }
            assertThat(readings).isNotEmpty();
            return readings;
        }

        @Override
        public String toString() {
            return file;
        }
    }
}
