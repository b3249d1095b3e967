package io.foreflow.training.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.foreflow.training.report.Bars.Bar;
import java.util.List;
import org.junit.jupiter.api.Test;

class BarsTest {
    private static final int BLUE = 0x4C78A8;
    private static final int RED = 0xE45756;
    private static final int INK = 0x222222;

    @Test
    void shouldDrawBarsAsLongAsTheirScores() {
        // given
        List<Bar> bars = List.of(new Bar("majority", 0.3, 0, "30 %", 0), new Bar("network", 0.9, 0, "90 %", 1));

        // when
        Pixels picture = Pixels.of(Bars.png("imdb", "test accuracy", bars));

        // then
        assertThat((double) picture.count(RED) / picture.count(BLUE)).isBetween(2.9, 3.1);
        assertThat(picture.width()).isBetween(798, 802);
    }

    @Test
    void shouldShowTheSpread() {
        int with = Pixels.of(Bars.png("", "", List.of(new Bar("a", 0.5, 0.3, "", 0))))
                .count(INK);
        int without = Pixels.of(Bars.png("", "", List.of(new Bar("a", 0.8, 0, "", 0))))
                .count(INK);

        assertThat(with).isGreaterThan(without + 500);
    }

    @Test
    void shouldDrawScoresBelowZeroToTheLeftAndZeroAsNoBar() {
        // given
        List<Bar> bars = List.of(new Bar("worse", -0.5, 0.1, "-0.5", 0), new Bar("better", 0.5, 0, "0.5", 1));

        // when
        Pixels picture = Pixels.of(Bars.png("", "R²", bars));

        // then
        assertThat((double) picture.count(RED) / picture.count(BLUE)).isBetween(0.95, 1.15);
        assertThat(Pixels.of(Bars.png("", "", List.of(new Bar("nothing", 0, 0, "0", 0))))
                        .count(BLUE))
                .isZero();
    }

    @Test
    void shouldBreakLongNames() {
        Bar longName = new Bar("network under the published protocol, ten seeds, ".repeat(3), 1, 0, "1", 0);

        Pixels picture = Pixels.of(Bars.png("", "", List.of(longName)));

        assertThat(picture.width()).isBetween(798, 802);
        assertThat(picture.height()).isGreaterThan(100);
    }

    @Test
    void shouldRefuseWhatCannotBeDrawn() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Bars.png("", "", List.of()))
                .withMessageContaining("at least one bar");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Bar("a", Double.NaN, 0, "", 0))
                .withMessageContaining("the bar a (NaN");
        assertThatIllegalArgumentException().isThrownBy(() -> new Bar("a", 1, -0.1, "", 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Bar("a", 1, Double.POSITIVE_INFINITY, "", 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Bar("a", 1, 0, "", -1));
    }
}
