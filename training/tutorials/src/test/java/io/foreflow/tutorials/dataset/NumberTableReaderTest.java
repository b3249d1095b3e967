package io.foreflow.tutorials.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.training.data.DatasetException;
import io.foreflow.tutorials.dataset.NumberTableReader.Separator;
import io.foreflow.tutorials.dataset.NumberTableReader.TextColumns;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumberTableReaderTest {
    private static final NumberTableReader WITHOUT_TEXT =
            new NumberTableReader(Separator.COMMA, List.of(), TextColumns.LEFT_OUT);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"a,b\n1,2.5\n-3,4e2\n", "a,b\r\n1,2.5\r\n-3,4e2", "\uFEFFa, b\n\n\"1\",2.5\n-3, 4E+2 \n\n"})
    void shouldReadAHeaderAndRowsWithAnyLineEnds(String text) throws IOException {
        // when
        NumberTable table = NumberTableReader.WITH_HEADER.read(file(text));

        // then
        assertThat(table).isEqualTo(NumberTable.of(List.of("a", "b"), new double[] {1, -3}, new double[] {2.5, 400}));
    }

    @Test
    void shouldReadGzipAndNamesFromTheFormat() throws IOException {
        // given
        Path file = DataTestFiles.write(folder.resolve("no-suffix"), DataTestFiles.gzip("  1  2\n\t3\t 4 \n"));
        NumberTableReader format = new NumberTableReader(Separator.BLANKS, List.of("x", "y"), TextColumns.REFUSED);

        // when
        NumberTable table = format.read(file);

        // then
        assertThat(table).isEqualTo(NumberTable.of(List.of("x", "y"), new double[] {1, 3}, new double[] {2, 4}));
    }

    @Test
    void shouldTakeEmptyAndNamedGapsAsMissing() throws IOException {
        // when
        NumberTable table = NumberTableReader.WITH_HEADER.read(file("a,b\n,1\nNA,2\nNone,3\nnan,4\nNaN,5\n6,6\n"));

        // then
        assertThat(table.column("a")).containsExactly(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, 6);
        assertThat(table.complete()).isEqualTo(NumberTable.of(List.of("a", "b"), new double[] {6}, new double[] {6}));
    }

    @Test
    void shouldLeaveColumnsOfTextOutOnRequest() throws IOException {
        // when
        NumberTable table = WITHOUT_TEXT.read(file("a,b,c\n1,2,\"x, y\"\n3,1d,7\n"));

        // then
        assertThat(table).isEqualTo(NumberTable.of(List.of("a"), new double[] {1, 3}));
    }

    @ParameterizedTest
    @ValueSource(strings = {"far", "1d", "0x1p3", "Infinity", "1,000", "1 2"})
    void shouldRefuseTextWhereANumberIsDue(String cell) {
        // given
        Path file = file("a,b\n1,2\n3,\"" + cell + "\"\n");

        // when, then
        assertThatThrownBy(() -> NumberTableReader.WITH_HEADER.read(file))
                .isInstanceOf(DatasetException.class)
                .hasMessage(file + ", line 3, column b: '" + cell + "' is not a number");
    }

    @Test
    void shouldRefuseARowOfAnotherLength() {
        Path file = file("a,b\n1,2\n3\n");
        assertThatThrownBy(() -> NumberTableReader.WITH_HEADER.read(file))
                .hasMessage(file + ", line 3: 1 cells, not 2");
    }

    @Test
    void shouldRefuseAQuoteThatIsNotClosed() {
        Path file = file("a,b\n1,\"2\n3,4\n");
        assertThatThrownBy(() -> NumberTableReader.WITH_HEADER.read(file))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith(file + " cannot be read: ");
    }

    @Test
    void shouldRefuseAHeaderWithANameTwice() {
        Path file = file("a,b,a\n1,2,3\n");
        assertThatThrownBy(() -> NumberTableReader.WITH_HEADER.read(file))
                .hasMessage(file + ", line 1: a column's name occurs twice in [a, b, a]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a,b\n", "\n\n", "a\nx\n"})
    void shouldRefuseAFileWithoutRowsOfNumbers(String text) {
        Path file = file(text);
        assertThatThrownBy(() -> WITHOUT_TEXT.read(file)).hasMessage(file + " holds no row of numbers");
    }

    @Test
    void shouldRefuseAFileThatIsNotThere() {
        Path file = folder.resolve("none.csv");
        assertThatThrownBy(() -> NumberTableReader.WITH_HEADER.read(file))
                .isInstanceOf(DatasetException.class)
                .hasMessage(file + " does not exist; foreflow data list says how to get it");
    }

    @Test
    void shouldRefuseGzipThatEndsTooEarly() {
        // given
        byte[] whole = DataTestFiles.gzip("a\n" + "1\n2\n3\n".repeat(1000));
        Path file = DataTestFiles.write(folder.resolve("cut.gz"), Arrays.copyOf(whole, whole.length - 12));

        // when, then
        assertThatThrownBy(() -> NumberTableReader.WITH_HEADER.read(file))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith(file + " cannot be read: ");
    }

    @Test
    void shouldReadAmesAsTheTutorialDoes() throws IOException {
        // when
        NumberTable table = WITHOUT_TEXT.read(DataTestFiles.real("ames_house_prices/train.csv"));

        // then 37 features, Id among them, and the price
        assertThat(table.rows()).isEqualTo(1_460);
        assertThat(table.columns()).hasSize(38).contains("Id", "LotFrontage").endsWith("SalePrice");
        assertThat(table.complete().rows()).isEqualTo(1_121);
    }

    @Test
    void shouldReadTheOtherTables() throws IOException {
        assertThat(NumberTableReader.WITH_HEADER
                        .read(DataTestFiles.real("california_housing/keras_order_full.csv.gz"))
                        .toString())
                .isEqualTo("NumberTable[20640 rows of 9 columns]");
        assertThat(WITHOUT_TEXT
                        .read(DataTestFiles.real("california_housing/housing.csv"))
                        .complete()
                        .rows())
                .isEqualTo(20_640 - 207);
        assertThat(Arrays.stream(NumberTableReader.WITH_HEADER
                                .read(DataTestFiles.real("house_price_above_median/housepricedata.csv"))
                                .column("AboveMedianPrice"))
                        .sum())
                .isEqualTo(728);
        List<String> names = List.of("a", "b", "c", "d", "e", "f", "g", "h", "class");
        assertThat(Arrays.stream(new NumberTableReader(Separator.COMMA, names, TextColumns.REFUSED)
                                .read(DataTestFiles.real("pima_diabetes/pima-indians-diabetes.csv"))
                                .column("class"))
                        .sum())
                .isEqualTo(268);
    }

    private Path file(String text) {
        return DataTestFiles.write(folder.resolve("table.csv"), text);
    }
}
