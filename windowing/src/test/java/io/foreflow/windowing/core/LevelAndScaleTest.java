package io.foreflow.windowing.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LevelAndScaleTest {
    private static final double NONE = Double.NaN;

    @Test
    void shouldBeTheMeanAndTheMeanDeviationOfWhatIsKnown() {
        // given
        double[] values = {99, 1, NONE, 3, 8};

        // when, then
        assertThat(LevelAndScale.of(values, 1)).isEqualTo(new LevelAndScale(4, 8.0 / 3));
        assertThat(LevelAndScale.of(new double[] {NONE}, 0)).isEqualTo(new LevelAndScale(NONE, NONE));
        assertThat(LevelAndScale.of(values, 5)).isEqualTo(new LevelAndScale(NONE, NONE));
    }

    @Property(tries = 200, seed = "17")
    void shouldBeThoseOfTheRestWhereAFewValuesAreGross(
            @ForAll Random random,
            @ForAll @IntRange(min = 1, max = 60) int gross,
            @ForAll @DoubleRange(min = 1e6, max = 1e100) double size) {
        // given: less than a tenth of four weeks
        double[] rest = random.doubles(672, 0, 1_000).toArray();
        double[] marked = rest.clone();
        random.ints(gross, 0, 672).forEach(i -> {
            rest[i] = NONE;
            marked[i] = -size;
        });

        // when
        LevelAndScale ofMarked = LevelAndScale.of(marked, 0);

        // then: the same but for the order of additions
        LevelAndScale ofRest = LevelAndScale.of(rest, 0);
        assertThat(ofMarked.level()).isCloseTo(ofRest.level(), within(1e-9));
        assertThat(ofMarked.scale()).isCloseTo(ofRest.scale(), within(1e-9));
    }

    @Property(tries = 100, seed = "17")
    void shouldCountEveryValueOfASensorThatMovesOnceInAWhile(@ForAll @DoubleRange(min = 1, max = 100) double peak) {
        // given: mostly between 0 and 2, and twice far above
        double[] values = new double[672];
        Arrays.setAll(values, i -> i % 3);
        values[100] = peak;
        values[500] = peak;

        // when
        LevelAndScale of = LevelAndScale.of(values, 0);

        // then
        assertThat(of.level()).isCloseTo(Arrays.stream(values).sum() / 672, within(1e-9));
    }
}
