package io.foreflow.windowing.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TypicalSizeTest {
    @Property(tries = 200, seed = "17")
    void shouldBeTheMeanToTheBitWhereNothingIsGross(
            @ForAll @Size(min = 1, max = 168) List<@DoubleRange(min = 1, max = 200) Double> magnitudes) {
        // given
        double sum = 0;
        for (double magnitude : magnitudes) {
            sum += magnitude;
        }

        // when, then
        assertThat(of(magnitudes).mean()).isEqualTo(sum / magnitudes.size());
    }

    @Property(tries = 200, seed = "17")
    void shouldMoveByABoundedFactorWhenAFewAreGross(
            @ForAll @Size(value = 100) List<@DoubleRange(min = 1, max = 100) Double> magnitudes,
            @ForAll @IntRange(min = 1, max = 9) int gross,
            @ForAll @DoubleRange(min = 1, max = 1e300) double size) {
        // given: less than a tenth of them
        double before = of(magnitudes).mean();
        for (int i = 0; i < gross; i++) {
            magnitudes.set(10 * i, size);
        }

        // when
        double after = of(magnitudes).mean();

        // then
        assertThat(after).isLessThanOrEqualTo(before + TypicalSize.FACTOR * 100 * gross / 100);
        if (size > TypicalSize.FACTOR * 100) {
            assertThat(after).isLessThanOrEqualTo(100);
        }
    }

    @Test
    void shouldLeaveOutWhatIsGrossAndCountZeros() {
        // given
        TypicalSize size = of(Arrays.asList(0.0, 4.0, 4.0, 4.0, 4.0, 4.0, 4.0, 4.0, 4.0, 4.0, 1e29, 0.0, 0.0));

        // when, then
        assertThat(size.mean()).isCloseTo(3, within(1e-12));
        assertThat(size.most()).isEqualTo(512);
    }

    @Test
    void shouldNotCallAnythingGrossAmongAFew() {
        // given
        TypicalSize few = of(List.of(1.0, 1.0, 1.0, 1.0, 1.0, 1e6));

        // when, then
        assertThat(few.mean()).isEqualTo((5 + 1e6) / 6);
        assertThat(of(List.of()).mean()).isNaN();
        assertThat(of(List.of(0.0, Double.NaN)).mean()).isZero();
    }

    @Test
    void shouldCountEverythingWhileLessThanHalfIsKnown() {
        // given: a sensor that begins in a quiet time
        TypicalSize size = new TypicalSize(168);
        for (int hour = 0; hour < 60; hour++) {
            size.add(hour == 59 ? 1_000 : 1);
        }

        // when, then
        assertThat(size.mean()).isEqualTo(1_059 / 60.0);
    }

    private static TypicalSize of(List<Double> magnitudes) {
        TypicalSize size = new TypicalSize(magnitudes.size());
        magnitudes.forEach(size::add);
        return size;
    }
}
