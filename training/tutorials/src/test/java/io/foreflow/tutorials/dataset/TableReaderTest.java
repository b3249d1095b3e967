package io.foreflow.tutorials.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.training.data.DatasetException;
import io.foreflow.tutorials.dataset.TableFormat.Separator;
import io.foreflow.tutorials.dataset.TableFormat.TextColumns;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableReaderTest {
    private static final TableFormat WITHOUT_TEXT = new TableFormat(Separator.COMMA, List.of(), TextColumns.LEFT_OUT);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"a,b\n1,2.5\n-3,4e2\n", "a,b\r\n1,2.5\r\n-3,4e2", "\uFEFFa, b\n\n\"1\",2.5\n-3, 4E+2 \n\n"})
    void shouldReadAHeaderAndRowsWithAnyLineEnds(String text) throws IOException {
        // when
        Table table = TableReader.read(file(text), TableFormat.WITH_HEADER);

        // then
        assertThat(table).isEqualTo(Table.of(List.of("a", "b"), new double[] {1, -3}, new double[] {2.5, 400}));
    }

    @Test
    void shouldReadGzipAndNamesFromTheFormat() throws IOException {
        // given
        Path file = DataTestFiles.write(folder.resolve("no-suffix"), DataTestFiles.gzip("  1  2\n\t3\t 4 \n"));
        TableFormat format = new TableFormat(Separator.BLANKS, List.of("x", "y"), TextColumns.REFUSED);

        // when
        Table table = TableReader.read(file, format);

        // then
        assertThat(table).isEqualTo(Table.of(List.of("x", "y"), new double[] {1, 3}, new double[] {2, 4}));
    }

    @Test
    void shouldTakeEmptyAndNamedGapsAsMissing() throws IOException {
        // when
        Table table = TableReader.read(file("a,b\n,1\nNA,2\nNone,3\nnan,4\nNaN,5\n6,6\n"), TableFormat.WITH_HEADER);

        // then
        assertThat(table.column("a")).containsExactly(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, 6);
        assertThat(table.complete()).isEqualTo(Table.of(List.of("a", "b"), new double[] {6}, new double[] {6}));
    }

    @Test
    void shouldLeaveColumnsOfTextOutOnRequest() throws IOException {
        // when
        Table table = TableReader.read(file("a,b,c\n1,2,\"x, y\"\n3,1d,7\n"), WITHOUT_TEXT);

        // then
        assertThat(table).isEqualTo(Table.of(List.of("a"), new double[] {1, 3}));
    }

    @ParameterizedTest
    @ValueSource(strings = {"far", "1d", "0x1p3", "Infinity", "1,000", "1 2"})
    void shouldRefuseTextWhereANumberIsDue(String cell) {
        // given
        Path file = file("a,b\n1,2\n3,\"" + cell + "\"\n");

        // when, then
        assertThatThrownBy(() -> TableReader.read(file, TableFormat.WITH_HEADER))
                .isInstanceOf(DatasetException.class)
                .hasMessage(file + ", line 3, column b: '" + cell + "' is not a number");
    }

    @Test
    void shouldRefuseARowOfAnotherLength() {
        Path file = file("a,b\n1,2\n3\n");
        assertThatThrownBy(() -> TableReader.read(file, TableFormat.WITH_HEADER))
                .hasMessage(file + ", line 3: 1 cells, not 2");
    }

    @Test
    void shouldRefuseAQuoteThatIsNotClosed() {
        Path file = file("a,b\n1,\"2\n3,4\n");
        assertThatThrownBy(() -> TableReader.read(file, TableFormat.WITH_HEADER))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith(file + " cannot be read: ");
    }

    @Test
    void shouldRefuseAHeaderWithANameTwice() {
        Path file = file("a,b,a\n1,2,3\n");
        assertThatThrownBy(() -> TableReader.read(file, TableFormat.WITH_HEADER))
                .hasMessage(file + ", line 1: a column's name occurs twice in [a, b, a]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a,b\n", "\n\n", "a\nx\n"})
    void shouldRefuseAFileWithoutRowsOfNumbers(String text) {
        Path file = file(text);
        assertThatThrownBy(() -> TableReader.read(file, WITHOUT_TEXT)).hasMessage(file + " holds no row of numbers");
    }

    @Test
    void shouldRefuseAFileThatIsNotThere() {
        Path file = folder.resolve("none.csv");
        assertThatThrownBy(() -> TableReader.read(file, TableFormat.WITH_HEADER))
                .isInstanceOf(DatasetException.class)
                .hasMessage(file + " does not exist; foreflow data list says how to get it");
    }

    @Test
    void shouldRefuseGzipThatEndsTooEarly() {
        // given
        byte[] whole = DataTestFiles.gzip("a\n" + "1\n2\n3\n".repeat(1000));
        Path file = DataTestFiles.write(folder.resolve("cut.gz"), Arrays.copyOf(whole, whole.length - 12));

        // when, then
        assertThatThrownBy(() -> TableReader.read(file, TableFormat.WITH_HEADER))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith(file + " cannot be read: ");
    }

    @Test
    void shouldReadAmesAsTheTutorialDoes() throws IOException {
        // when
        Table table = TableReader.read(DataTestFiles.real("ames_house_prices/train.csv"), WITHOUT_TEXT);

        // then 37 features, Id among them, and the price
        assertThat(table.rows()).isEqualTo(1_460);
        assertThat(table.columns()).hasSize(38).contains("Id", "LotFrontage").endsWith("SalePrice");
        assertThat(table.complete().rows()).isEqualTo(1_121);
    }

    @Test
    void shouldReadTheOtherTables() throws IOException {
        assertThat(TableReader.read(
                                DataTestFiles.real("california_housing/keras_order_full.csv.gz"),
                                TableFormat.WITH_HEADER)
                        .toString())
                .isEqualTo("Table[20640 rows of 9 columns]");
        assertThat(TableReader.read(DataTestFiles.real("california_housing/housing.csv"), WITHOUT_TEXT)
                        .complete()
                        .rows())
                .isEqualTo(20_640 - 207);
        assertThat(Arrays.stream(TableReader.read(
                                        DataTestFiles.real("house_price_above_median/housepricedata.csv"),
                                        TableFormat.WITH_HEADER)
                                .column("AboveMedianPrice"))
                        .sum())
                .isEqualTo(728);
        List<String> names = List.of("a", "b", "c", "d", "e", "f", "g", "h", "class");
        assertThat(Arrays.stream(TableReader.read(
                                        DataTestFiles.real("pima_diabetes/pima-indians-diabetes.csv"),
                                        new TableFormat(Separator.COMMA, names, TextColumns.REFUSED))
                                .column("class"))
                        .sum())
                .isEqualTo(268);
    }

    private Path file(String text) {
        return DataTestFiles.write(folder.resolve("table.csv"), text);
    }
}
