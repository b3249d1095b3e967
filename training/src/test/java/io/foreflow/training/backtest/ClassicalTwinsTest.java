package io.foreflow.training.backtest;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.models.forecast.Forecaster.ForecastOutcome;
import io.foreflow.models.forecast.Forecaster.Unable;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Step;
import io.foreflow.training.backtest.BacktestData.Block;
import io.foreflow.training.backtest.Candidate.CandidateProgress;
import io.foreflow.training.backtest.Candidate.CannotFitException;
import io.foreflow.training.backtest.Candidate.FittedCandidate;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassicalTwinsTest {
    private static final SensorId A = SensorId.of("a");
    private static final Instant START = Instant.parse("2023-06-05T00:00:00Z");

    /** A pattern by hour of the day, lower at weekends, without noise: both twins can know it by heart. */
    private static List<Reading> regular(int days) {
        List<Reading> readings = new ArrayList<>();
        for (int hour = 0; hour < 24 * days; hour++) {
            int ofDay = (hour + 2) % 24;
            int ofWeek = (hour + 2) / 24 % 7;
            double value = 50 + Math.abs(12 - ofDay) * (ofWeek < 5 ? 4 : 1);
            readings.add(Reading.of(A, Step.HOUR.plus(START, hour), value));
        }
        return readings;
    }

    private static Candidate candidate(String name) {
        List<String> problems = new ArrayList<>();
        return new Candidates(Rolling.CONFIG.shape(), Rolling.PROVENANCE, Path.of("."))
                .find(List.of(name), problems)
                .get(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"holt-winters", "autoregression"})
    void shouldForecastAPatternThatNeverChanges(String name) {
        // given
        BacktestData data = Rolling.data(regular(60));

        // when
        BacktestResult result = Backtest.run(data, List.of(candidate(name)), Backtest.BacktestListener.SILENT);

        // then
        assertThat(result.evaluation().mean(name).mase()).isLessThan(0.02);
        assertThat(result.of(name).fallbacks()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"persistence", "usual", "ridge", "autoregression", "holt-winters", "tutorial-dense"})
    void shouldNotLookAhead(String name) {
        // given: the same readings up to a moment in the test block, other ones from there on
        List<Reading> readings = Rolling.readings("a", 56, 10, 1);
        Instant cut = RollingData.cut(readings, 0.2);
        Instant moment = cut.plus(Duration.ofDays(2));
        List<Reading> others = readings.stream()
                .map(reading -> reading.time().isBefore(moment)
                        ? reading
                        : Reading.of(A, reading.time(), 1000 - requireNonNull(reading.value())))
                .toList();

        // when
        List<ForecastOutcome> one = outcomes(name, readings, cut);
        List<ForecastOutcome> other = outcomes(name, others, cut);

        // then: 48 origins before the moment, and the one at it, are forecast alike; later ones are not
        assertThat(other.subList(0, 49)).isEqualTo(one.subList(0, 49));
        assertThat(other.subList(49, other.size())).isNotEqualTo(one.subList(49, one.size()));
    }

    private static List<ForecastOutcome> outcomes(String name, List<Reading> readings, Instant cut) {
        BacktestData data =
                RollingData.of(Rolling.CONFIG, readings, Rolling.NOW, cut).cut(cut, Instant.MAX);
        Block block = requireNonNull(data.blocks().get(A));
        try (FittedCandidate fitted = candidate(name).fit(data.past(), CandidateProgress.SILENT)) {
            return fitted.forecast(block.series(), block.windows());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"holt-winters", "autoregression"})
    void shouldLeaveOutASensorThatIsTooShort(String name) {
        // given: a second sensor that appeared shortly before the cut
        List<Reading> readings = new ArrayList<>(Rolling.readings("a", 60, 10, 1));
        Instant late = RollingData.cut(readings, 0.25);
        Rolling.readings("b", 60, 10, 2).stream()
                .filter(reading -> !reading.time().isBefore(late))
                .forEach(readings::add);
        BacktestData data = Rolling.data(readings);

        // when
        try (FittedCandidate fitted = candidate(name).fit(data.past(), CandidateProgress.SILENT)) {
            Block block = requireNonNull(data.blocks().get(SensorId.of("b")));

            // then
            assertThat(fitted.notes()).containsExactly("1 sensor(s) too short to be fitted");
            assertThat(fitted.forecast(block.series(), block.windows())).allMatch(Unable.class::isInstance);
        }
    }

    @Test
    void shouldSayWhatIsMissingWhenNoSensorIsLongEnough() {
        // given
        BacktestData data = Rolling.data(Rolling.readings("a", 16, 10, 1));

        // when, then
        assertThatThrownBy(() -> candidate("holt-winters").fit(data.past(), CandidateProgress.SILENT))
                .isInstanceOf(CannotFitException.class)
                .hasMessageContaining("no sensor has 504 values");
        assertThatThrownBy(() -> candidate("autoregression").fit(data.past(), CandidateProgress.SILENT))
                .isInstanceOf(CannotFitException.class)
                .hasMessageContaining("no sensor has 168 times 336 values");
    }

    @Test
    void shouldGoOnAcrossAGap() {
        // given: two days are missing from the test block
        List<Reading> readings = regular(60);
        Instant cut = RollingData.cut(readings, 0.2);
        Instant gap = cut.plus(Duration.ofDays(3));
        List<Reading> holes = readings.stream()
                .filter(reading ->
                        reading.time().isBefore(gap) || !reading.time().isBefore(gap.plus(Duration.ofDays(2))))
                .toList();

        // when
        BacktestData data =
                RollingData.of(Rolling.CONFIG, holes, Rolling.NOW, cut).cut(cut, Instant.MAX);
        BacktestResult result = Backtest.run(
                data,
                List.of(candidate("holt-winters"), candidate("autoregression")),
                Backtest.BacktestListener.SILENT);

        // then
        assertThat(result.evaluation().mean("holt-winters").mase()).isLessThan(0.02);
        assertThat(result.evaluation().mean("autoregression").mase()).isLessThan(0.05);
    }
}
