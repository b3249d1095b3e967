package io.foreflow.ingest.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalsTest {
    private static final Decimals POINT = new Decimals('.', true);
    private static final Decimals COMMA = new Decimals(',', true);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            quoteCharacter = '\u0001',
            value = {
                "1|1",
                "-1.5|-1.5",
                "1,234|1234",
                "1,234.5|1234.5",
                "-12,345,678.25|-12345678.25",
                "+1,234|1234",
                "1 234.5|1234.5",
                "1'234'567|1234567",
                "1’234.5|1234.5",
                "1\u00A0234|1234",
                "1\u202F234|1234",
                "1\u2009234|1234",
                "\u22125.5|-5.5",
                "1e3|1000",
                ".5|0.5",
                "5.|5"
            })
    void shouldReadNumbersWithDecimalsAfterAPoint(String text, double number) {
        assertThat(POINT.parse(text)).isEqualTo(number);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            quoteCharacter = '\u0001',
            value = {
                "1|1",
                "-1,5|-1.5",
                "1.234|1234",
                "1.234,5|1234.5",
                "-12.345.678,25|-12345678.25",
                "1 234,5|1234.5",
                "1'234,5|1234.5",
                "\u221217,5|-17.5",
                "1,5e3|1500",
                ",5|0.5"
            })
    void shouldReadNumbersWithDecimalsAfterAComma(String text, double number) {
        assertThat(COMMA.parse(text)).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "x",
                "1x",
                "1,23",
                "12,34,567",
                "1234,567",
                "1,2345",
                ",123",
                "1,234,",
                "0,500",
                "00,500",
                "-0,123",
                "1.2.3",
                "1,234 567x",
                "1..2",
                "1  234",
                " 1",
                "48.81, 2.31",
                "1.5,234",
                "NaN",
                "Infinity",
                "1d",
                "0x10",
                "--1"
            })
    void shouldNotTakeOtherTextsForNumbersAfterAPoint(String text) {
        assertThat(POINT.parse(text)).isNaN();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1.5", "0.500", "1.23", "1.2345", "1234.567", "1,2,3", "1,234.5", "2026.01", "10.0.0.1", "1,5,"})
    void shouldNotTakeOtherTextsForNumbersAfterAComma(String text) {
        assertThat(COMMA.parse(text)).isNaN();
    }

    @Test
    void shouldTakeNoGroupsWhereNoneAreWritten() {
        assertThat(Decimals.PLAIN.parse("1,234")).isNaN();
        assertThat(Decimals.PLAIN.parse("1 234")).isNaN();
        assertThat(new Decimals(',', false).parse("1.234")).isNaN();
        assertThat(new Decimals(',', false).parse("1,234")).isEqualTo(1.234);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                // cells, separated by blanks | separator of the table | character before decimals | thousands set apart
                "1 2 3|,|.|false",
                "1.5 2.25|,|.|false",
                "1.5 2.25|;|.|false",
                "1.234 2.5|;|.|false",
                "1.234 2.345|,|.|false",
                "1,5 2,25|;|,|false",
                "1,5 2,25|,|,|false",
                "1,234 2,5|;|,|false",
                "1.234,5 10|;|,|true",
                "1.234 2,5|;|,|true",
                "1,234.5 10|;|.|true",
                "1,234 2.5|;|.|true",
                "1,234 12,345|,|.|true",
                "1,234 1,234,567|,|.|true",
                "0,500 0,125|;|,|false",
                "1,234 12345|;|,|false",
                // Columns of two kinds: those with points hold no numbers then.
                "1.5 2,5|;|,|false",
                "1.234 12345|;|.|false",
                "1_234,5 7|;|,|true",
                "1_234.5 7|;|.|true",
                "1_234 7|;|.|true",
                "1'234.5 7|;|.|true",
                // Not numbers, which say nothing.
                "48.81,_2.31 1.5|;|.|false",
                "10.0.0.1 1,5|;|,|false",
                "01.02.2026 1,5|;|,|false",
                "1,2,3 1.5|;|.|false",
                // Codes that stand in one cell, as of a value and its quality.
                "-0063,1 +0012,1|,|.|false",
                "-0063,1 10132,1|,|.|false"
            })
    void shouldDecideByTheCells(String cells, char separator, char point, boolean grouped) {
        assertThat(evidence(cells).decided(separator)).hasValue(new Decimals(point, grouped));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"1,234 2,345|;|2,345", "1.234 2.345|;|1.234", "1,234 999|;|1,234", "1.234,5 1,234.5|;|''"})
    void shouldAskWhereTheCellsAllowTwoReadings(String cells, char separator, String unclear) {
        Decimals.Evidence evidence = evidence(cells);
        assertThat(evidence.decided(separator)).isEqualTo(Optional.empty());
        assertThat(evidence.unclearCell()).isEqualTo(unclear);
    }

    private static Decimals.Evidence evidence(String cells) {
        Decimals.Evidence evidence = new Decimals.Evidence();
        evidence.add(Arrays.stream(cells.split(" "))
                .map(cell -> cell.replace('_', ' '))
                .toList());
        return evidence;
    }
}
