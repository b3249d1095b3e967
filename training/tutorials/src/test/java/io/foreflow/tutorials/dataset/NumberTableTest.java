package io.foreflow.tutorials.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class NumberTableTest {
    private final NumberTable table = NumberTable.of(
            List.of("a", "b", "c"), new double[] {1, 2, 3}, new double[] {4, Double.NaN, 6}, new double[] {7, 8, 9});

    @Test
    void shouldGiveColumnsAndRecords() {
        assertThat(table.rows()).isEqualTo(3);
        assertThat(table.column("c")).containsExactly(7, 8, 9);
        assertThat(table.at(2, "b")).isEqualTo(6);
        assertThat(table.records(List.of("c", "a"))).isDeepEqualTo(new double[][] {{7, 1}, {8, 2}, {9, 3}});
    }

    @Test
    void shouldSelectRowsAndColumns() {
        assertThat(table.select(2, 0, 2).column("a")).containsExactly(3, 1, 3);
        assertThat(table.first(2).column("c")).containsExactly(7, 8);
        assertThat(table.only(List.of("c", "b")).columns()).containsExactly("c", "b");
        assertThat(table.without("b")).isEqualTo(table.only(List.of("a", "c")));
        assertThat(table.complete()).isEqualTo(table.select(0, 2)).hasSameHashCodeAs(table.select(0, 2));
        assertThat(table.select()).hasToString("NumberTable[0 rows of 3 columns]");
    }

    @Test
    void shouldNotChangeWithTheArraysItCameFromOrGave() {
        // given
        double[] values = {1, 2};
        NumberTable copy = NumberTable.of(List.of("a"), values);

        // when
        values[0] = 5;
        copy.column("a")[1] = 5;

        // then
        assertThat(copy.column("a")).containsExactly(1, 2);
    }

    @Test
    void shouldRefuseWhatDoesNotFit() {
        assertThatThrownBy(() -> table.column("d")).hasMessage("there is no column d; there are [a, b, c]");
        assertThatThrownBy(() -> table.without("d")).hasMessage("there is no column d; there are [a, b, c]");
        assertThatThrownBy(() -> NumberTable.of(List.of("a", "a"), new double[1], new double[1]))
                .hasMessage("the columns' names must differ: [a, a]");
        assertThatThrownBy(() -> NumberTable.of(List.of("a", "b"), new double[1], new double[2]))
                .hasMessage("the columns differ in length");
        assertThatThrownBy(() -> NumberTable.of(List.of("a"), new double[1], new double[1]))
                .hasMessage("1 names for 2 columns");
    }
}
