package io.foreflow.ingest.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class TotalColumnsTest {
    private static final int ROWS = 50;

    @Test
    void shouldFindATotalBehindAndBeforeItsParts() {
        assertThat(find(3, part -> new double[] {part[0], part[1], part[0] + part[1]}))
                .isEqualTo(new TotalColumns.Totals(List.of(2), Set.of(0, 1)));
        assertThat(find(3, part -> new double[] {part[0] + part[1], part[0], part[1]}))
                .isEqualTo(new TotalColumns.Totals(List.of(0), Set.of(1, 2)));
    }

    @Test
    void shouldFindATotalOfManyParts() {
        assertThat(find(5, part ->
                        new double[] {part[0], part[1], part[2], part[3], part[0] + part[1] + part[2] + part[3]}))
                .isEqualTo(new TotalColumns.Totals(List.of(4), Set.of(0, 1, 2, 3)));
    }

    @Test
    void shouldForgiveARowThatIsNotASum() {
        int[] row = {0};
        assertThat(find(3, part -> new double[] {part[0], part[1], part[0] + part[1] + (row[0]++ == 7 ? 1 : 0)})
                        .totals())
                .isEmpty();
        int[] rows = {0};
        List<double[]> many =
                rows(400, part -> new double[] {part[0], part[1], part[0] + part[1] + (rows[0]++ == 7 ? 1 : 0)});
        assertThat(TotalColumns.find(List.of(0, 1, 2), many).totals()).containsExactly(2);
    }

    @Test
    void shouldNotTakeOtherColumnsForTotals() {
        // Nothing adds up.
        assertThat(find(3, part -> new double[] {part[0], part[1], part[2]}).totals())
                .isEmpty();
        // A copy: the sum of one column.
        assertThat(find(2, part -> new double[] {part[0], part[0]}).totals()).isEmpty();
        // A copy beside a column that is nearly always 0.
        assertThat(find(3, part -> new double[] {part[0], 0, part[0]}).totals()).isEmpty();
        // Zeros only.
        assertThat(find(3, part -> new double[] {0, 0, 0}).totals()).isEmpty();
        // Rows without one of the values.
        assertThat(find(3, part -> new double[] {part[0], Double.NaN, part[0]}).totals())
                .isEmpty();
        assertThat(TotalColumns.find(List.of(), List.of()).totals()).isEmpty();
    }

    @Test
    void shouldSayNothingOfFewRows() {
        List<double[]> few = rows(15, part -> new double[] {part[0], part[1], part[0] + part[1]});
        assertThat(TotalColumns.find(List.of(0, 1, 2), few).totals()).isEmpty();
    }

    @Test
    void shouldFindTheWordOfThePartsOfATableThatIsBuiltSo() {
        // given three totals
        List<String> names =
                List.of("A Lane 1", "A Lane 2", "A", "B Lane 1", "B Lane 2", "B", "C Lane 7", "C Lane 8", "C", "D");
        assertThat(word(names)).hasValue("Lane");
    }

    @Test
    void shouldRecommendNothingWhereAnotherColumnHasTheWord() {
        List<String> names = List.of(
                "A Lane 1", "A Lane 2", "A", "B Lane 1", "B Lane 2", "B", "C Lane 7", "C Lane 8", "C", "Lane's End");
        assertThat(word(names)).isEmpty();
    }

    @Test
    void shouldRecommendNothingForOneTotal() {
        TotalColumns.Totals one = new TotalColumns.Totals(List.of(2), Set.of(0, 1));
        assertThat(TotalColumns.word(one, List.of(0, 1, 2), List.of("East lane", "West lane", "Total")))
                .isEmpty();
    }

    @Test
    void shouldRecommendNothingWithoutAWordOfAllParts() {
        List<String> names = List.of("A 1", "A 2", "A", "B 1", "B 2", "B", "C 1", "C 2", "C", "D");
        assertThat(word(names)).isEmpty();
    }

    private static Optional<String> word(List<String> names) {
        List<Integer> columns = List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        TotalColumns.Totals found = TotalColumns.find(columns, rows(ROWS, part -> new double[] {
            part[0],
            part[1],
            part[0] + part[1],
            part[2],
            part[3],
            part[2] + part[3],
            part[4],
            part[5],
            part[4] + part[5],
            part[6]
        }));
        assertThat(found.totals()).containsExactly(2, 5, 8);
        return TotalColumns.word(found, columns, names);
    }

    private static TotalColumns.Totals find(int columns, Function<double[], double[]> row) {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < columns; i++) {
            all.add(i);
        }
        return TotalColumns.find(all, rows(ROWS, row));
    }

    /** Rows made of seven counts from 1. */
    private static List<double[]> rows(int count, Function<double[], double[]> row) {
        Random random = new Random(5);
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double[] parts = random.ints(7, 1, 1_000).asDoubleStream().toArray();
            rows.add(row.apply(parts));
        }
        return rows;
    }
}
