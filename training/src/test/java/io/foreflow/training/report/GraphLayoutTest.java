package io.foreflow.training.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.foreflow.training.report.GraphLayout.Arrow;
import io.foreflow.training.report.GraphLayout.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class GraphLayoutTest {
    private static final double WIDTH = 100;
    private static final double GAP = 20;

    @Test
    void shouldPutAChainStraightDown() {
        GraphLayout layout = layout(Map.of("a", List.of()), Map.of("b", List.of("a")), Map.of("c", List.of("b")));

        assertThat(layout.rows()).isEqualTo(3);
        assertThat(layout.place("b").x()).isCloseTo(layout.place("a").x(), within(1e-9));
        assertThat(layout.place("c")).isEqualTo(new Place(2, layout.place("a").x()));
        assertThat(layout.right() - layout.left()).isCloseTo(WIDTH, within(1e-9));
    }

    @Test
    void shouldGiveAnArrowOverRowsALaneBesideTheirBoxes() {
        // given
        GraphLayout layout = layout(
                Map.of("a", List.of()),
                Map.of("b", List.of("a")),
                Map.of("c", List.of("b")),
                Map.of("d", List.of("c", "a")));

        // when
        Arrow skip = layout.arrows().stream()
                .filter(arrow -> arrow.from().equals("a") && arrow.to().equals("d"))
                .findFirst()
                .orElseThrow();

        // then
        assertThat(skip.port()).isEqualTo(1);
        assertThat(skip.lanes()).hasSize(2);
        assertThat(Math.abs(skip.lanes().get(0) - layout.place("b").x())).isGreaterThan(WIDTH / 2);
        assertThat(Math.abs(skip.lanes().get(1) - layout.place("c").x())).isGreaterThan(WIDTH / 2);
    }

    @Test
    void shouldPutAnInputAboveItsFirstReader() {
        GraphLayout layout = layout(
                Map.of("a", List.of()),
                Map.of("late", List.of()),
                Map.of("b", List.of("a")),
                Map.of("c", List.of("b", "late")));

        assertThat(layout.place("late").row()).isEqualTo(1);
        assertThat(layout.arrows())
                .allSatisfy(arrow -> assertThat(arrow.lanes()).isEmpty());
    }

    @Test
    void shouldUncrossArrows() {
        GraphLayout layout = layout(
                Map.of("a", List.of()),
                Map.of("b", List.of()),
                Map.of("of b", List.of("b")),
                Map.of("of a", List.of("a")));

        assertThat(layout.place("a").x() < layout.place("b").x())
                .isEqualTo(layout.place("of a").x() < layout.place("of b").x());
    }

    @Property(tries = 200)
    void shouldNeverLetBoxesOverlapAndAlwaysPointDownwards(
            @ForAll @Size(min = 1, max = 20) List<@IntRange(max = 400) Integer> choices) {
        // given
        Map<String, List<String>> reads = new LinkedHashMap<>();
        reads.put("0", List.of());
        for (int i = 1; i <= choices.size(); i++) {
            int choice = choices.get(i - 1);
            reads.put(
                    "" + i, choice % 3 == 0 ? List.of("" + choice % i) : List.of("" + choice % i, "" + choice / 7 % i));
        }

        // when
        GraphLayout layout = GraphLayout.of(reads, WIDTH, 10, GAP);

        // then
        List<String> names = new ArrayList<>(reads.keySet());
        for (int i = 0; i < names.size(); i++) {
            for (int k = 0; k < i; k++) {
                Place one = layout.place(names.get(i));
                Place other = layout.place(names.get(k));
                if (one.row() == other.row()) {
                    assertThat(Math.abs(one.x() - other.x())).isGreaterThan(WIDTH + GAP - 1e-6);
                }
            }
        }
        assertThat(layout.arrows())
                .allSatisfy(arrow -> assertThat(layout.place(arrow.to()).row()
                                - layout.place(arrow.from()).row())
                        .isEqualTo(arrow.lanes().size() + 1));
    }

    @SafeVarargs
    private static GraphLayout layout(Map<String, List<String>>... boxes) {
        Map<String, List<String>> reads = new LinkedHashMap<>();
        for (Map<String, List<String>> box : boxes) {
            reads.putAll(box);
        }
        return GraphLayout.of(reads, WIDTH, 10, GAP);
    }
}
