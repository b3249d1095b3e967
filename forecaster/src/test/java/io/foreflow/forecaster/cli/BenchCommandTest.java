package io.foreflow.forecaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.forecaster.bench.EngineBench.Effort;
import io.foreflow.forecaster.bench.PipelineLoad;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.engine.fused.FusedEngine;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BenchCommandTest {
    private static final Effort HARDLY_ANY = new Effort(1, 1, 2, 64, 2, 2);

    @TempDir
    private Path directory;

    @Test
    void shouldTellOfEveryEngineOnEveryNetwork() throws Exception {
        // given
        TestTerminal terminal = new TestTerminal(directory, Map.of());

        // when
        int exitCode = new CommandLine(new BenchCommand(terminal.environment(), HARDLY_ANY, PipelineLoad.FULL))
                .execute("--json");

        // then
        assertThat(exitCode).isZero();
        JsonNode json = Json.MAPPER.readTree(terminal.out());
        for (String network : new String[] {"dense", "lstm"}) {
            JsonNode predict = json.path("predict").path(network);
            assertThat(predict.path("fusedNanos").doubleValue()).isPositive();
            assertThat(predict.path("dl4jNanos").doubleValue()).isPositive();
            assertThat(predict.path("onnxNanos").doubleValue()).isPositive();
            assertThat(predict.path("ratios").path("onnx").doubleValue()).isPositive();
            JsonNode epoch = json.path("trainEpoch").path(network);
            assertThat(epoch.path("fusedMillis").doubleValue()).isPositive();
            assertThat(epoch.path("dl4jMillis").doubleValue()).isPositive();
            assertThat(epoch.has("onnxMillis")).isFalse();
            assertThat(predict.has("vectorNanos")).isTrue();
            assertThat(predict.path("vectorNanos").isNull()).isNotEqualTo(FusedEngine.isVectorApiThere());
        }
        assertThat(json.path("machine").path("cores").intValue()).isPositive();
    }

    @Test
    void shouldPrintATable() {
        // given
        TestTerminal terminal = new TestTerminal(directory, Map.of());

        // when
        int exitCode =
                new CommandLine(new BenchCommand(terminal.environment(), HARDLY_ANY, PipelineLoad.FULL)).execute();

        // then
        assertThat(exitCode).isZero();
        assertThat(terminal.out()).contains("predict dense", "epoch lstm", "onnx", "times as long");
    }
}
