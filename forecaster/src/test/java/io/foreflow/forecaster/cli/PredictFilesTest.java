package io.foreflow.forecaster.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Files as people write them, asked of the published bundles: what each comes to, and what is said. */
class PredictFilesTest {
    private static final Path BUNDLES =
            Path.of("../models/src/test/resources/golden/v1").toAbsolutePath();
    private static final String NOTHING = "";

    /** A file and what becomes of it: the rows of the answer without its header, and what is said on standard error. */
    private record Case(String file, String answers, String said) {
        static Case answered(String file, String... answers) {
            return new Case(file, String.join("\n", answers), NOTHING);
        }

        static Case refused(String file, String why) {
            return new Case(file, NOTHING, "foreflow: " + why);
        }

        Case noting(String note) {
            return new Case(file, answers, "note: " + note);
        }

        @Override
        public String toString() {
            return file;
        }
    }

    static final List<Case> CASES = List.of(
            Case.refused("t_0.csv", "t_0.csv holds nothing to answer"),
            Case.answered("t_blankend.csv", "t_blankend.csv:2 116429 USD"),
            Case.answered("t_bom.csv", "t_bom.csv:2 116429 USD"),
            Case.answered("t_case.csv", "t_case.csv:2 116429 USD"),
            Case.refused("t_dup.csv", "t_dup.csv:1: the header has the column rooms twice"),
            Case.refused("t_empty.csv", "t_empty.csv:2: it lacks age"),
            Case.answered("t_extra.csv", "t_extra.csv:2 116429 USD")
                    .noting("t_extra.csv has columns that the model does not read: id, price"),
            Case.refused("t_hdronly.csv", "t_hdronly.csv holds nothing to answer"),
            Case.refused("t_hex.csv", "t_hex.csv:2: column rooms (0x10) is not a number"),
            Case.refused(
                    "t_huge.csv",
                    "t_huge.csv:2: column rooms (1.0E308) must be a finite number that the model's scale can hold"),
            Case.answered("t_idx.csv", "t_idx.csv:2 116429 USD")
                    .noting("t_idx.csv has columns that the model does not read: 1 without a name"),
            Case.refused("t_miss.csv", "t_miss.csv:1: the header lacks age; the model reads rooms, age"),
            Case.refused("t_na.csv", "t_na.csv:2: column age (NA) is not a number"),
            Case.answered("t_nohdr.csv", "t_nohdr.csv:1 116429 USD", "t_nohdr.csv:2 114643 USD"),
            Case.answered("t_ok.csv", "t_ok.csv:2 116429 USD"),
            Case.answered("t_quote.csv", "t_quote.csv:2 116429 USD"),
            Case.answered("t_semi.csv", "t_semi.csv:2 116429 USD")
                    .noting("t_semi.csv is separated by semicolons, with decimal commas: 6,5 is read as 6.5"),
            Case.answered("t_swap.csv", "t_swap.csv:2 116429 USD"),
            Case.answered("t_swapnohdr.csv", "t_swapnohdr.csv:1 141429 USD"),
            Case.refused(
                    "t_thou.csv",
                    "t_thou.csv:2: column age (1,234) is not a number;"
                            + " write decimals with a point, thousands without a mark"),
            Case.refused("x1.txt", "x1.txt:2: the line is empty"),
            Case.answered("x2.txt", "x2.txt:1 positive 0.8176")
                    .noting("the model knows no word of x2.txt:1; it gives every such text the same answer"),
            Case.refused("x4.txt", "x4.txt is not UTF-8, perhaps Latin-1 or Windows-1252; save it as UTF-8"));

    @ParameterizedTest
    @FieldSource("CASES")
    void shouldAnswerOrSayWhyNot(Case given) throws URISyntaxException {
        // given
        TestTerminal terminal = new TestTerminal(folder(), Map.of());
        String bundle = given.file.endsWith(".csv") ? "regressor-columns.bundle" : "classifier-text.bundle";

        // when
        int exitCode =
                terminal.run("predict", "--model", BUNDLES.resolve(bundle).toString(), "--input", given.file);

        // then
        assertThat(terminal.err().strip()).isEqualTo(given.said);
        assertThat(rows(terminal.out())).isEqualTo(given.answers);
        assertThat(exitCode).isEqualTo(given.answers.isEmpty() ? 1 : 0);
    }

    @Test
    void shouldCoverEveryFile() throws IOException, URISyntaxException {
        try (Stream<Path> files = Files.list(folder())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            CASES.stream().map(Case::file).toList());
        }
    }

    private static String rows(String table) {
        return String.join(
                "\n",
                Arrays.stream(table.split("\\R"))
                        .skip(1)
                        .map(row -> row.replaceAll(" +", " "))
                        .toList());
    }

    private static Path folder() throws URISyntaxException {
        URL folder = requireNonNull(PredictFilesTest.class.getResource("/predict"), "/predict");
        return Path.of(folder.toURI());
    }
}
