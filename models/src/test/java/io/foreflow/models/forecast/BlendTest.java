package io.foreflow.models.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.foreflow.models.series.BaselineErrors;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class BlendTest {
    @Test
    void shouldFollowTheBaselineThatIsClearlyBest() {
        // given
        Window window = window(10, 20, 40, new BaselineErrors(1, 10, 10));

        // then
        assertThat(BaselineBlend.forecast(window).orElseThrow().at(5)).isCloseTo(10, within(0.01));
    }

    @Test
    void shouldAverageThoseThatAreEquallyGood() {
        // given: yesterday, last week, and usual with its half for days alike, of which nothing is known
        Window window = window(10, 20, 60, new BaselineErrors(2, 2, 2));

        // then
        assertThat(BaselineBlend.forecast(window).orElseThrow().at(0)).isCloseTo(30, within(1e-9));
    }

    @Test
    void shouldDoWithoutWhatIsNotKnown() {
        // given
        Window noWeeks = WindowFixture.window()
                .yesterday(constant(10))
                .lastWeek(Values.missing(24))
                .usual(Values.missing(24))
                .errors(new BaselineErrors(3, Double.NaN, Double.NaN))
                .build();
        Window nothing = WindowFixture.window().errors(BaselineErrors.UNKNOWN).build();

        // then
        assertThat(BaselineBlend.forecast(noWeeks)).contains(constant(10));
        assertThat(BaselineBlend.forecast(nothing)).isEmpty();
    }

    @Property
    void shouldStayAmongTheBaselines(
            @ForAll @DoubleRange(min = -50, max = 50) double yesterday,
            @ForAll @DoubleRange(min = -50, max = 50) double lastWeek,
            @ForAll @DoubleRange(min = -50, max = 50) double usual,
            @ForAll @DoubleRange(max = 9) double error) {
        // given
        Window window = window(yesterday, lastWeek, usual, new BaselineErrors(error, 4, 0));
        double[] all = {yesterday, lastWeek, usual};

        // when
        double blend = BaselineBlend.forecast(window).orElseThrow().at(3);

        // then
        assertThat(blend)
                .isBetween(
                        Arrays.stream(all).min().orElseThrow() - 1e-9,
                        Arrays.stream(all).max().orElseThrow() + 1e-9);
    }

    private static Window window(double yesterday, double lastWeek, double usual, BaselineErrors errors) {
        return WindowFixture.window()
                .yesterday(constant(yesterday))
                .lastWeek(constant(lastWeek))
                .usual(constant(usual))
                .errors(errors)
                .build();
    }

    private static Values constant(double value) {
        return Values.generate(24, lead -> value);
    }
}
