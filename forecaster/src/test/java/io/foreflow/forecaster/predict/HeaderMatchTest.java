package io.foreflow.forecaster.predict;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.forecaster.predict.HeaderMatch.Repeated;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.UniqueElements;
import org.junit.jupiter.api.Test;

class HeaderMatchTest {
    private static final List<String> WANTED = List.of("rooms", "age");

    @Test
    void shouldMatchNamesInAnyOrderAndCase() {
        HeaderMatch match = HeaderMatch.of(WANTED, List.of("AGE", "id", "Rooms"));

        assertThat(match).isEqualTo(new HeaderMatch(List.of("age", "", "rooms"), List.of(), List.of("id"), List.of()));
        assertThat(match.isComplete()).isTrue();
    }

    @Test
    void shouldPreferTheExactName() {
        HeaderMatch match = HeaderMatch.of(WANTED, List.of("Rooms", "rooms", "Age"));

        assertThat(match)
                .isEqualTo(new HeaderMatch(List.of("", "rooms", "age"), List.of(), List.of("Rooms"), List.of()));
    }

    @Test
    void shouldNameColumnsThatOccurTwice() {
        assertThat(HeaderMatch.of(WANTED, List.of("Rooms", "ROOMS", "age")).repeated())
                .containsExactly(new Repeated("rooms", List.of("Rooms", "ROOMS")));
        assertThat(HeaderMatch.of(WANTED, List.of("rooms", "age", "rooms")).repeated())
                .containsExactly(new Repeated("rooms", List.of("rooms", "rooms")));
    }

    @Test
    void shouldMatchComposedAndDecomposedLetters() {
        assertThat(HeaderMatch.of(List.of("Gr\u00F6\u00DFe", "e\u0301tage"), List.of("gro\u0308\u00DFe", "\u00C9TAGE"))
                        .columns())
                .containsExactly("Gr\u00F6\u00DFe", "e\u0301tage");
    }

    @Test
    void shouldIgnoreWhiteSpaceAroundTheModelsOwnName() {
        assertThat(HeaderMatch.of(List.of(" rooms "), List.of("Rooms")).columns())
                .containsExactly(" rooms ");
    }

    @Test
    void shouldTakeOnlyExactNamesOfColumnsThatDifferByCase() {
        List<String> wanted = List.of("a", "A");

        assertThat(HeaderMatch.of(wanted, List.of("A", "a")).columns()).containsExactly("A", "a");
        assertThat(HeaderMatch.of(wanted, List.of("A", "b")).missing()).containsExactly("a");
        assertThat(HeaderMatch.of(List.of("ab", "AB"), List.of("Ab", "aB")).missing())
                .containsExactly("ab", "AB");
    }

    @Property
    void shouldMatchEveryCellWithAtMostOneColumnAndNoColumnSilentlyTwice(
            @ForAll @NotEmpty @UniqueElements List<@AlphaChars @NotEmpty String> wanted,
            @ForAll @NotEmpty List<@AlphaChars @NotEmpty String> further) {
        // given
        List<String> cells = new ArrayList<>(further);
        wanted.forEach(name -> cells.add(name.toUpperCase(Locale.ROOT)));

        // when
        HeaderMatch match = HeaderMatch.of(wanted, cells);

        // then
        assertThat(match.columns()).hasSameSizeAs(cells);
        for (String name : wanted) {
            long found = match.columns().stream().filter(name::equals).count();
            assertThat(found == 0).isEqualTo(match.missing().contains(name));
            assertThat(found > 1).isEqualTo(match.repeated().stream().anyMatch(one -> one.column()
                    .equals(name)));
        }
        for (int i = 0; i < cells.size(); i++) {
            if (!match.columns().get(i).isEmpty()) {
                assertThat(match.columns().get(i)).isEqualToIgnoringCase(cells.get(i));
            }
        }
    }
}
