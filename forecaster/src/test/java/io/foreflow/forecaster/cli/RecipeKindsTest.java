package io.foreflow.forecaster.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.foreflow.ingest.source.DataFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recipes that are no studies, from the command line. */
class RecipeKindsTest {
    @TempDir
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private TestTerminal terminal;

    @BeforeEach
    void open() {
        terminal = new TestTerminal(directory, System.getenv());
    }

    private static void requireData() {
        assumeTrue(DataFolder.find().isPresent(), "no data folder, see DataFolder");
    }

    @Test
    void shouldBeListedAndShown() {
        assertThat(terminal.run("recipes", "list")).isZero();
        assertThat(terminal.out()).contains("filter-pictures", "one-pixel", "reuters-tree");
        assertThat(terminal.run("recipes", "show", "one-pixel")).isZero();
        assertThat(terminal.out()).contains("kind: one-pixel");
        assertThat(terminal.run("recipes", "show", "one-pixel", "--summary")).isEqualTo(1);
        assertThat(terminal.err()).contains("no network of its own");
    }

    @Test
    void shouldSayThatAModelIsMissing() {
        requireData();

        assertThat(terminal.run("recipes", "run", "filter-pictures")).isEqualTo(1);
        assertThat(terminal.err()).contains("foreflow recipes run mnist-conv").contains("--model");
    }

    @Test
    void shouldPredictByATreeOfClassifiers() throws IOException {
        // given
        requireData();
        assertThat(terminal.run("recipes", "run", "reuters-tree", "--quick"))
                .as(terminal.err())
                .isZero();
        Files.writeString(directory.resolve("news.txt"), "Qtly net profit 12 cts vs loss 3 cts shr revs\n");

        // when
        int exitCode = terminal.run(
                "predict", "--model", "runs/reuters-tree-quick/reuters-tree.bundle", "--input", "news.txt", "--json");

        // then
        assertThat(exitCode).as(terminal.err()).isZero();
        assertThat(terminal.out()).contains("\"class\":\"earn\"");
    }
}
