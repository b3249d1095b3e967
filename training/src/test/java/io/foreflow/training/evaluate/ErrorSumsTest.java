package io.foreflow.training.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ErrorSumsTest {

    @Test
    void shouldAddUpErrorsAndIntervals() {
        // given
        ErrorSums sums = new ErrorSums(4);

        // when: one target inside its interval, one 2 above it
        sums.add(11, 10);
        sums.addInterval(0.9, 8, 12, 10);
        sums.add(7, 10);
        sums.addInterval(0.9, 5, 8, 10);
        ForecastErrors score = sums.score();

        // then
        assertThat(score.mae()).isEqualTo(2);
        assertThat(score.rmse()).isCloseTo(Math.sqrt(5), within(1e-12));
        assertThat(score.bias()).isEqualTo(-1);
        assertThat(score.mase()).isEqualTo(0.5);
        assertThat(score.coverage()).isEqualTo(0.5);
        assertThat(score.winkler()).isCloseTo((4 + 3 + 20 * 2) / 2.0, within(1e-9));
        assertThat(sums.count()).isEqualTo(2);
    }

    @Test
    void shouldKnowNothingOfWhatWasNotAdded() {
        // given
        ErrorSums without = new ErrorSums(0);
        without.add(1, 2);

        // when
        ForecastErrors score = without.score();
        ForecastErrors empty = new ErrorSums(1).score();

        // then
        assertThat(score.mae()).isEqualTo(1);
        assertThat(score.mase()).isNaN();
        assertThat(score.coverage()).isNaN();
        assertThat(score.winkler()).isNaN();
        assertThat(empty.mae()).isNaN();
    }

    @Test
    void shouldCountAnErrorInMaseAsAtMostFiveHundredYardsticks() {
        // given
        ErrorSums sums = new ErrorSums(2);

        // when
        sums.add(1_001, 1);
        sums.add(1, 1e30);

        // then
        assertThat(sums.score().mase()).isEqualTo(500);
        assertThat(sums.score().mae()).isGreaterThan(1e29);
        assertThat(sums.capped()).isEqualTo(1);
    }

    @Property(tries = 200, seed = "237")
    void shouldScoreAnIntervalByItsWidthAndByHowFarOutsideTheValueLies(
            @ForAll @DoubleRange(min = 0.5, max = 0.99) double level,
            @ForAll @DoubleRange(min = -100, max = 100) double lower,
            @ForAll @DoubleRange(min = 0, max = 100) double width,
            @ForAll @DoubleRange(min = -300, max = 300) double actual) {
        // given
        double upper = lower + width;

        // when
        double score = ErrorSums.winkler(level, lower, upper, actual);

        // then
        assertThat(score).isGreaterThanOrEqualTo(upper - lower);
        boolean inside = lower <= actual && actual <= upper;
        assertThat(score == upper - lower).isEqualTo(inside);
        assertThat(ErrorSums.winkler(level, -upper, -lower, -actual)).isCloseTo(score, within(1e-6));
    }

    @Property(tries = 100, seed = "237")
    void shouldNotCareWhetherTargetsComeAtOnceOrInParts(
            @ForAll @Size(min = 1, max = 20) List<@DoubleRange(min = -1e3, max = 1e3) Double> forecasts) {
        // given
        ErrorSums whole = new ErrorSums(1);
        ErrorSums[] parts = {new ErrorSums(1), new ErrorSums(1)};

        // when
        for (int i = 0; i < forecasts.size(); i++) {
            whole.add(forecasts.get(i), i);
            parts[i % 2].add(forecasts.get(i), i);
        }
        parts[0].addAll(parts[1]);

        // then
        assertThat(parts[0].score().mae()).isCloseTo(whole.score().mae(), within(1e-9));
        assertThat(parts[0].score().rmse()).isCloseTo(whole.score().rmse(), within(1e-9));
        assertThat(parts[0].count()).isEqualTo(forecasts.size());
    }

    @Property(tries = 100, seed = "237")
    void shouldHaveAMaseWithoutAUnit(
            @ForAll @DoubleRange(min = -100, max = 100) double forecast,
            @ForAll @DoubleRange(min = -100, max = 100) double actual,
            @ForAll @DoubleRange(min = 0.1, max = 100) double yardstick,
            @ForAll @DoubleRange(min = 0.1, max = 100) double unit) {
        // given
        ErrorSums plain = new ErrorSums(yardstick);
        ErrorSums scaled = new ErrorSums(unit * yardstick);

        // when
        plain.add(forecast, actual);
        scaled.add(unit * forecast, unit * actual);

        // then
        assertThat(scaled.score().mase()).isCloseTo(plain.score().mase(), within(1e-6));
    }
}
