package io.foreflow.models.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.models.network.Shape;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class IndexListsTest {
    @Property(tries = 100, seed = "237")
    void shouldBeTheRowsThatItStandsFor(
            @ForAll @Size(min = 1, max = 5) List<@Size(max = 6) Set<@IntRange(max = 9) Integer>> places) {
        // given
        int[][] lists = places.stream()
                .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
                .toArray(int[][]::new);

        // when
        IndexLists rows = IndexLists.of(10, lists);

        // then
        assertThat(rows.rows()).isEqualTo(lists.length);
        assertThat(rows.shape()).isEqualTo(Shape.of(lists.length, 10));
        for (int row = 0; row < lists.length; row++) {
            float[] dense = new float[12];
            dense[1] = 7;
            rows.copyRow(row, dense, 1);
            int[] copied = new int[rows.end(row) - rows.start(row)];
            rows.copyTo(rows.start(row), copied, 0, copied.length);
            assertThat(copied)
                    .containsExactly(places.get(row).stream()
                            .sorted()
                            .mapToInt(Integer::intValue)
                            .toArray());
            for (int i = 0; i < 10; i++) {
                assertThat(dense[1 + i]).isEqualTo(places.get(row).contains(i) ? 1 : 0);
            }
            for (int i = rows.start(row); i < rows.end(row); i++) {
                assertThat(places.get(row)).contains(rows.index(i));
            }
        }
    }

    @Test
    void shouldKeepACopyAndCompareByContent() {
        // given
        int[] first = {3, 0};
        IndexLists rows = IndexLists.of(4, first, new int[0]);

        // when
        first[0] = 1;

        // then
        assertThat(rows)
                .isEqualTo(IndexLists.of(4, new int[] {0, 3}, new int[0]))
                .hasToString("IndexLists[2 rows of" + " width 4]");
        assertThat(rows.hashCode())
                .isEqualTo(IndexLists.of(4, new int[] {0, 3}, new int[0]).hashCode());
        assertThat(rows).isNotEqualTo(IndexLists.of(5, new int[] {0, 3}, new int[0]));
        assertThat(rows.size()).isEqualTo(2);
        assertThat(rows.end(1)).isEqualTo(rows.start(1));
    }

    @Test
    void shouldRefuseWhatIsNoPlaceOfARow() {
        assertThatThrownBy(() -> IndexLists.of(4, new int[] {0}, new int[] {4}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("row 1 holds the index 4, which is not in 0 to 3");
        assertThatThrownBy(() -> IndexLists.of(4, new int[] {0, -1}))
                .hasMessage("row 0 holds the index -1, which is not in 0 to 3");
        assertThatThrownBy(() -> IndexLists.of(4, new int[] {2, 1, 2})).hasMessage("row 0 holds the index 2 twice");
        assertThatThrownBy(() -> IndexLists.of(0, new int[0])).hasMessage("width (0) must be at least 1");
        assertThatThrownBy(() -> IndexLists.of(4)).hasMessage("there must be at least one row");
    }

    @Test
    void shouldSelectRows() {
        // given
        IndexLists lists = IndexLists.of(5, new int[] {4, 1}, new int[0], new int[] {2});

        // then
        assertThat(lists.select(2, 0, 0))
                .isEqualTo(IndexLists.of(5, new int[] {2}, new int[] {1, 4}, new int[] {1, 4}));
        assertThat(lists.select(1)).isEqualTo(IndexLists.of(5, new int[0]));
        assertThatThrownBy(lists::select).hasMessageContaining("at least one row");
    }
}
