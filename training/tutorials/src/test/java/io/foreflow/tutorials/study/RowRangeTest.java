package io.foreflow.tutorials.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowRangeTest {
    @ParameterizedTest
    @CsvSource({
        // text, first of 100 rows with the test from 70 on, how many
        "0..48, 0, 48",
        "0%..70%, 0, 49",
        "70%..100%, 49, 21",
        "10..test, 10, 60",
        "test..end, 70, 30",
    })
    void shouldName(String text, int first, int count) {
        int[] rows = RowRange.parse(text).of(70, 100);

        assertThat(rows).hasSize(count).startsWith(first).endsWith(first + count - 1);
        assertThat(RowRange.parse(text)).hasToString(text);
    }

    @Test
    void shouldCutAsKerasDoes() {
        // validation_split = 0.3 of 506 rows: int(506 · 0.7) = 354
        assertThat(RowRange.parse("0%..70%").of(506, 506)).hasSize(354);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "5..", "a..b", "-1..5", "5..6.5", "99999999999..3"})
    void shouldRefuseWhatIsNone(String text) {
        assertThatThrownBy(() -> RowRange.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0..101", "5..5", "test..test", "60..50"})
    void shouldSayThatThereAreNoSuchRows(String text) {
        assertThatThrownBy(() -> RowRange.parse(text).of(70, 100))
                .hasMessageContaining(text)
                .hasMessageContaining("it has 100");
    }
}
