package io.foreflow.forecaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.foreflow.models.bundle.Bundles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainFromFileTest {
    private static final LocalDateTime START = LocalDateTime.parse("2023-05-01T00:00");

    @TempDir
    private Path directory;

    @Test
    void shouldReportOnTheDataAndNameTheSensorsWithoutAWindow() throws IOException {
        // given: hours with a mark of a missing value, a sensor of a day, and one with a reading every six hours
        Random random = new Random(7);
        StringBuilder rows = new StringBuilder("sensor_id,timestamp,value\n");
        for (int hour = 0; hour < 24 * 30; hour++) {
            LocalDateTime time = START.plusHours(hour);
            int value = random.nextInt(20) == 0 ? -9999 : 50 + hour % 24 + random.nextInt(5);
            rows.append("north,").append(time).append(',').append(value).append('\n');
            if (hour < 24) {
                rows.append("day,").append(time).append(",1\n");
            }
            if (hour % 6 == 0) {
                rows.append("slow,").append(time).append(',').append(hour).append('\n');
            }
        }
        Files.writeString(directory.resolve("readings.csv"), rows);
        TestTerminal terminal = new TestTerminal(directory, Map.of());

        // when
        int exitCode = terminal.run(
                "train", "--recipe", "tutorial-dense", "--from", "readings.csv", "--out", "a.bundle", "--json");

        // then
        assertThat(exitCode).isZero();
        assertThat(terminal.err())
                .containsSubsequence(
                        "SENSOR",
                        "north",
                        "-9999 (",
                        "note: -9999 probably means",
                        "note: slow has a reading every 6 h",
                        "no training window: day: its longest stretch without a gap of more than 3 step(s)"
                                + " (window.maxGap) has 24 step(s) of PT1H, and a training window takes 30",
                        "no training window: slow: ",
                        "training windows; fitting");
        JsonNode json = new ObjectMapper().readTree(terminal.out());
        assertThat(json.at("/sensors").asInt()).isEqualTo(1);
        assertThat(json.at("/withoutWindows/0/sensor").asText()).isEqualTo("day");
        assertThat(json.at("/withoutWindows/1/sensor").asText()).isEqualTo("slow");
        assertThat(json.at("/profiles/1/suspects/0/value").asDouble()).isEqualTo(-9999);
        assertThat(json.at("/profiles/2/readingsPerBucket").asDouble()).isBetween(0.16, 0.17);
    }

    @Test
    void shouldTakeTheStepOfRareReadingsAndTheOneThatIsNamed() throws IOException {
        // given: a reading a day, and one every quarter of an hour
        Random random = new Random(7);
        StringBuilder daily = new StringBuilder("sensor_id,timestamp,value\n");
        StringBuilder quarters = new StringBuilder(daily);
        for (int i = 0; i < 960; i++) {
            int value = 50 + i % 7 * 10 + random.nextInt(5);
            if (i < 200) {
                daily.append("a,")
                        .append(START.plusDays(i))
                        .append(',')
                        .append(value)
                        .append('\n');
            }
            quarters.append("a,")
                    .append(START.plusMinutes(15L * i))
                    .append(',')
                    .append(value)
                    .append('\n');
        }
        Files.writeString(directory.resolve("daily.csv"), daily);
        Files.writeString(directory.resolve("quarters.csv"), quarters);

        // then
        assertThat(trained("daily.csv"))
                .contains("note: the readings come every 1 d, and are forecast in such steps; for the service set"
                        + " window.step: 1d");
        assertThat(shape("daily.bundle")).contains("step=PT24H, history=7, horizon=14");
        assertThat(trained("quarters.csv", "--step", "15m")).doesNotContain("readings come every");
        assertThat(shape("quarters.bundle")).contains("step=PT15M, history=24, horizon=96");
    }

    private String trained(String file, String... more) {
        TestTerminal terminal = new TestTerminal(directory, Map.of());
        List<String> arguments = new ArrayList<>(List.of(
                "train", "--recipe", "tutorial-dense", "--from", file, "--out", file.replace(".csv", ".bundle")));
        arguments.addAll(List.of(more));
        assertThat(terminal.run(arguments.toArray(String[]::new)))
                .as(terminal.err())
                .isZero();
        return terminal.err();
    }

    private String shape(String bundle) throws IOException {
        return Bundles.read(Files.readAllBytes(directory.resolve(bundle)))
                .forecastTask()
                .shape()
                .toString();
    }
}
