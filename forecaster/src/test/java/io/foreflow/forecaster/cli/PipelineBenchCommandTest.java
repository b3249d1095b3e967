package io.foreflow.forecaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.forecaster.bench.EngineBench.Effort;
import io.foreflow.forecaster.bench.PipelineLoad;
import io.foreflow.forecaster.bench.PipelineLoad.ManySensors;
import io.foreflow.forecaster.bench.PipelineLoad.PacedLoad;
import io.foreflow.ingest.wire.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The benchmark of the pipeline with hardly any load, on the embedded broker. Nothing that is timed is asserted. */
@Timeout(300)
class PipelineBenchCommandTest {
    private static final int FIT_HOURS = 12 * 24;
    private static final PipelineLoad HARDLY_ANY = new PipelineLoad(
            1,
            2,
            60,
            20,
            FIT_HOURS,
            new ManySensors(3, 2, 1, 5),
            new PacedLoad(100, 2, Duration.ofMillis(200), Duration.ofMillis(500)),
            Duration.ofMinutes(5));

    @TempDir
    private Path directory;

    @Test
    void shouldMeasureEveryLoadAndWriteTheResultWithItsCommit() throws Exception {
        // given
        TestTerminal terminal = new TestTerminal(directory, Map.of());

        // when
        int exitCode = run(terminal, HARDLY_ANY, "--pipeline", "--json", "--out", "result.json");

        // then
        assertThat(exitCode).as(terminal.err()).isZero();
        List<String> lines = terminal.out().lines().toList();
        assertThat(lines).hasSize(1);
        JsonNode json = Json.MAPPER.readTree(lines.get(0));
        assertThat(json.path("hourly").path("passThrough").path("readings").intValue())
                .isEqualTo(120);
        for (String side : new String[] {"dense", "default", "dense5000"}) {
            JsonNode node = json.path("hourly").path(side);
            for (String figure : new String[] {"ratio", "forecastsPerSecond", "bytes"}) {
                assertThat(node.path(figure).doubleValue())
                        .as(side + " " + figure)
                        .isPositive();
            }
            assertThat(node.path("cpuMicros").isNumber()).as(side).isTrue();
            assertThat(node.path("networkShare").doubleValue()).as(side).isBetween(0.1, 1.0);
        }
        assertThat(json.at("/hourly/dense5000/sensors").intValue()).isEqualTo(3);
        assertThat(json.at("/hourly/dense5000/daysOfState").intValue()).isEqualTo(2);
        assertThat(json.at("/hourly/dense5000/readings").intValue()).isEqualTo(3 * 5);
        assertThat(json.at("/restore/wipedSeconds").doubleValue()).isPositive();
        assertThat(json.at("/restore/stateBytes").longValue()).isPositive();
        assertThat(json.at("/twelve/dense/ratio").doubleValue()).isPositive();
        assertThat(json.at("/twelve/dense/readingsPerSecond").doubleValue()).isPositive();
        assertThat(json.at("/latency/readings").intValue()).isEqualTo(50);
        assertThat(json.at("/latency/p50").doubleValue()).isPositive();
        assertThat(json.at("/latency/p99").doubleValue())
                .isGreaterThanOrEqualTo(json.at("/latency/p50").doubleValue());

        // and
        JsonNode written = Json.MAPPER.readTree(Files.readAllBytes(directory.resolve("result.json")));
        assertThat(written.path("commit").textValue()).isNotBlank();
        assertThat(written.path("hourly")).isEqualTo(json.path("hourly"));
    }

    @Test
    void shouldPrintATableAndSayThatTheTimeWasNotEnough() {
        // given
        PipelineLoad hurried =
                new PipelineLoad(1, 2, 60, 20, FIT_HOURS, HARDLY_ANY.many(), HARDLY_ANY.paced(), Duration.ofMillis(1));
        TestTerminal terminal = new TestTerminal(directory, Map.of());

        // when
        int exitCode = run(terminal, hurried, "--pipeline");

        // then
        assertThat(exitCode).as(terminal.err()).isZero();
        assertThat(terminal.out())
                .contains("pass-through", "hourly, many", "twelve", "CPU US/READING")
                .contains("3 sensors with 1 days of state; this machine cannot load 2 in the time")
                .contains("a start with this state: ready after")
                .contains("latency at 100 readings a second");
        assertThat(terminal.err()).contains("hourly, dense, warm-up", "hourly, default, round 1 of 1");
    }

    @Test
    void shouldRefuseAFileInAFolderThatDoesNotExistBeforeItMeasures() {
        // given
        TestTerminal terminal = new TestTerminal(directory, Map.of());

        // when
        int exitCode = terminal.run("bench", "--pipeline", "--out", "nowhere/result.json");

        // then
        assertThat(exitCode).isEqualTo(2);
        assertThat(terminal.err()).contains("--out nowhere/result.json lies in a folder that does not exist");
    }

    private static int run(TestTerminal terminal, PipelineLoad load, String... arguments) {
        return new CommandLine(new BenchCommand(terminal.environment(), new Effort(1, 1, 2, 64, 2, 2), load))
                .execute(arguments);
    }
}
