package io.foreflow.forecaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.engine.Initialization;
import io.foreflow.models.forecast.FeatureSet;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.BuildFacts;
import io.foreflow.models.model.FitFacts;
import io.foreflow.models.model.ForecastTask;
import io.foreflow.models.model.ModelCard;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.series.WindowShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportCommandTest {
    @TempDir
    private Path directory;

    private byte[] bundle = {};

    @BeforeEach
    void writeABundle() throws IOException {
        NetworkSpec network = NetworkSpec.sequential(FeatureSet.named("tutorial-row")
                        .inputs(WindowShape.DEFAULT)
                        .values()
                        .iterator()
                        .next())
                .add(new Dense(16, Activation.RELU))
                .add(new Dense(24, Activation.LINEAR))
                .build();
        bundle = Bundles.write(new TrainedModel(
                new ModelRef("traffic", "3"),
                network,
                Initialization.weights(network, 1),
                new ForecastTask(WindowShape.DEFAULT, Set.of(ZoneId.of("UTC")), "tutorial-row"),
                new ModelCard(
                        new BuildFacts("tutorial-dense", Instant.EPOCH, "fused", "0.1.0", "17", "amd64"),
                        new FitFacts("0".repeat(64), 100, 1, 237, 1, 1),
                        Map.of())));
        Files.write(directory.resolve("traffic.bundle"), bundle);
    }

    @Test
    void shouldWriteAFileThatOnnxRuntimeReads() throws Exception {
        // given
        TestTerminal terminal = new TestTerminal(directory, Map.of());

        // when
        int exitCode = terminal.run("models", "export", "traffic.bundle", "--format", "onnx");

        // then
        assertThat(terminal.err()).isEmpty();
        assertThat(exitCode).isZero();
        assertThat(terminal.out())
                .contains("traffic@3")
                .contains("tutorial-row")
                .contains("(value − level) / scale");
        byte[] file = Files.readAllBytes(directory.resolve("traffic-3.onnx"));
        try (OrtSession session = OrtEnvironment.getEnvironment().createSession(file)) {
            assertThat(session.getMetadata().getCustomMetadata())
                    .containsEntry("model", "traffic")
                    .containsEntry("version", "3")
                    .containsEntry("features", "tutorial-row")
                    .containsEntry("bundle.sha256", Bundles.sha256(bundle));
        }
    }

    @Test
    void shouldLeaveAFileThatIsThere() throws IOException {
        // given
        Files.writeString(directory.resolve("there.onnx"), "mine");
        TestTerminal terminal = new TestTerminal(directory, Map.of());

        // when
        int exitCode = terminal.run("models", "export", "traffic.bundle", "--format", "onnx", "--out", "there.onnx");

        // then
        assertThat(exitCode).isEqualTo(1);
        assertThat(terminal.err()).contains("exists already").hasLineCount(1);
        assertThat(directory.resolve("there.onnx")).hasContent("mine");
    }

    @Test
    void shouldRefuseAnotherFormat() {
        TestTerminal terminal = new TestTerminal(directory, Map.of());
        assertThat(terminal.run("models", "export", "traffic.bundle", "--format", "pmml"))
                .isEqualTo(2);
        assertThat(terminal.err()).contains("pmml").contains("onnx");
    }

    @Test
    void shouldSayThatThereIsNoSuchFile() {
        TestTerminal terminal = new TestTerminal(directory, Map.of());
        assertThat(terminal.run("models", "export", "none.bundle", "--format", "onnx"))
                .isEqualTo(1);
        assertThat(terminal.err()).contains("none.bundle").hasLineCount(1);
    }

    @Test
    void shouldRefuseAFileThatIsNoBundle() throws IOException {
        Files.writeString(directory.resolve("text.bundle"), "not a bundle");
        TestTerminal terminal = new TestTerminal(directory, Map.of());
        assertThat(terminal.run("models", "export", "text.bundle", "--format", "onnx"))
                .isEqualTo(1);
        assertThat(terminal.err()).hasLineCount(1);
    }
}
