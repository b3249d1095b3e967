package io.foreflow.ingest.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeparatorsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            ignoreLeadingAndTrailingWhitespace = false,
            quoteCharacter = '\u0001',
            value = {
                "a,b/1,2/3,4#,",
                "a;b/1;2/3;4#;",
                "a\tb/1\t2#\t",
                "a|b/1|2#|",
                // A comma before decimals, in every row.
                "a;b/1,5;2,5/3,5;4,5#;",
                // A comma in quotes.
                "a;b/\"x, y\";2/\"z, w\";4#;",
                // A comma in some cells only.
                "a;b;c/x, y;2;3/z;4;5#;",
                // More cells in as many lines.
                "a;b;c/1,2;3;4#;",
                // Nothing separates.
                "a b/1 2#,",
                "a#,"
            })
    void shouldFindTheCharacterUnderWhichMostLinesHaveAsManyCells(String lines, char separator) {
        assertThat(Separators.find(Arrays.asList(lines.split("/")))).isEqualTo(separator);
    }

    @Test
    void shouldNotBeMisledByAPreamble() {
        List<String> preamble = List.of("Export, of the plant", "made by: operator, on Monday", "Site, plant");
        List<String> rows = Collections.nCopies(20, "1;2;3");
        assertThat(Separators.find(
                        Stream.concat(preamble.stream(), rows.stream()).toList()))
                .isEqualTo(';');
    }

    @Test
    void shouldPassLinesWhoseQuotesDoNotFit() {
        assertThat(Separators.find(List.of("a;b", "\"1;2", "3;4"))).isEqualTo(';');
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {",#commas", ";#semicolons", "\t#tabs", "|#the character |", " #spaces", ":#the character :"})
    void shouldNameSeparatorsAsPeopleDo(char separator, String name) {
        assertThat(Separators.name(separator)).isEqualTo(name);
    }
}
