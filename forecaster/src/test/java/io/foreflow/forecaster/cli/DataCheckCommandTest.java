package io.foreflow.forecaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCheckCommandTest {
    private static final LocalDateTime START = LocalDateTime.parse("2024-01-01T00:00");

    @TempDir
    private Path directory;

    @Test
    void shouldSayHowAFileIsReadAndWhatComesNext() throws IOException {
        // given: semicolons, decimal commas, a date and a clock, a constant id, a mark
        write("Bäche 1.csv", stations("dd.MM.yyyy;HH:mm"));

        // when
        TestTerminal terminal = new TestTerminal(directory, Map.of());
        int exitCode = terminal.run("data", "check", "Bäche 1.csv", "--zone", "Europe/Zurich");

        // then
        assertThat(exitCode).isZero();
        assertThat(terminal.out())
                .containsSubsequence(
                        "Bäche 1.csv can be read: 400 rows, 2 sensors, a reading every 1 h.",
                        "Read so:",
                        "cells are separated by semicolons",
                        "decimals stand after a comma",
                        "the time is Datum and Zeit, written dd.MM.yyyy HH:mm",
                        "2 columns, each a sensor",
                        "times are local times of Europe/Zurich",
                        "Ignored columns:",
                        "Nr: constant: 7 in every row",
                        "Pegel, m",
                        "note: -9999 probably means",
                        "Recommended:",
                        "--missing=-9999 reads -9999 as no value",
                        "Next:",
                        "foreflow backtest --data 'Bäche 1.csv' --missing=-9999 --zone Europe/Zurich",
                        "foreflow ingest 'Bäche 1.csv' --missing=-9999 --zone Europe/Zurich")
                .doesNotContain("ZONE");
    }

    @Test
    void shouldTellScriptsTheOptionsOfTheOtherCommands() throws IOException {
        // given
        write("a.csv", stations("dd.MM.yyyy;HH:mm"));

        // when
        JsonNode json = json(0, "data", "check", "a.csv", "--json");

        // then
        assertThat(json.at("/readable").asBoolean()).isTrue();
        assertThat(texts(json.at("/options"))).containsExactly("--missing=-9999");
        assertThat(json.at("/separator").asText()).isEqualTo(";");
        assertThat(json.at("/timePattern").asText()).isEqualTo("dd.MM.yyyy HH:mm");
        assertThat(json.at("/step").asText()).isEqualTo("1h");
        assertThat(json.at("/sensors").asInt()).isEqualTo(2);
        assertThat(json.at("/rows").asInt()).isEqualTo(400);
        assertThat(json.at("/passedOver/0/column").asText()).isEqualTo("Nr");
        assertThat(json.at("/passedOver/0/why").asText()).startsWith("constant");
        assertThat(json.at("/suspects/0/sensor").asText()).isEqualTo("Pegel, m");
        assertThat(json.at("/suspects/0/value").asDouble()).isEqualTo(-9999);
        assertThat(json.at("/suspects/0/share").asDouble()).isEqualTo(0.05);

        // when: what was recommended is given
        List<String> arguments = new ArrayList<>(List.of("data", "check", "a.csv", "--json"));
        arguments.addAll(texts(json.at("/options")));
        JsonNode again = json(0, arguments.toArray(String[]::new));

        // then: the marks are gone, and the options stay those to pass
        assertThat(again.at("/suspects")).isEmpty();
        assertThat(texts(again.at("/options"))).containsExactly("--missing=-9999");
    }

    @Test
    void shouldAskForWhatTheRowsDoNotDecide() throws IOException {
        // given: one day, on which day and month cannot be told apart
        List<String> rows = new ArrayList<>(List.of("when,flow"));
        for (int i = 0; i < 60; i++) {
            rows.add(DateTimeFormatter.ofPattern("MM/dd/yyyy HH:mm").format(START.plusMinutes(5L * i)) + ","
                    + i * 3 % 7);
        }
        write("a.csv", rows);

        // when
        JsonNode json = json(1, "data", "check", "a.csv", "--json");

        // then
        assertThat(json.at("/readable").asBoolean()).isFalse();
        assertThat(json.at("/options")).isEmpty();
        assertThat(json.at("/problems/0").asText())
                .contains("--time-pattern='dd/MM/yyyy HH:mm' or --time-pattern='MM/dd/yyyy HH:mm'");
        assertThat(json(0, "data", "check", "a.csv", "--json", "--time-pattern", "MM/dd/yyyy HH:mm")
                        .at("/step")
                        .asText())
                .isEqualTo("5m");
    }

    @Test
    void shouldLookAgainWithTheOptionsThatAFileNeeds() throws IOException {
        // given: an older encoding; no header
        Files.write(
                directory.resolve("old.csv"),
                "Zeit;Höhe\n01.01.2024 00:00;1,5\n01.01.2024 01:00;2\n".getBytes(Charset.forName("windows-1252")));
        write("bare.csv", List.of("a,2024-01-01T00:00,1", "b,2024-01-01T00:00,2", "a,2024-01-01T01:00,3"));

        // when
        JsonNode old = json(0, "data", "check", "old.csv", "--json");
        JsonNode bare = json(0, "data", "check", "bare.csv", "--json");

        // then
        assertThat(texts(old.at("/options"))).containsExactly("--encoding=windows-1252");
        assertThat(old.at("/profiles/0/sensor").asText()).isEqualTo("Höhe");
        assertThat(texts(bare.at("/options"))).containsExactly("--header=sensor_id,timestamp,value");
        assertThat(bare.at("/sensors").asInt()).isEqualTo(2);

        // and no other command takes them for granted
        TestTerminal terminal = new TestTerminal(directory, Map.of());
        assertThat(terminal.run("backtest", "--data", "old.csv", "bare.csv")).isEqualTo(1);
        assertThat(terminal.err())
                .contains("old.csv: it does not begin with text in UTF-8")
                .contains("--encoding=windows-1252")
                .contains("bare.csv: its first row is data and not a header")
                .contains("--header=sensor_id,timestamp,value");
    }

    @Test
    void shouldSayWhyAFileIsNoTable() throws IOException {
        // given
        Files.write(directory.resolve("a.xlsx"), "PK\u0003\u0004ü\u0000".getBytes(Charset.forName("windows-1252")));

        // when
        JsonNode json = json(1, "data", "check", "a.xlsx", "--json");

        // then
        assertThat(json.at("/readable").asBoolean()).isFalse();
        assertThat(json.at("/problems/0").asText()).contains("save the sheet as CSV");
        assertThat(json(1, "data", "check", "none.csv", "--json")
                        .at("/problems/0")
                        .asText())
                .endsWith("none.csv does not exist");
    }

    @Test
    void shouldTakeFromTheConfigurationWhatIsNotGiven() throws IOException {
        // given
        write("a.csv", stations("yyyy-MM-dd;HH:mm"));
        Files.writeString(directory.resolve("foreflow.yaml"), """
                input:
                  missing: [-9999]
                  csv: {columns: ["Pegel, m"], time: [Datum, Zeit]}
                window: {zone: Europe/Zurich}
                """);

        // when
        JsonNode json = json(0, "data", "check", "a.csv", "--json");

        // then
        assertThat(json.at("/sensors").asInt()).isEqualTo(1);
        assertThat(json.at("/profiles/0/sensor").asText()).isEqualTo("Pegel, m");
        assertThat(json.at("/profiles/0/from").asText()).isEqualTo("2023-12-31T23:00:00Z");
        assertThat(json.at("/suspects")).isEmpty();
    }

    @Test
    void shouldRefuseEveryWrongOptionAtOnce() throws IOException {
        // given
        write("a.csv", stations("yyyy-MM-dd;HH:mm"));

        // when
        TestTerminal terminal = new TestTerminal(directory, Map.of());
        int exitCode = terminal.run(
                "data",
                "check",
                "a.csv",
                "--time-marks",
                "middle",
                "--decimal",
                "dot",
                "--separator",
                "ab",
                "--encoding",
                "latin-99",
                "--time-pattern",
                "YYYY-qq");

        // then
        assertThat(exitCode).isEqualTo(2);
        assertThat(terminal.err())
                .contains("--time-marks (middle) must be start or end")
                .contains("--decimal (dot) must be point or comma")
                .contains("--separator (ab) must be one character")
                .contains("--encoding (latin-99) must be an encoding")
                .contains("--time-pattern (YYYY-qq) ");
    }

    @Test
    void shouldBacktestAForeignTableWithTheRecommendedOptions() throws IOException {
        // given
        write("a.csv", stations("dd.MM.yyyy;HH:mm"));

        // when
        TestTerminal terminal = new TestTerminal(directory, Map.of());
        int exitCode = terminal.run("backtest", "--data", "a.csv", "--missing=-9999", "--json");

        // then
        assertThat(exitCode).isZero();
        JsonNode json = new ObjectMapper().readTree(terminal.out());
        assertThat(json.at("/series")).hasSize(2);
        assertThat(json.at("/readings").asInt()).isEqualTo(780);
        assertThat(terminal.err())
                .contains("note: a.csv: cells are separated by semicolons; decimals stand after a comma; the time is")
                .contains("note: a.csv: ignored: Nr (constant: 7 in every row, such as an id)");
    }

    private List<String> stations(String pattern) {
        DateTimeFormatter format = DateTimeFormatter.ofPattern(pattern);
        List<String> rows = new ArrayList<>(List.of("Nr;Datum;Zeit;\"Pegel, m\";Abfluss"));
        for (int hour = 0; hour < 400; hour++) {
            String level = hour % 20 == 11 ? "-9999" : "1," + (10 + hour * 7 % 31);
            rows.add("7;" + format.format(START.plusHours(hour)) + ";" + level + ";" + hour * 13 % 29 + ",5");
        }
        return rows;
    }

    private void write(String name, List<String> rows) throws IOException {
        Files.write(directory.resolve(name), rows, UTF_8);
    }

    private JsonNode json(int exitCode, String... arguments) throws IOException {
        TestTerminal terminal = new TestTerminal(directory, Map.of());
        assertThat(terminal.run(arguments)).as(terminal.err()).isEqualTo(exitCode);
        return new ObjectMapper().readTree(terminal.out());
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
