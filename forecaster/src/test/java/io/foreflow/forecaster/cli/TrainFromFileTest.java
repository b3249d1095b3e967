package io.foreflow.forecaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
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
}
