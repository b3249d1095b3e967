package io.foreflow.forecaster.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.forecaster.topology.TinyInference;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.model.TrainedModel;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PredictCommandTest {
    @TempDir
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private TestTerminal terminal;

    @BeforeEach
    void writeModels() throws IOException {
        write("prices", TinyInference.prices("1", 10));
        write("steps", TinyInference.steps("1"));
        write("reviews", TinyInference.reviews("1"));
        write("pictures", TinyInference.pictures("1"));
        terminal = new TestTerminal(directory, Map.of());
    }

    private void write(String name, TrainedModel bundle) throws IOException {
        Files.write(directory.resolve(name + ".bundle"), Bundles.write(bundle));
    }

    // ---- tables

    @Test
    void shouldAnswerRowsOfATableWithAHeaderInAnyOrder() throws IOException {
        // given
        Files.writeString(directory.resolve("rooms.csv"), "age,id,\"rooms\"\n3,a,6.5\n0,b,4\n");

        // when
        int exitCode = predict("prices", "rooms.csv");

        // then
        assertThat(exitCode).isZero();
        assertThat(terminal.err())
                .isEqualToIgnoringNewLines("note: rooms.csv has columns that the model does not read: id");
        assertThat(terminal.out().lines())
                .containsExactly("INPUT        price  UNIT", "rooms.csv:2  68000  USD", "rooms.csv:3  40000  USD");
    }

    @Test
    void shouldAnswerRowsOfATableWithoutAHeader() throws IOException {
        // given
        try (OutputStream file = new GZIPOutputStream(Files.newOutputStream(directory.resolve("rooms.csv.gz")))) {
            file.write("\uFEFF6.5, 3\r\n4,0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        }

        // when
        int exitCode = predict("prices", "rooms.csv.gz", "--json");

        // then
        assertThat(terminal.err()).isEmpty();
        assertThat(exitCode).isZero();
        JsonNode json = Json.object(terminal.out().getBytes(StandardCharsets.UTF_8));
        assertThat(json.at("/model/name").textValue()).isEqualTo("prices");
        assertThat(json.at("/model/version").textValue()).isEqualTo("1");
        assertThat(json.at("/rows").intValue()).isEqualTo(2);
        assertThat(json.at("/answers/0"))
                .hasToString(
                        "{\"file\":\"rooms.csv.gz\",\"line\":1,\"class\":null,\"probability\":null,"
                                + "\"probabilities\":null,\"value\":68000.0,\"unit\":\"USD\",\"values\":null,\"unknownWordShare\":null}");
        assertThat(json.at("/answers/1/value").doubleValue()).isEqualTo(40_000);
    }

    @Test
    void shouldAnswerWithSeveralValues() throws IOException {
        Files.writeString(directory.resolve("last.csv"), "last\n41.5\n");

        assertThat(predict("steps", "last.csv")).isZero();
        assertThat(terminal.out().lines())
                .containsExactly("INPUT       next  after  UNIT", "last.csv:2  42.5   43.5  cars/h");
    }

    @Test
    void shouldAnswerEveryRowOfALongTable() throws IOException {
        // given
        StringBuilder rows = new StringBuilder("rooms,age\n");
        for (int i = 0; i < 1_000; i++) {
            rows.append(i).append(",0\n");
        }
        Files.writeString(directory.resolve("rooms.csv"), rows);

        // when
        int exitCode = predict("prices", "rooms.csv");

        // then
        assertThat(exitCode).isZero();
        assertThat(terminal.out().lines()).hasSize(1_001).last().asString().contains("rooms.csv:1001", "9990000");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'rooms,age\n6,1\n6,x\n' | bad.csv:3: column age (x) is not a number",
                "'rooms,age\n6,1\n6,NaN\n' | bad.csv:3: column age (NaN) is not a number",
                "'rooms,age\n6,1e999\n' | bad.csv:2: column age (Infinity) must be a finite number",
                "'rooms,age\n6,1\n6,\n' | bad.csv:3: it lacks age",
                "'rooms,age\n6,1\n6\n' | bad.csv:3: the row has 1 values where there are 2 columns: rooms, age",
                "'6,1\n6,1,2\n' | bad.csv:2: the row has 3 values where there are 2 columns",
                "'rooms,age\n\n6,1\n' | bad.csv:2: the line is empty",
                "'room,age\n6,1\n' | bad.csv:1: the header lacks rooms; the model reads rooms, age (a file without a header",
                "'rooms,age,rooms\n6,1,2\n' | bad.csv:1: the header has the column rooms twice",
                "'rooms,age\n\"6,1\n' | bad.csv:2: a quote is not closed",
                "'rooms,age\n' | bad.csv holds nothing to answer",
                "'' | bad.csv holds nothing to answer",
            })
    void shouldNameFileAndLineOfARowThatCannotBeAnswered(String content, String message) throws IOException {
        // given
        Files.writeString(directory.resolve("bad.csv"), content);

        // when
        int exitCode = predict("prices", "bad.csv");

        // then
        assertThat(exitCode).isEqualTo(1);
        assertThat(terminal.out()).isEmpty();
        assertThat(terminal.err()).hasLineCount(1).contains(message);
    }

    // ---- texts

    @Test
    void shouldAnswerEachLineOfAText() throws IOException {
        // given
        Files.writeString(directory.resolve("reviews.txt"), "A good film.\nBad, bad!\n");

        // when
        int exitCode = predict("reviews", "reviews.txt", "--top", "5");

        // then
        assertThat(exitCode).isZero();
        assertThat(terminal.out().lines())
                .containsExactly(
                        "INPUT          CLASS     PROBABILITY  TOP 5",
                        "reviews.txt:1  positive       0.8808  positive 0.8808, negative 0.1192",
                        "reviews.txt:2  negative       0.8808  negative 0.8808, positive 0.1192");
    }

    @Test
    void shouldAnswerAWholeText() throws IOException {
        // given
        Files.writeString(directory.resolve("review.txt"), "Good actors.\n\nA bad script. Good music.\n");

        // when
        int exitCode = predict("reviews", "review.txt", "--whole", "--json", "--top", "1");

        // then
        assertThat(exitCode).isZero();
        JsonNode json = Json.object(terminal.out().getBytes(StandardCharsets.UTF_8));
        assertThat(json.at("/answers/0"))
                .hasToString("{\"file\":\"review.txt\",\"line\":null,\"class\":\"positive\",\"probability\":0.5,"
                        + "\"probabilities\":[{\"class\":\"positive\",\"probability\":0.5}],"
                        + "\"value\":null,\"unit\":null,\"values\":null,\"unknownWordShare\":0.5714285714285714}");
    }

    @Test
    void shouldAnswerTextsWithoutAKnownWordAndSayWhichTheyAre() throws IOException {
        // given
        Files.writeString(
                directory.resolve("reviews.txt"), "good\nschlecht\nbad\n" + "so so\n".repeat(5) + "so good\n");

        // when
        int exitCode = predict("reviews", "reviews.txt");

        // then
        assertThat(exitCode).isZero();
        assertThat(terminal.err().lines())
                .containsExactly("note: the model knows no word of reviews.txt:2, reviews.txt:4, reviews.txt:5,"
                        + " reviews.txt:6, reviews.txt:7 and 1 more; it gives every such text the same answer");
        assertThat(terminal.out().lines())
                .hasSize(10)
                .contains("reviews.txt:2  positive       0.5000", "reviews.txt:9  positive       0.8808");
    }

    @Test
    void shouldRefuseALineWithoutAWordAndATextThatIsNotUtf8() throws IOException {
        Files.writeString(directory.resolve("dots.txt"), "good\n...\n");
        Files.write(directory.resolve("latin1.txt"), "schön".getBytes(ISO_8859_1));

        assertThat(predict("reviews", "dots.txt")).isEqualTo(1);
        assertThat(predict("reviews", "latin1.txt")).isEqualTo(1);

        assertThat(terminal.out()).isEmpty();
        assertThat(terminal.err().lines())
                .containsExactly(
                        "foreflow: dots.txt:2: the text holds no word",
                        "foreflow: latin1.txt is not UTF-8, perhaps Latin-1 or Windows-1252; save it as UTF-8");
    }

    // ---- pictures

    @Test
    void shouldAnswerPicturesAndFoldersOfThem() throws IOException {
        // given
        Files.createDirectory(directory.resolve("night"));
        picture("night/b.png", 10);
        picture("night/a.png", 250);
        Files.writeString(directory.resolve("night/.hidden"), "not a picture");
        picture("one.png", 80);

        // when
        int exitCode = predict("pictures", "night", "one.png");

        // then
        assertThat(terminal.err()).isEmpty();
        assertThat(exitCode).isZero();
        assertThat(terminal.out().lines())
                .containsExactly(
                        "INPUT        CLASS     PROBABILITY",
                        "night/a.png  bright         1.0000",
                        "night/b.png  dark           1.0000",
                        "one.png      middling       1.0000");
    }

    @Test
    void shouldNameTheFileThatIsNoPicture() throws IOException {
        Files.createDirectory(directory.resolve("mixed"));
        picture("mixed/a.png", 10);
        Files.writeString(directory.resolve("mixed/b.png"), "not a picture");

        assertThat(predict("pictures", "mixed")).isEqualTo(1);

        assertThat(terminal.out()).isEmpty();
        assertThat(terminal.err()).hasLineCount(1).contains("mixed/b.png: the picture is neither PNG nor JPEG");
    }

    private void picture(String name, int grey) throws IOException {
        BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, grey << 16 | grey << 8 | grey);
        ImageIO.write(image, "png", directory.resolve(name).toFile());
    }

    // ---- wrong usage

    @Test
    void shouldRefuseWhatCannotBeDone() throws IOException {
        Files.writeString(directory.resolve("rooms.csv"), "6,1\n");
        Files.createDirectory(directory.resolve("empty"));

        assertThat(predict("prices", "rooms.csv", "--top", "-1")).isEqualTo(2);
        assertThat(predict("prices", "rooms.csv", "--whole")).isEqualTo(1);
        assertThat(predict("prices", "rooms.csv", "--top", "2")).isEqualTo(1);
        assertThat(predict("none", "rooms.csv")).isEqualTo(1);
        assertThat(predict("prices", "none.csv")).isEqualTo(1);
        assertThat(predict("prices", "empty")).isEqualTo(1);

        assertThat(terminal.out()).isEmpty();
        assertThat(terminal.err())
                .contains(
                        "--top (-1) must be at least 0",
                        "--whole is for texts, but the model reads columns",
                        "--top is for classifiers, but the model estimates numbers",
                        "none.bundle does not exist",
                        "none.csv does not exist",
                        "empty is an empty folder");
    }

    private int predict(String model, String... rest) {
        String[] arguments = new String[rest.length + 4];
        arguments[0] = "predict";
        arguments[1] = "--model";
        arguments[2] = model + ".bundle";
        arguments[3] = "--input";
        System.arraycopy(rest, 0, arguments, 4, rest.length);
        return terminal.run(arguments);
    }
}
