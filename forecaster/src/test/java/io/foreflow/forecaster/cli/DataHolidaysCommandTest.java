package io.foreflow.forecaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataHolidaysCommandTest {
    /** Holidays of the Saarland in the year 2023 that are none of the whole country. */
    private static final Set<String> SAARLAND = Set.of("2023-06-08", "2023-08-15", "2023-11-01");

    private static final Set<String> GERMAN = Set.of(
            "2023-01-01",
            "2023-04-07",
            "2023-04-10",
            "2023-05-01",
            "2023-05-18",
            "2023-05-29",
            "2023-10-03",
            "2023-12-25",
            "2023-12-26");

    @TempDir
    private Path directory;

    @Test
    void shouldNameTheRegionWhoseHolidaysFit() throws IOException {
        // given
        write(true);

        // when
        TestTerminal terminal = new TestTerminal(directory, Map.of());
        int exitCode = terminal.run("data", "holidays", "a.csv", "--zone", "Europe/Berlin");

        // then
        assertThat(exitCode).isZero();
        assertThat(terminal.out())
                .containsSubsequence(
                        "365 days of 1 sensor; calendars of DE and its 16 regions",
                        "CALENDAR",
                        "DE-SL",
                        "--holidays DE-SL fits best.",
                        "Better than DE: 2023-06-08, 2023-08-15, 2023-11-01")
                .doesNotContain("Worse than");
    }

    @Test
    void shouldKeepTheCountryAndTellScripts() throws IOException {
        // given
        write(false);

        // when
        TestTerminal terminal = new TestTerminal(directory, Map.of());
        TestTerminal script = new TestTerminal(directory, Map.of());
        int exitCode = terminal.run("data", "holidays", "a.csv", "--zone", "Europe/Berlin");
        int scriptCode = script.run("data", "holidays", "a.csv", "--zone", "Europe/Berlin", "--json");

        // then
        assertThat(exitCode).isZero();
        assertThat(terminal.out()).contains("The holidays of DE fit as well as any.");
        assertThat(scriptCode).isZero();
        JsonNode json = new ObjectMapper().readTree(script.out());
        assertThat(json.at("/country").asText()).isEqualTo("DE");
        assertThat(json.at("/best").asText()).isEqualTo("DE");
        assertThat(json.at("/calendars/0/error").asDouble()).isEqualTo(1);
    }

    @Test
    void shouldRefuseAZoneWithoutACountryAndTooFewDays() throws IOException {
        // given
        write(false);
        Files.writeString(directory.resolve("few.csv"), "sensor,time,value\nroad,2023-01-01T00:00Z,5\n");

        // when
        TestTerminal nowhere = new TestTerminal(directory, Map.of());
        TestTerminal few = new TestTerminal(directory, Map.of());

        // then
        assertThat(nowhere.run("data", "holidays", "a.csv", "--zone", "UTC")).isEqualTo(1);
        assertThat(nowhere.err()).contains("the zone UTC lies in no country", "--zone");
        assertThat(few.run("data", "holidays", "few.csv", "--zone", "Europe/Berlin"))
                .isEqualTo(1);
        assertThat(few.err()).contains("1 days of 1 sensor(s)", "give a few weeks of readings");
    }

    /** A road with half the traffic on Sundays and holidays. */
    private void write(boolean saarland) throws IOException {
        StringBuilder csv = new StringBuilder("sensor,time,value\n");
        LocalDate first = LocalDate.parse("2023-01-01");
        for (int day = 0; day < 365; day++) {
            LocalDate date = first.plusDays(day);
            String text = date.toString();
            boolean rests = date.getDayOfWeek() == DayOfWeek.SUNDAY
                    || GERMAN.contains(text)
                    || (saarland && SAARLAND.contains(text));
            for (int hour = 0; hour < 24; hour++) {
                csv.append(String.format("road,%sT%02d:00,%d%n", text, hour, (rests ? 50 : 100) + day * 7 % 5));
            }
        }
        Files.writeString(directory.resolve("a.csv"), csv);
    }
}
