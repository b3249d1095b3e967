package io.foreflow.models.forecast;

import static io.foreflow.models.forecast.WindowFixture.constant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.models.forecast.Guard.Guarded;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class GuardTest {
    /** Knows values from 1 to 300 with a scale of 10: a forecast may go from 1 − 598 to 300 + 598. */
    private static final Window WINDOW = WindowFixture.window().build();

    @Test
    void shouldLeaveAForecastWithinReachAsItIs() {
        // given
        Values values = Values.generate(24, lead -> lead % 2 == 0 ? -597 : 898);

        // then
        assertThat(Guard.guard(WINDOW, values, TargetBounds.NONE)).isEqualTo(new Guarded(values, 0));
    }

    @Test
    void shouldClipWhatIsOutsideTheTargetsBounds() {
        // given
        Values values = Values.generate(24, lead -> lead < 3 ? -1 : lead);

        // when
        Guarded guarded = Guard.guard(WINDOW, values, TargetBounds.NOT_NEGATIVE);

        // then
        assertThat(guarded).isEqualTo(new Guarded(Values.generate(24, lead -> lead < 3 ? 0 : lead), 3));
    }

    @Test
    void shouldClipWhatIsAbsurdlyFarFromEverythingKnown() {
        // given
        Values values = Values.generate(24, lead -> lead == 5 ? 1e9 : lead == 6 ? -1e9 : 100);

        // when
        Guarded guarded = Guard.guard(WINDOW, values, TargetBounds.NONE);

        // then
        assertThat(guarded.clipped()).isEqualTo(2);
        assertThat(guarded.values().at(5)).isEqualTo(300 + 2 * 299);
        assertThat(guarded.values().at(6)).isEqualTo(1 - 2 * 299);
        assertThat(guarded.values().at(7)).isEqualTo(100);
    }

    @Test
    void shouldLetASeriesMoveThatMovedWithinFourWeeksThoughNotWithinTheWindow() {
        // given
        Window quiet = constantWindow(7, 2);

        // then
        assertThat(Guard.guard(quiet, constant(24, 27), TargetBounds.NONE).clipped())
                .isZero();
        assertThat(Guard.guard(quiet, constant(24, 28), TargetBounds.NONE))
                .isEqualTo(new Guarded(constant(24, 27), 24));
    }

    @Test
    void shouldHoldASeriesThatDoesNotMoveWhereItIs() {
        assertThat(Guard.guard(constantWindow(0, 0), constant(24, 0.5), TargetBounds.NONE))
                .isEqualTo(new Guarded(constant(24, 0), 24));
        assertThat(Guard.guard(constantWindow(1_000, 0), constant(24, 1_000.5), TargetBounds.NONE)
                        .clipped())
                .isZero();
    }

    @Test
    void shouldOnlyHeedTheBoundsOfTheTargetWhenNothingIsKnown() {
        // given
        Window unknown = WindowFixture.unknown().build();

        // then
        assertThat(Guard.guard(unknown, constant(24, 1e300), TargetBounds.NONE).clipped())
                .isZero();
        assertThat(Guard.guard(unknown, constant(24, 1e300), new TargetBounds(0, 1)))
                .isEqualTo(new Guarded(constant(24, 1), 24));
    }

    @Test
    void shouldLetTheBoundsHaveTheLastWord() {
        // given: all that is known lies far below what is possible
        TargetBounds bounds = new TargetBounds(10_000, 20_000);

        // then
        assertThat(Guard.guard(WINDOW, constant(24, 15_000), bounds).values()).isEqualTo(constant(24, 10_000));
    }

    @Test
    void shouldRefuseAForecastThatIsNotFinite() {
        assertThatThrownBy(() -> Guard.guard(WINDOW, Values.missing(24), TargetBounds.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("finite");
    }

    @Test
    void shouldRefuseBoundsBetweenWhichNothingLies() {
        assertThatThrownBy(() -> new TargetBounds(1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TargetBounds(Double.NaN, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TargetBounds(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Property(tries = 300, seed = "237")
    void shouldYieldFiniteValuesWithinTheBoundsAndChangeNothingTheSecondTime(
            @ForAll @Size(24) double[] values,
            @ForAll @DoubleRange(min = -1e6, max = 1e6) double level,
            @ForAll @DoubleRange(min = 0, max = 1e6) double scale,
            @ForAll @DoubleRange(min = -1e6, max = 0) double lower,
            @ForAll @DoubleRange(min = 0, max = 1e6) double upper) {
        // given
        Window window = constantWindow(level, scale);
        TargetBounds bounds = new TargetBounds(lower, upper);

        // when
        Guarded guarded = Guard.guard(window, Values.of(values), bounds);

        // then
        int changed = 0;
        for (int lead = 0; lead < 24; lead++) {
            double value = guarded.values().at(lead);
            assertThat(value).isBetween(lower, upper);
            changed += value == values[lead] ? 0 : 1;
        }
        assertThat(guarded.clipped()).isEqualTo(changed);
        assertThat(Guard.guard(window, guarded.values(), bounds)).isEqualTo(new Guarded(guarded.values(), 0));
    }

    @Property(tries = 300, seed = "237")
    void shouldNeverTouchAValueWithinWhatTheWindowKnows(
            @ForAll @Size(6) List<@DoubleRange(min = -1e6, max = 1e6) Double> history,
            @ForAll @Size(24) List<@DoubleRange(min = 0, max = 1) Double> shares) {
        // given
        Window window =
                WindowFixture.window().history(Values.generate(6, history::get)).build();
        double least = Math.min(50, Collections.min(history));
        double greatest = Math.max(300, Collections.max(history));

        // when
        Values values = Values.generate(24, lead -> Math.min(greatest, least + shares.get(lead) * (greatest - least)));

        // then
        assertThat(Guard.guard(window, values, TargetBounds.NONE)).isEqualTo(new Guarded(values, 0));
    }

    private static Window constantWindow(double value, double scale) {
        return WindowFixture.window()
                .history(constant(6, value))
                .usualPast(constant(24, value))
                .yesterday(constant(24, value))
                .lastWeek(constant(24, value))
                .usual(constant(24, value))
                .level(value, scale)
                .build();
    }
}
