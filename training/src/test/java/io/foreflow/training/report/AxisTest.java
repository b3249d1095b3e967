package io.foreflow.training.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class AxisTest {
    @Test
    void shouldWriteRoundNumbersWithAsManyDecimalsAsTheyNeed() {
        assertThat(labels(Axis.linear(0, 0.73))).containsExactly("0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7");
        assertThat(labels(Axis.linear(-0.2, 1))).containsExactly("-0.2", "0", "0.2", "0.4", "0.6", "0.8", "1.0");
        assertThat(labels(Axis.linear(3, 752_000)))
                .containsExactly("100,000", "200,000", "300,000", "400,000", "500,000", "600,000", "700,000");
        assertThat(labels(Axis.linear(0, 4.2e10))).containsExactly("0", "1e10", "2e10", "3e10", "4e10");
        assertThat(labels(Axis.linear(0, 2.1e-7))).contains("0", "5e-8", "1.5e-7");
    }

    @Test
    void shouldWriteWholeNumbersOnlyBesideEpochs() {
        assertThat(labels(Axis.whole(0, 3.5))).containsExactly("0", "1", "2", "3");
        assertThat(labels(Axis.whole(10, 204))).containsExactly("50", "100", "150", "200");
    }

    @Test
    void shouldWidenARangeOfOneValue() {
        Axis axis = Axis.linear(8_450.5, 8_450.5);

        assertThat(axis.at(8_450.5)).isCloseTo(0.5, within(1e-9));
        assertThat(axis.ticks()).hasSizeGreaterThan(2);
        assertThat(Axis.linear(0, 0).at(0)).isCloseTo(0.5, within(1e-9));
        assertThat(Axis.logarithmic(3, 3).at(3)).isCloseTo(0.5, within(1e-9));
    }

    @Test
    void shouldMakeEachPowerOfTenAsLongAsTheNext() {
        Axis axis = Axis.logarithmic(1e-5, 1e-1);

        assertThat(axis.at(1e-3)).isCloseTo(0.5, within(1e-9));
        assertThat(labels(axis)).containsExactly("0.00001", "0.0001", "0.001", "0.01", "0.1");
        assertThat(labels(Axis.logarithmic(0.9, 30))).containsExactly("1", "2", "5", "10", "20");
        assertThat(labels(Axis.logarithmic(3.1, 3.4))).hasSizeGreaterThan(3);
        assertThat(Axis.logarithmic(1e-200, 1e200).ticks()).hasSizeLessThan(12);
    }

    @Test
    void shouldRefuseRangesThatAreNone() {
        assertThatIllegalArgumentException().isThrownBy(() -> Axis.linear(1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> Axis.linear(0, Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> Axis.linear(0, Double.POSITIVE_INFINITY));
        assertThatIllegalArgumentException().isThrownBy(() -> Axis.logarithmic(0, 1));
    }

    @Property(tries = 300)
    void shouldPutAFewNumbersInsideAnyRange(
            @ForAll @DoubleRange(min = -1e9, max = 1e9) double min,
            @ForAll @DoubleRange(min = 1e-2, max = 1e9) double span) {
        Axis axis = Axis.linear(min, min + span);

        assertThat(axis.ticks()).hasSizeBetween(2, 10);
        assertThat(axis.ticks())
                .allSatisfy(tick -> assertThat(axis.at(tick.value())).isBetween(-1e-6, 1 + 1e-6));
        assertThat(axis.ticks()).extracting(Axis.Tick::label).doesNotHaveDuplicates();
    }

    private static List<String> labels(Axis axis) {
        return axis.ticks().stream().map(Axis.Tick::label).toList();
    }
}
