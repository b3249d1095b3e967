package io.foreflow.ingest.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvCellsTest {
    @ParameterizedTest
    @ValueSource(chars = {',', ';', '\t', '|'})
    void shouldSplitAtTheSeparator(char separator) {
        assertThat(CsvCells.split("a%1$s b %1$s%1$s".replace("%1$s", String.valueOf(separator)), separator))
                .containsExactly("a", "b", "", "");
    }

    @ParameterizedTest
    @ValueSource(chars = {',', ';', '\t', '|'})
    void shouldKeepASeparatorInsideQuotes(char separator) {
        String line = "x%1$s \"a%1$sb\" %1$s\"c \"\"d\"\"\"%1$s".replace("%1$s", String.valueOf(separator));

        assertThat(CsvCells.split(line, separator)).containsExactly("x", "a" + separator + "b", "c \"d\"", "");
    }

    @Test
    void shouldLeaveCommasInACellBetweenSemicolons() {
        assertThat(CsvCells.split("6,5;3", ';')).containsExactly("6,5", "3");
        assertThat(CsvCells.split("\"6,5\";3,1", ';')).containsExactly("6,5", "3,1");
        assertThat(CsvCells.split("6,5;3")).containsExactly("6", "5;3");
    }

    @ParameterizedTest
    @ValueSource(chars = {'"', '\n', '\r'})
    void shouldRefuseAQuoteOrALineBreakAsSeparator(char separator) {
        assertThatThrownBy(() -> CsvCells.split("a,b", separator))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot separate cells");
    }

    @ParameterizedTest
    @ValueSource(chars = {',', ';', '\t'})
    void shouldRefuseAQuoteThatIsNotClosed(char separator) {
        assertThatThrownBy(() -> CsvCells.split("a" + separator + "\"b", separator))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a quote is not closed");
    }

    @Property
    void shouldReadBackWhatIsWrittenQuotedOrNot(
            @ForAll @Size(min = 1, max = 5)
                    List<@Chars({',', ';', '\t', '"', 'a'}) @CharRange(from = '0', to = '9') String> texts,
            @ForAll @IntRange(min = 0, max = 2) int which) {
        // given
        char separator = ",;\t".charAt(which);
        List<String> cells = texts.stream().map(CsvCells::strip).toList();
        String line = cells.stream()
                .map(cell -> cell.chars().anyMatch(c -> c == '"' || c == separator)
                        ? '"' + cell.replace("\"", "\"\"") + '"'
                        : cell)
                .collect(Collectors.joining(String.valueOf(separator)));

        // when
        List<String> read = CsvCells.split(line, separator);

        // then
        assertThat(read).isEqualTo(cells);
    }
}
