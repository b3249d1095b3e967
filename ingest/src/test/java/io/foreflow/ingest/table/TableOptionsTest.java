package io.foreflow.ingest.table;

import static java.nio.charset.StandardCharsets.UTF_16;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.ingest.time.TimePattern;
import io.foreflow.ingest.wire.MissingMarks;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableOptionsTest {
    @Test
    void shouldReadEveryKey() {
        // when
        TableOptions options = TableOptions.of(Map.ofEntries(
                Map.entry(TableKey.ENCODING, "utf-16"),
                Map.entry(TableKey.SEPARATOR, "tab"),
                Map.entry(TableKey.DECIMAL, "comma"),
                Map.entry(TableKey.HEADER, "a,b"),
                Map.entry(TableKey.TIME, "Date,Time"),
                Map.entry(TableKey.TIME_PATTERN, "dd.MM.yyyy HH:mm"),
                Map.entry(TableKey.TIME_MARKS, "end"),
                Map.entry(TableKey.SENSOR, "site,lane"),
                Map.entry(TableKey.COLUMNS, "flow*,!*old*"),
                Map.entry(TableKey.SKIP, "Total,"),
                Map.entry(TableKey.MISSING, "-999,k.A.")));

        // then
        assertThat(options)
                .isEqualTo(new TableOptions(
                        new TableOptions.Dialect(
                                Optional.of(UTF_16), Optional.of('\t'), Optional.of(','), List.of("a", "b")),
                        new TableOptions.Stamps(
                                List.of("Date", "Time"),
                                Optional.of(TimePattern.of("dd.MM.yyyy HH:mm")),
                                Optional.of(true)),
                        List.of("site", "lane"),
                        List.of("flow*", "!*old*"),
                        List.of(),
                        MissingMarks.of(List.of("-999", "k.A.")),
                        List.of("Total", "")));
    }

    @Test
    void shouldLeaveOpenWhatNobodyNames() {
        Map<TableKey, String> empty = new EnumMap<>(TableKey.class);
        Arrays.stream(TableKey.values()).forEach(key -> empty.put(key, ""));
        assertThat(TableOptions.of(empty)).isEqualTo(TableOptions.NONE);
        assertThat(TableOptions.NONE.dialect().separator()).isEmpty();
        assertThat(TableOptions.NONE.times().pattern()).isEmpty();
        assertThat(TableOptions.NONE.columns()).isEmpty();
        assertThat(TableOptions.NONE.missing().isEmpty()).isTrue();
    }

    @Test
    void shouldReadListsLikeALineOfCsv() {
        assertThat(TableOptions.of(Map.of(TableKey.COLUMNS, "\"Load, actual\", \"say \"\"hi\"\"\",c"))
                        .columns())
                .containsExactly("Load, actual", "say \"hi\"", "c");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {"comma#,", "semicolon#;", "tab#\t", "pipe#|", "space# ", ";#;", "|#|", ":#:", "\t#\t", " tab #\t"})
    void shouldReadSeparatorsByNameAndAsTheyAre(String text, char separator) {
        assertThat(TableOptions.of(Map.of(TableKey.SEPARATOR, text)).dialect().separator())
                .hasValue(separator);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ENCODING|klingon|must be an encoding such as UTF-8, windows-1252 or UTF-16",
                "ENCODING|'a b'|must be an encoding",
                "SEPARATOR|a|must be one character such as ';', or comma, semicolon, tab or pipe",
                "SEPARATOR|1|must be one character",
                "SEPARATOR|\"|must be one character",
                "SEPARATOR|;;|must be one character",
                "DECIMAL|dot|must be point or comma",
                "HEADER|a,,b|must be names of columns, separated by commas, none empty",
                "TIME|' '|none empty",
                "TIME_PATTERN|YYYY-MM-dd|write yyyy for the year",
                "TIME_PATTERN|HH:mm|lacks the year",
                "TIME_MARKS|middle|must be start or end of the measured period",
                "SENSOR|a,|none empty",
                "COLUMNS|\"a|a quote is not closed",
                "MISSING|' '|must not be blank",
                "MISSING|1e999|must be a number within"
            },
            quoteCharacter = '\'')
    void shouldSayWhatAKeyMustBe(TableKey key, String text, String rule) {
        // as a whole
        assertThatThrownBy(() -> TableOptions.of(Map.of(key, text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(key.option() + " (")
                .hasMessageContaining(rule);
        // and alone
        assertThatThrownBy(() -> TableOptions.check(key, text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(rule)
                .hasMessageNotContaining(key.option());
    }

    @Test
    void shouldSayAllThatIsWrongAtOnce() {
        assertThatThrownBy(() -> TableOptions.of(Map.of(
                        TableKey.ENCODING,
                        "klingon",
                        TableKey.TIME_MARKS,
                        "middle",
                        TableKey.DECIMAL,
                        "dot",
                        TableKey.SEPARATOR,
                        ";")))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> assertThat(String.valueOf(e.getMessage()).lines())
                        .hasSize(3)
                        .anySatisfy(line -> assertThat(line).startsWith("--encoding (klingon)"))
                        .anySatisfy(line -> assertThat(line).startsWith("--decimal (dot)"))
                        .anySatisfy(line -> assertThat(line).startsWith("--time-marks (middle)")));
    }

    @Test
    void shouldAcceptWhatIsRight() {
        assertThatCode(() -> TableOptions.check(TableKey.TIME_PATTERN, "dd/MM/yyyy HH:mm"))
                .doesNotThrowAnyException();
        assertThatCode(() -> TableOptions.check(TableKey.SKIP, "Total,,Sum")).doesNotThrowAnyException();
    }

    @Test
    void shouldNameKeysAsCommandsAndConfigurationsDo() {
        assertThat(TableKey.TIME_PATTERN.option()).isEqualTo("--time-pattern");
        assertThat(TableKey.TIME_PATTERN.label()).isEqualTo("timePattern");
        assertThat(Arrays.stream(TableKey.values()).map(TableKey::option))
                .containsExactly(
                        "--encoding",
                        "--separator",
                        "--decimal",
                        "--header",
                        "--time",
                        "--time-pattern",
                        "--time-marks",
                        "--sensor",
                        "--columns",
                        "--skip",
                        "--missing");
    }
}
