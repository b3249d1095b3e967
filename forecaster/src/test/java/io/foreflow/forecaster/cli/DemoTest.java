package io.foreflow.forecaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.ingest.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The main job from end to end, on a small file, then once more on the folder that it left. */
@Timeout(300)
class DemoTest {
    private static final int HOURS = 40 * 24;

    @TempDir
    private Path directory;

    @Test
    void shouldForecastWhatItHasTrainedOnAndHoldItsTopicsInItsFolder() throws IOException {
        // given
        writeReadings();
        TestTerminal terminal = new TestTerminal(directory, Map.of());

        // when
        int exitCode = terminal.run(
                "demo", "--once", "--json", "--network", "dense", "--data", "readings.csv", "--dir", "kept");

        // then
        assertThat(exitCode).as(terminal.err()).isZero();
        assertThat(terminal.out().lines()).hasSize(1);
        JsonNode result = Json.MAPPER.readTree(terminal.out());
        assertThat(result.get("sensors").asInt()).isEqualTo(2);
        assertThat(result.get("readings").asLong()).isEqualTo(2 * HOURS - 1);
        assertThat(result.get("rejected").asLong()).isZero();
        assertThat(result.get("trainingWindows").asLong()).isEqualTo(2 * (HOURS - 29));
        assertThat(result.get("windows").asLong()).isEqualTo(2 * (HOURS - 5));
        assertThat(result.get("forecasts").asLong()).isEqualTo(2 * HOURS);
        assertThat(result.get("fallbacks").asLong()).isBetween(1L, 2L * HOURS - 1);
        assertThat(result.at("/model/name").asText()).isEqualTo("default");
        assertThat(result.at("/model/network").asText()).isEqualTo("dense");
        for (String method : new String[] {"network", "yesterday", "lastWeek", "usual"}) {
            assertThat(result.at("/mase/" + method).asDouble()).isPositive();
        }
        assertThat(result.at("/mase/network").asDouble())
                .isLessThan(result.at("/mase/persistence").asDouble());
        assertThat(terminal.err())
                .contains("The latest forecasts:")
                .contains("north")
                .contains("south");
        assertThat(directory.resolve("kept")).isDirectoryContaining("glob:**.bundle");

        // when
        TestTerminal again = new TestTerminal(directory, Map.of());
        int secondExitCode = again.run("demo", "--once", "--json", "--dir", "kept");

        // then
        assertThat(secondExitCode).as(again.err()).isZero();
        assertThat(withoutSeconds(again.out())).isEqualTo(withoutSeconds(terminal.out()));
    }

    @Test
    void shouldLeaveAFolderOfSomethingElseAlone() throws IOException {
        // given
        Files.createDirectories(directory.resolve("mine"));
        Files.writeString(directory.resolve("mine/letter.txt"), "Dear ...");
        TestTerminal terminal = new TestTerminal(directory, Map.of());

        // when
        int exitCode = terminal.run("demo", "--once", "--dir", "mine");

        // then
        assertThat(exitCode).isEqualTo(1);
        assertThat(terminal.err()).contains("holds other files than a finished demo");
        try (Stream<Path> content = Files.list(directory.resolve("mine"))) {
            assertThat(content).hasSize(1);
        }
    }

    @Test
    void shouldSayThatThereAreTooFewReadings() throws IOException {
        // given
        Files.writeString(directory.resolve("few.csv"), "sensor_id,timestamp,value\na,2026-01-01T00:00:00Z,1\n");
        TestTerminal terminal = new TestTerminal(directory, Map.of());

        // when
        int exitCode = terminal.run("demo", "--once", "--data", "few.csv");

        // then
        assertThat(exitCode).isEqualTo(1);
        assertThat(terminal.err()).contains("few.csv holds 1 readings");
    }

    /** Two sensors with a day and a week, noise, and one missing hour. */
    private void writeReadings() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        Instant start = Instant.parse("2025-06-02T00:00:00Z");
        StringBuilder csv = new StringBuilder("sensor_id,timestamp,value\n");
        for (String sensor : new String[] {"north", "south"}) {
            for (int hour = 0; hour < HOURS; hour++) {
                double daily = 100 * Math.sin(2 * Math.PI * hour / 24.0);
                double weekend = hour / 24 % 7 >= 5 ? 0.5 : 1;
                double value = Math.rint(300 + daily * weekend + 20 * random.nextDouble());
                if (hour != 500 || sensor.equals("south")) {
                    csv.append(sensor)
                            .append(',')
                            .append(start.plus(hour, ChronoUnit.HOURS))
                            .append(',')
                            .append(value);
                    csv.append('\n');
                }
            }
        }
        Files.writeString(directory.resolve("readings.csv"), csv);
    }

    private static JsonNode withoutSeconds(String json) throws IOException {
        ObjectNode node = (ObjectNode) Json.MAPPER.readTree(json);
        node.remove("seconds");
        return node;
    }
}
