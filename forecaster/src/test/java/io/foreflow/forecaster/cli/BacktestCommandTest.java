package io.foreflow.forecaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.foreflow.ingest.source.DataFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BacktestCommandTest {
    private static final LocalDateTime START = LocalDateTime.parse("2023-05-01T00:00");

    @TempDir
    private Path directory;

    private TestTerminal terminal() {
        return new TestTerminal(directory, Map.of());
    }

    /** Hourly rows of two sensors with a daily and a weekly shape. */
    private String readings(int days) {
        StringBuilder rows = new StringBuilder("sensor_id,timestamp,value\n");
        Random random = new Random(237);
        for (int hour = 0; hour < 24 * days; hour++) {
            LocalDateTime time = START.plusHours(hour);
            double week = time.getDayOfWeek().getValue() > 5 ? 0.5 : 1;
            double day = 12 - Math.abs(12 - time.getHour());
            for (String sensor : new String[] {"north", "south"}) {
                double value = 100 + 20 * day * week + 5 * random.nextGaussian();
                rows.append(String.format(Locale.ROOT, "%s,%s,%.3f%n", sensor, time, value));
            }
        }
        return rows.toString();
    }

    @Test
    void shouldScoreNewSensorsByDay() throws IOException {
        // given
        Files.writeString(directory.resolve("readings.csv"), readings(20));
        TestTerminal terminal = terminal();

        // when
        int exitCode =
                terminal.run("backtest", "--data", "readings.csv", "--new-sensors", "2", "--out", "report", "--json");

        // then
        assertThat(exitCode).isZero();
        assertThat(terminal.err()).contains("MASE of 1 new sensor(s) by days since they began", "DAY 4");
        JsonNode json = new ObjectMapper().readTree(terminal.out());
        assertThat(json.at("/series")).hasSize(1);
        assertThat(json.at("/newSensors/sensors").asInt()).isEqualTo(1);
        assertThat(json.at("/newSensors/days/1/models/ridge/mase").asDouble()).isPositive();
        assertThat(json.at("/newSensors/days/0/models/ridge/fallbacks").asInt()).isPositive();
        assertThat(directory.resolve("report/backtest.html"))
                .content()
                .contains(
                        "<h2>New sensors</h2>",
                        "Error by day",
                        "Forecasts by the fallback, by day since the sensor began");
    }

    @Test
    void shouldRefuseOptionsThatCannotBe() throws IOException {
        // given
        Files.writeString(directory.resolve("readings.csv"), readings(20));

        // then
        assertFails(2, "--new-sensors (0) must be at least 2", "--new-sensors", "0");
        assertFails(2, "--new-sensors (1) must be at least 2", "--new-sensors", "1");
        assertFails(1, "one of every 3 sensors is to be new, and there are 2", "--new-sensors", "3");
        assertFails(1, "--covariates: no file has a number in a column rain, temp", "--covariates", "temp,rain");
        assertFails(2, "--covariates: window.covariates (a b)", "--covariates", "a b");
        assertFails(2, "--out readings.csv is a file; name a folder", "--out", "readings.csv");
        assertFails(2, "--covariates: none stands alone", "--covariates", "none,temp");
    }

    private void assertFails(int exitCode, String message, String option, String value) {
        TestTerminal terminal = terminal();
        assertThat(terminal.run("backtest", "--data", "readings.csv", option, value))
                .isEqualTo(exitCode);
        assertThat(terminal.err()).contains(message);
    }

    @Test
    void shouldCompareModelsOnAFileAndWriteAReport() throws IOException {
        // given
        Files.writeString(directory.resolve("readings.csv"), readings(70));
        TestTerminal terminal = terminal();

        // when
        int exitCode = terminal.run(
                "backtest",
                "--data",
                "readings.csv",
                "--models",
                "tutorial-dense",
                "--zone",
                "Europe/Berlin",
                "--out",
                "report",
                "--json");

        // then
        assertThat(terminal.err()).contains("MODEL", "tutorial-dense", "wrote ");
        assertThat(exitCode).isZero();
        String[] lines = terminal.out().split("\\R");
        assertThat(lines).hasSize(1);
        JsonNode json = new ObjectMapper().readTree(lines[0]);
        assertThat(json.at("/series")).hasSize(2);
        assertThat(json.at("/series/0/sensor").asText()).isEqualTo("north");
        assertThat(json.at("/series/0/origins").asInt()).isEqualTo(336);
        for (String model : new String[] {"persistence", "yesterday", "lastWeek", "usual", "ridge", "tutorial-dense"}) {
            JsonNode scores = json.at("/series/1/models/" + model);
            assertThat(scores.path("mae").asDouble()).as(model).isPositive();
            assertThat(scores.path("mase").asDouble()).as(model).isPositive();
            assertThat(scores.has("coverage")).as(model).isTrue();
            assertThat(scores.has("winkler")).as(model).isTrue();
        }
        assertThat(json.at("/models/ridge/mase").asDouble())
                .isLessThan(json.at("/models/yesterday/mase").asDouble());
        assertThat(directory.resolve("report/backtest.html"))
                .content()
                .contains(
                        "By hour of day",
                        "tutorial-dense",
                        "north",
                        "The worst day: ",
                        "A usual day: ",
                        "<figure class=\"chart\"")
                .doesNotContain("New sensors");
        assertThat(Files.readAllLines(directory.resolve("report/backtest.csv")))
                .hasSize(1 + 2 * 6 * 25)
                .startsWith("sensor,model,lead,mae,mase,rmse,bias,coverage,winkler");
        assertThat(new ObjectMapper()
                        .readTree(directory.resolve("report/backtest.json").toFile())
                        .at("/series"))
                .isEqualTo(json.at("/series"));
        assertForecastsHaveTheScoresOf(json);
    }

    /** Computes the MASE of each sensor and model from the file of forecasts and the yardsticks of the result. */
    private void assertForecastsHaveTheScoresOf(JsonNode json) throws IOException {
        Map<String, List<String[]>> byTarget = new HashMap<>();
        try (BufferedReader rows = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(directory.resolve("report/forecasts.csv.gz"))), UTF_8))) {
            assertThat(rows.readLine())
                    .isEqualTo("sensor,model,origin,time,lead,forecast,lower,upper,actual,imputed,fallback");
            rows.lines()
                    .map(row -> row.split(",", -1))
                    .filter(row -> !row[8].isEmpty() && row[9].equals("false"))
                    .forEach(
                            row -> byTarget.computeIfAbsent(row[0] + row[2] + "+" + row[4], target -> new ArrayList<>())
                                    .add(row));
        }
        Map<String, DoubleSummaryStatistics> errors = new HashMap<>();
        byTarget.values().stream()
                .filter(rows -> rows.stream().noneMatch(row -> row[5].isEmpty()))
                .flatMap(List::stream)
                .forEach(row -> errors.computeIfAbsent(row[0] + " " + row[1], of -> new DoubleSummaryStatistics())
                        .accept(Math.abs(Double.parseDouble(row[5]) - Double.parseDouble(row[8]))));
        assertThat(errors).hasSize(2 * 6);
        json.at("/series").forEach(sensor -> sensor.path("models").fields().forEachRemaining(model -> assertThat(
                        requireNonNull(errors.get(sensor.path("sensor").asText() + " " + model.getKey()))
                                        .getAverage()
                                / sensor.path("yardstick").asDouble())
                .as(model.getKey())
                .isCloseTo(model.getValue().path("mase").asDouble(), within(1e-9))));
    }

    @ParameterizedTest
    @CsvSource({
        "PT5M,  12, '--step=5m',  288",
        "PT15M, 18, '--step=15m', 96",
        "PT30M, 30, '--step=30m', 48",
        "PT30M, 30, '',           24",
        "PT1H,  40, '',           24",
        "PT6H,  120, '',          4",
        "PT24H, 200, '',          14"
    })
    void shouldCompareOnReadingsOfAnyStepWithoutAConfiguration(Duration step, int days, String option, int horizon)
            throws IOException {
        // given: a day and a week, in a zone whose clocks change
        StringBuilder rows = new StringBuilder("sensor_id,timestamp,value\n");
        Random random = new Random(237);
        for (LocalDateTime time = START; time.isBefore(START.plusDays(days)); time = time.plus(step)) {
            double week = time.getDayOfWeek().getValue() > 5 ? 0.5 : 1;
            double value = 100 + 20 * (12 - Math.abs(12 - time.getHour())) * week + 5 * random.nextGaussian();
            rows.append("north,").append(time).append(',').append(value).append('\n');
        }
        Files.writeString(directory.resolve("readings.csv"), rows);
        TestTerminal terminal = terminal();
        List<String> arguments = new ArrayList<>(
                List.of("backtest", "--data", "readings.csv", "--zone", "Europe/Berlin", "--json", "--out", "report"));
        if (!option.isEmpty()) {
            arguments.add(option);
        }

        // when
        int exitCode = terminal.run(arguments.toArray(String[]::new));

        // then
        assertThat(terminal.err()).contains("MODEL").doesNotContain("most buckets are empty");
        assertThat(exitCode).isZero();
        JsonNode json = read(terminal.out());
        assertThat(json.path("horizon").asInt()).isEqualTo(horizon);
        assertThat(Duration.parse(json.path("step").asText()))
                .isEqualTo(option.isEmpty() && step.compareTo(Duration.ofHours(1)) < 0 ? Duration.ofHours(1) : step);
        assertThat(json.at("/models/ridge/mase").asDouble())
                .isLessThan(json.at("/models/persistence/mase").asDouble());
        assertThat(json.at("/models/ridge/fallbacks").asInt()).isZero();
        // Steps of a day all begin at the same hour.
        assertThat(Files.readString(directory.resolve("report/backtest.html")).contains("By hour of day"))
                .isEqualTo(step.compareTo(Duration.ofDays(1)) < 0);
    }

    @Test
    void shouldKeepTheStepOfTheConfiguration() throws IOException {
        // given
        Files.writeString(
                directory.resolve("daily.csv"),
                "sensor_id,timestamp,value\n"
                        + "a,2023-05-01T00:00,1\na,2023-05-02T00:00,2\na,2023-05-03T00:00,3\na,2023-05-04T00:00,3\n");
        TestTerminal open = terminal();
        TestTerminal set = new TestTerminal(directory, Map.of("FOREFLOW_WINDOW_STEP", "1h"));
        TestTerminal wrong = terminal();

        // when
        open.run("backtest", "--data", "daily.csv");
        set.run("backtest", "--data", "daily.csv");
        int exitCode = wrong.run("backtest", "--data", "daily.csv", "--step", "soon");

        // then
        assertThat(open.err())
                .contains("note: the readings come every 1 d, and are forecast in such steps; for the service set"
                        + " window.step: 1d")
                .contains("it takes 28 buckets");
        assertThat(set.err())
                .contains("window.step is 1 h: most buckets are empty")
                .contains("it takes 54 buckets");
        assertThat(exitCode).isEqualTo(1);
        assertThat(wrong.err()).contains("window.step (soon");
    }

    @Test
    void shouldReportOnTheDataAndNameWhatIsNotScored() throws IOException {
        // given: -200 in some rows of a sensor, which therefore stands first, and a sensor that ends early
        StringBuilder rows = new StringBuilder(readings(42));
        Random random = new Random(3);
        for (int hour = 0; hour < 24 * 42; hour++) {
            String value = random.nextInt(20) == 0 ? "-200" : Integer.toString(random.nextInt(90));
            rows.append("west,")
                    .append(START.plusHours(hour))
                    .append(',')
                    .append(value)
                    .append('\n');
            if (hour < 200) {
                rows.append("ended,").append(START.plusHours(hour)).append(",5\n");
            }
        }
        Files.writeString(directory.resolve("readings.csv"), rows);
        TestTerminal terminal = terminal();

        // when
        int exitCode =
                terminal.run("backtest", "--data", "readings.csv", "--models", "ridge", "--out", "report", "--json");

        // then
        assertThat(exitCode).isZero();
        assertThat(terminal.err())
                .containsSubsequence(
                        "SENSOR",
                        "READINGS",
                        "SUSPECTS",
                        "west",
                        "-200 (",
                        "ended",
                        "note: -200 probably means",
                        "--missing=-200",
                        "making windows",
                        "MASE of",
                        "not scored: ended: its last value, of 2023-05-09");
        JsonNode json = new ObjectMapper().readTree(terminal.out());
        assertThat(json.at("/data/0").asText()).isEqualTo("readings.csv");
        assertThat(json.at("/notScored")).hasSize(1);
        assertThat(json.at("/notScored/0/sensor").asText()).isEqualTo("ended");
        assertThat(json.at("/notScored/0/reason").asText()).contains("before the test block");
        assertThat(json.at("/profiles")).hasSize(4);
        JsonNode west = json.at("/profiles/3");
        assertThat(west.path("sensor").asText()).isEqualTo("west");
        assertThat(west.path("readings").asInt()).isEqualTo(1008);
        assertThat(west.path("gaps").asInt()).isZero();
        assertThat(west.path("readingsPerBucket").asDouble()).isEqualTo(1);
        assertThat(west.at("/suspects/0/value").asDouble()).isEqualTo(-200);
        assertThat(west.at("/longestRun/readings").asInt()).isPositive();
        assertThat(directory.resolve("report/backtest.html"))
                .content()
                .contains("<code>ended</code> is not scored: its last value");
    }

    @Test
    void shouldReadMarksOfTheConfigurationAsNoValue() throws IOException {
        // given: south has -200 in the hour from 7 of each day
        StringBuilder rows = new StringBuilder();
        readings(42).lines().forEach(line -> rows.append(
                        line.startsWith("south") && line.contains("T07:00")
                                ? line.replaceFirst("[^,]*$", "-200")
                                : line)
                .append('\n'));
        Files.writeString(directory.resolve("readings.csv"), rows);
        TestTerminal terminal = new TestTerminal(directory, Map.of("FOREFLOW_INPUT_MISSING", "-200,NA"));

        // when
        int exitCode = terminal.run("backtest", "--data", "readings.csv", "--models", "ridge", "--json");

        // then
        assertThat(exitCode).isZero();
        assertThat(terminal.err()).doesNotContain("-200");
        JsonNode json = new ObjectMapper().readTree(terminal.out());
        assertThat(json.at("/profiles/1/readings").asInt()).isEqualTo(42 * 23);
        assertThat(json.at("/profiles/1/gaps").asInt()).isEqualTo(42);
        assertThat(json.at("/profiles/1/suspects")).isEmpty();
    }

    @Test
    void shouldLeaveOutWhatWasMeasuredBeforeADate() throws IOException {
        // given
        Files.writeString(directory.resolve("readings.csv"), readings(42));
        TestTerminal terminal = terminal();

        // when
        int exitCode = terminal.run(
                "backtest", "--data", "readings.csv", "--from", "2023-05-08", "--test-share", "0.1", "--json");

        // then
        JsonNode json = new ObjectMapper().readTree(terminal.out());
        assertThat(exitCode).isZero();
        assertThat(json.path("readings").asInt()).isEqualTo(2 * 24 * 35);
        assertThat(json.at("/series/0/origins").asInt()).isEqualTo(84);
    }

    @Test
    void shouldTellEverythingThatIsWrongAtOnce() {
        // given
        TestTerminal terminal = terminal();

        // when
        int exitCode = terminal.run(
                "backtest",
                "--data",
                "nowhere.csv",
                "--models",
                "lsmt,holt-winter",
                "--from",
                "yesterday",
                "--test-share",
                "1.5");

        // then
        assertThat(exitCode).isEqualTo(2);
        assertThat(terminal.err().lines()).hasSize(1);
        assertThat(terminal.err())
                .contains("model lsmt must be one of ", "did you mean lstm?")
                .contains("model holt-winter must be one of ")
                .contains("--from (yesterday) must be a date such as 2015-12-01")
                .contains("--test-share (1.5) must be above 0 and below 1")
                .contains("--data nowhere.csv does not exist");
    }

    @Test
    void shouldSayWhenThereIsTooLittleToFitOn() throws IOException {
        // given
        Files.writeString(directory.resolve("short.csv"), readings(2));
        TestTerminal ofShort = terminal();
        TestTerminal ofNothing = terminal();

        // when
        int shortCode = ofShort.run("backtest", "--data", "short.csv");
        int emptyCode = ofNothing.run("backtest", "--data", "short.csv", "--from", "2030-01-01");

        // then
        assertThat(shortCode).isEqualTo(1);
        assertThat(ofShort.err())
                .contains("foreflow: the readings are too few: no sensor has a training window before");
        assertThat(emptyCode).isEqualTo(1);
        assertThat(ofNothing.err())
                .contains("foreflow: no reading is left from 2030-01-01T00:00:00Z on; look at --data and --from");
    }

    @Test
    void shouldSayWhyNoReadingIsLeft() throws IOException {
        // given
        Files.writeString(
                directory.resolve("bad.csv"), "sensor_id,timestamp,value\na,2026-01-01T00:00:00Z,much\na,noon,1\n");
        TestTerminal terminal = terminal();

        // when
        int code = terminal.run("backtest", "--data", "bad.csv");

        // then
        assertThat(code).isEqualTo(1);
        assertThat(terminal.err())
                .contains("no reading is left")
                .contains("2 were rejected, the first: ")
                .contains("line 2");
    }

    @Test
    void shouldFailWhenAModelThatWasAskedForCannotBeFitted() throws IOException {
        // given: windows, but no baseline that a network or ridge could correct
        Files.writeString(directory.resolve("week.csv"), readings(4));
        TestTerminal terminal = terminal();

        // when
        int exitCode = terminal.run("backtest", "--data", "week.csv", "--models", "dense", "--json");

        // then
        JsonNode json = new ObjectMapper().readTree(terminal.out());
        assertThat(exitCode).isEqualTo(1);
        assertThat(terminal.err()).contains("foreflow: dense cannot be fitted: ");
        assertThat(json.at("/leftOut/dense").asText()).isNotEmpty();
        assertThat(json.at("/series/0/models").has("usual")).isTrue();
        assertThat(json.at("/series/0/models").has("dense")).isFalse();
    }

    @Test
    void shouldFollowTheProtocolOfTheM4Competition() throws IOException {
        // given: two series, one of which nearly repeats its days
        StringBuilder train = new StringBuilder("V1,V2\n");
        StringBuilder test = new StringBuilder("V1,V2\n");
        Random random = new Random(237);
        for (String name : new String[] {"H1", "H2"}) {
            train.append('"').append(name).append('"');
            test.append(name);
            for (int hour = 0; hour < 700 + 48; hour++) {
                double noise = (name.equals("H1") ? 1 : 10) * random.nextGaussian();
                (hour < 700 ? train : test).append(',').append(100 + Math.abs(12 - hour % 24) + noise);
            }
            train.append(",,\n");
            test.append('\n');
        }
        Files.writeString(directory.resolve("Hourly-train.csv"), train);
        Files.writeString(directory.resolve("Hourly-test.csv"), test);
        TestTerminal terminal = terminal();

        // when
        int exitCode = terminal.run(
                "backtest", "--protocol", "m4", "--data", ".", "--models", "holt-winters", "--out", "m4", "--json");

        // then
        assertThat(terminal.err()).contains("SMAPE", "holt-winters", "OWA is relative to naive2 as computed here");
        assertThat(exitCode).isZero();
        JsonNode json = read(terminal.out());
        assertThat(json.path("series").asInt()).isEqualTo(2);
        assertThat(json.at("/models/naive2/owa").asDouble()).isEqualTo(1);
        assertThat(json.at("/models/yesterday/owa").asDouble()).isPositive();
        assertThat(Files.readAllLines(directory.resolve("m4/m4.csv")))
                .contains("series,model,smape,mase")
                .anyMatch(line -> line.startsWith("H2,holt-winters,"));
        try (BufferedReader rows = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(directory.resolve("m4/forecasts.csv.gz"))), UTF_8))) {
            assertThat(rows.lines()).hasSize(1 + 2 * json.path("models").size() * 48);
        }
    }

    @Test
    void shouldTellEverythingThatIsWrongWithTheM4Files() throws IOException {
        // given
        Files.writeString(directory.resolve("Hourly-train.csv"), "V1,V2\nH1,1,x\nH2,1,2\nH2,1,2\n");
        Files.writeString(directory.resolve("Hourly-test.csv"), "V1,V2\nH1,1\nH3,1\n");
        TestTerminal terminal = terminal();
        TestTerminal elsewhere = terminal();
        Files.createDirectory(directory.resolve("empty"));

        // when
        int exitCode = terminal.run("backtest", "--protocol", "m4", "--data", ".");
        int missing = elsewhere.run(
                "backtest", "--protocol", "m4", "--data", "empty", "--zone", "UTC", "--covariates", "temp");

        // then
        assertThat(exitCode).isEqualTo(1);
        assertThat(terminal.err())
                .contains("Hourly-train.csv, line 2: value 2 ('x') is not a number")
                .contains("Hourly-train.csv, line 4: H2 occurs twice")
                .contains("H1 of Hourly-test.csv has 1 values instead of 48")
                .contains("H2 of Hourly-train.csv is not in Hourly-test.csv")
                .contains("H3 of Hourly-test.csv is not in Hourly-train.csv");
        assertThat(missing).isEqualTo(2);
        assertThat(elsewhere.err()).contains("--protocol m4 takes no --zone, --covariates.");
    }

    @Test
    void shouldRefuseAFileInThePlaceOfTheM4Folder() throws IOException {
        // given
        Files.writeString(directory.resolve("Hourly-train.csv"), "V1,V2\nH1,1\n");
        TestTerminal terminal = terminal();

        // when
        int exitCode = terminal.run("backtest", "--protocol", "m4", "--data", "Hourly-train.csv");

        // then
        assertThat(exitCode).isEqualTo(2);
        assertThat(terminal.err())
                .contains("--data Hourly-train.csv must be the folder with Hourly-train.csv and Hourly-test.csv");
    }

    @Test
    void shouldNameEveryOptionThatM4DoesNotTakeAtOnce() throws IOException {
        // given: a configuration that could not even be read
        Files.writeString(directory.resolve("mine.yaml"), "windw: {}\n");
        TestTerminal terminal = terminal();

        // when
        int exitCode = terminal.run(
                "backtest",
                "--protocol",
                "m4",
                "--data",
                ".",
                ".",
                "--config",
                "mine.yaml",
                "--test-share",
                "0.2",
                "--new-sensors",
                "2",
                "--from",
                "2023-05-01",
                "--zone",
                "UTC",
                "--holidays",
                "none",
                "--covariates",
                "none");

        // then
        assertThat(exitCode).isEqualTo(2);
        assertThat(terminal.err())
                .contains("--protocol m4 takes no --zone, --holidays, --covariates, --from, --test-share,"
                        + " --new-sensors, --config; --protocol m4 takes one folder with --data.");
    }

    @Test
    void shouldReachOnRealTrafficWhatRidgeReaches() {
        // given
        Assumptions.assumeTrue(DataFolder.find().isPresent(), "no data folder");
        Path data = DataFolder.find().orElseThrow().resolve("pems_i880_2021/i880_flow_hourly_long.csv.gz");
        TestTerminal terminal = terminal();

        // when
        int exitCode = terminal.run("backtest", "--data", data.toString(), "--zone", "America/Los_Angeles", "--json");

        // then
        assertThat(exitCode).isZero();
        JsonNode json = read(terminal.out());
        assertThat(json.at("/models/ridge/mase").asDouble()).isBetween(0.55, 0.60);
        assertThat(json.at("/models/usual/mase").asDouble()).isBetween(0.64, 0.66);
        assertThat(json.at("/models/ridge/fallbacks").asInt()).isZero();
    }

    private static JsonNode read(String json) {
        try {
            return new ObjectMapper().readTree(json);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
