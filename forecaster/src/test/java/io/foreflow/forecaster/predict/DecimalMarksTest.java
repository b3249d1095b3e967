package io.foreflow.forecaster.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.forecaster.predict.DecimalMarks.AmbiguousNumberException;
import java.math.BigDecimal;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalMarksTest {
    private final DecimalMarks marks = new DecimalMarks();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "6,5 | 6.5",
                "-0,25 | -0.25",
                "+1,5e3 | 1500",
                "0,125 | 0.125",
                "1234,567 | 1234.567",
                "1,2340 | 1.234",
                ",5 | 0.5",
                "6.5 | 6.5",
                "0.125 | 0.125",
                "42 | 42",
                "1e3 | 1000",
            })
    void shouldReadNumbersThatCanBeNothingElse(String cell, double value) throws AmbiguousNumberException {
        assertThat(marks.number(cell, "rooms", 2)).isEqualTo(value);
        marks.end();
        assertThat(DecimalMarks.isNumber(cell)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1,234,567", "1.234.567", "1.234,5", "1,234.5", "1 234,5", "NA", "6,5 EUR", "0x1,8", ",", "--1"})
    void shouldReadNothingElseAsANumber(String cell) throws AmbiguousNumberException {
        assertThat(marks.number(cell, "rooms", 2)).isNaN();
        assertThat(DecimalMarks.isNumber(cell)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1,234 | may be 1.234 or 1234, and no other number of the file shows which; write 1,2340 or 1234",
                "-37.884 | may be -37.884 or -37884, and no other number of the file shows which; write -37.8840 or -37884",
            })
    void shouldRefuseWhatMayBeThousands(String cell, String message) throws AmbiguousNumberException {
        marks.number("7", "age", 2);
        marks.number(cell, "rooms", 3);
        marks.number(cell, "rooms", 4);

        assertThatThrownBy(marks::end)
                .isInstanceOfSatisfying(AmbiguousNumberException.class, e -> assertThat(e.line())
                        .isEqualTo(3))
                .hasMessage("column rooms (" + cell + ") " + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"1,234 | 6,5", "6,5 | 1,234", "1.234 | 6.5", "6.5 | 1.234"})
    void shouldLetAnotherNumberDecide(String first, String second) throws AmbiguousNumberException {
        assertThat(marks.number(first, "rooms", 2)).isEqualTo(Double.parseDouble(first.replace(',', '.')));
        assertThat(marks.number(second, "age", 3)).isEqualTo(Double.parseDouble(second.replace(',', '.')));
        assertThat(marks.end()).isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"1.234 | 6,5 | 2", "6,5 | 1.234 | 3", "6.5 | 7,25 | 3", "1,234 | 6.5 | 2"})
    void shouldRefuseATableWithBothMarks(String first, String second, long line) throws AmbiguousNumberException {
        // when
        marks.number(first, "rooms", 2);

        // then
        assertThatThrownBy(() -> marks.number(second, "age", 3))
                .isInstanceOfSatisfying(AmbiguousNumberException.class, e -> assertThat(e.line())
                        .isEqualTo(line))
                .hasMessageContaining("write all decimals alike and thousands without a mark");
    }

    @Test
    void shouldRefuseBothMarksWhenNeitherIsDecided() throws AmbiguousNumberException {
        marks.number("1,234", "rooms", 2);
        marks.number("1.234", "age", 2);

        assertThatThrownBy(marks::end).hasMessageContaining("column rooms (1,234) may be");
    }

    @Property
    void shouldReadAColumnWrittenWithDecimalCommasOrRefuseIt(
            @ForAll @LongRange(min = -9_999_999, max = 9_999_999) long digits, @ForAll @IntRange(max = 6) int scale)
            throws AmbiguousNumberException {
        // given
        BigDecimal number = BigDecimal.valueOf(digits, scale);
        DecimalMarks table = new DecimalMarks();

        // when
        double read = table.number(number.toPlainString().replace('.', ','), "x", 1);
        double decided = table.number("0,5", "x", 2);

        // then
        assertThat(read).isEqualTo(number.doubleValue());
        assertThat(decided).isEqualTo(0.5);
        assertThat(table.end()).isPresent();
    }

    @Property
    void shouldNeverReadThousandsAsDecimals(
            @ForAll List<@LongRange(min = -9_999_999, max = 9_999_999) Long> whole, @ForAll boolean german) {
        // given
        DecimalFormat grouped =
                new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(german ? Locale.GERMANY : Locale.US));
        DecimalMarks table = new DecimalMarks();

        // when
        boolean refused = false;
        try {
            for (long number : whole) {
                double read = table.number(grouped.format(number), "x", 1);
                refused |= Double.isNaN(read);
            }
            table.end();
        } catch (AmbiguousNumberException e) {
            refused = true;
        }

        // then
        assertThat(refused).isEqualTo(whole.stream().anyMatch(number -> Math.abs(number) >= 1_000));
    }
}
