package io.foreflow.forecaster.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.ingest.source.DataFolder;
import io.foreflow.ingest.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recipes from the command line, and the models that they leave. */
class RunRecipeCommandTest {
    @TempDir
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private TestTerminal terminal;

    @BeforeEach
    void open() {
        terminal = new TestTerminal(directory, System.getenv());
    }

    private static Path data() {
        assumeTrue(DataFolder.find().isPresent(), "no data folder, see DataFolder");
        return DataFolder.find().orElseThrow();
    }

    private JsonNode lastLine() throws IOException {
        List<String> lines = terminal.out().lines().toList();
        return Json.MAPPER.readTree(lines.get(lines.size() - 1));
    }

    @Test
    void shouldKeepTheContractOfItsJson() throws IOException {
        // given
        data();

        // when
        int exitCode = terminal.run("recipes", "run", "boston-linear", "--quick", "--seeds", "2", "--json");

        // then
        assertThat(exitCode).as(terminal.err()).isZero();
        JsonNode json = lastLine();
        assertThat(json.path("recipe").asText()).isEqualTo("boston-linear");
        assertThat(json.path("parameters").asInt()).isEqualTo(2);
        assertThat(json.path("epochs").asInt()).isEqualTo(101);
        assertThat(json.path("seconds").asDouble()).isPositive();
        // Ten seeds of Keras give 55.0 ± 0.9 and 75.6 ± 1.2.
        assertThat(json.path("metrics").path("trainingLoss").asDouble()).isCloseTo(55.0, within(3.0));
        assertThat(json.path("metrics").path("validationLoss").asDouble()).isCloseTo(75.6, within(4.0));
        assertThat(directory.resolve("runs/boston-linear-quick/report.html")).isRegularFile();
    }

    @Test
    void shouldAnswerWithTheModelOfATableOfTextsAndOfPictures() throws IOException {
        // given
        Path data = data();
        for (String recipe : List.of("boston-linear", "imdb", "dogs-cats-3conv", "traffic-lstm")) {
            assertThat(terminal.run("recipes", "run", recipe, "--quick", "--seeds", "1", "--out", recipe))
                    .as(terminal.err())
                    .isZero();
        }
        Files.writeString(directory.resolve("rooms.csv"), "RM\n6\n");
        Files.writeString(directory.resolve("review.txt"), "A wonderful film, the best I have seen; excellent!\n");
        Files.writeString(directory.resolve("hours.csv"), "200,210,220,230,240,250\n");
        Path picture;
        try (Stream<Path> files = Files.list(data.resolve("dogs_vs_cats/test/cats"))) {
            picture = files.sorted().findFirst().orElseThrow();
        }

        // then
        assertThat(predict("boston-linear", "rooms.csv").path("value").asDouble())
                .isBetween(15.0, 28.0);
        assertThat(predict("imdb", "review.txt").path("class").asText()).isEqualTo("positive");
        assertThat(predict("dogs-cats-3conv", picture.toString()).path("class").asText())
                .isIn("cats", "dogs");
        assertThat(predict("traffic-lstm", "hours.csv").path("values")).hasSize(24);
    }

    /** The first answer. */
    private JsonNode predict(String recipe, String input) throws IOException {
        int exitCode =
                terminal.run("predict", "--model", recipe + "/" + recipe + ".bundle", "--input", input, "--json");
        assertThat(exitCode).as(terminal.err()).isZero();
        return lastLine().path("answers").get(0);
    }

    @Test
    void shouldSendForecastersToTrain() {
        assertThat(terminal.run("recipes", "run", "lstm")).isEqualTo(2);
        assertThat(terminal.err()).contains("foreflow train --recipe lstm");
    }

    @Test
    void shouldRefuseADataFolderThatIsNotThereAndAFileInThePlaceOfAFolder() throws IOException {
        // given
        String nowhere = directory.resolve("nowhere").toString();
        TestTerminal astray = new TestTerminal(directory, Map.of("FOREFLOW_DATA", nowhere));
        TestTerminal file = new TestTerminal(directory, Map.of("FOREFLOW_DATA", directory.toString()));
        Files.writeString(directory.resolve("taken"), "");

        // when
        int withoutData = astray.run("recipes", "run", "boston-linear");
        int onAFile = file.run("recipes", "run", "boston-linear", "--out", "taken");

        // then
        assertThat(withoutData).isEqualTo(1);
        assertThat(astray.err())
                .isEqualToNormalizingNewlines(
                        "foreflow: FOREFLOW_DATA (" + nowhere + ") is not a folder; create it or unset it\n");
        assertThat(onAFile).isEqualTo(1);
        assertThat(file.err()).contains("taken is a file; name a folder with --out");
    }

    @Test
    void shouldSayWhichRecipesThereAre() {
        assertThat(terminal.run("recipes", "run", "imbd")).isEqualTo(1);
        assertThat(terminal.err()).contains("imdb");
        assertThat(terminal.run("recipes", "list")).isZero();
        assertThat(terminal.out()).contains("vgg16-fine-tune", "14,739,777", "tutorial-lstm", "default");
        assertThat(terminal.run("recipes", "show", "default")).isEqualTo(1);
        assertThat(terminal.err()).contains("default is an ensemble", "its networks are dense");
    }

    @Test
    void shouldPrintTheSummaryThatKerasPrints() {
        assertThat(terminal.run("recipes", "show", "mnist-conv", "--summary")).isZero();
        assertThat(terminal.out()).contains("conv2d_1 (Conv2D)", "(None, 11, 11, 64)", "18,496", "104,202");
    }

    @Test
    void shouldRunAFileOfOnesOwn() throws IOException {
        // given
        data();
        assertThat(terminal.run("recipes", "show", "boston-linear")).isZero();
        String mine =
                terminal.out().replace("name: boston-linear", "name: mine").replace("epochs: 101", "epochs: 3");
        Files.writeString(directory.resolve("mine.yaml"), mine);

        // then
        assertThat(terminal.run(
                        "recipes", "run", directory.resolve("mine.yaml").toString(), "--no-variants", "--seeds", "1"))
                .as(terminal.err())
                .isZero();
        assertThat(directory.resolve("runs/mine/mine.bundle")).isRegularFile();
    }
}
