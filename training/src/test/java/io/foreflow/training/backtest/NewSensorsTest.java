package io.foreflow.training.backtest;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.models.forecast.Baseline;
import io.foreflow.models.forecast.Forecaster.Unable;
import io.foreflow.models.forecast.Forecaster.UnableReason;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import io.foreflow.training.backtest.BacktestData.Block;
import io.foreflow.training.backtest.Candidate.FittedCandidate;
import io.foreflow.training.backtest.DaysSinceStart.DayScore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NewSensorsTest {
    private static final List<Reading> READINGS = Rolling.two(20);
    private static final Instant CUT = RollingData.cut(READINGS, 0.2);
    private static final BacktestData DATA = RollingData.withNewSensors(Rolling.CONFIG, READINGS, Rolling.NOW, 2, CUT)
            .cut(CUT, Instant.MAX);
    private static final SensorId OLD = SensorId.of("a");
    private static final SensorId NEW = SensorId.of("b");

    @Test
    void shouldTellNobodyWhatWasMeasuredOfANewSensorBeforeTheCut() {
        // then: it is in no fit
        assertThat(DATA.past().windows().sensors()).containsExactly(OLD);
        assertThat(DATA.past().series().get(NEW))
                .satisfies(series -> assertThat(series.size()).isZero());
        // and alone in the block, where it begins with the cut
        assertThat(DATA.blocks().keySet()).containsExactly(NEW);
        Block block = requireNonNull(DATA.blocks().get(NEW));
        assertThat(block.known().time(0)).isEqualTo(CUT);
        assertThat(block.series().time(0)).isBefore(CUT);
        assertThat(block.windows()).allSatisfy(window -> {
            assertThat(window.lastWeek().present()).isZero();
            assertThat(window.origin()).isAfter(CUT);
        });
    }

    @Test
    void shouldScoreByDaysSinceTheSensorBegan() {
        // given: one method that never can
        Candidate unable = new Candidate() {
            @Override
            public String name() {
                return "unable";
            }

            @Override
            public FittedCandidate fit(KnownPast past, CandidateProgress progress) {
                return FittedCandidate.of(window -> new Unable(UnableReason.NOT_FINITE));
            }
        };

        // when
        BacktestResult result = Backtest.run(
                DATA, List.of(unable, new BaselineCandidate(Baseline.YESTERDAY)), Backtest.BacktestListener.SILENT);
        DaysSinceStart since = result.daysSinceStart();

        // then: four days, of the first the first hour has no window
        assertThat(since.sensors()).isEqualTo(1);
        assertThat(since.days()).hasSize(4);
        assertThat(since.days()).extracting(DayScore::windows).startsWith(23, 24, 24);
        assertThat(since.days().get(1).fallbacks()).isEqualTo(Map.of("unable", 24, "yesterday", 0));
        assertThat(since.days().get(1).evaluation().mean("yesterday").mase()).isPositive();
    }

    @Test
    void shouldCallEachDayByItsNumberWhereOneIsMissing() {
        // given: the new sensor is silent for three of its eight days
        List<Reading> readings = Rolling.two(40);
        Instant cut = RollingData.cut(readings, 0.2);
        readings.removeIf(reading -> reading.sensor().equals(NEW)
                && !reading.time().isBefore(cut.plus(Duration.ofDays(2)))
                && reading.time().isBefore(cut.plus(Duration.ofDays(5))));
        BacktestData data = RollingData.withNewSensors(Rolling.CONFIG, readings, Rolling.NOW, 2, cut)
                .cut(cut, Instant.MAX);

        // when
        DaysSinceStart since = Backtest.run(
                        data, List.of(new BaselineCandidate(Baseline.YESTERDAY)), Backtest.BacktestListener.SILENT)
                .daysSinceStart();

        // then
        assertThat(since.days()).extracting(DayScore::number).containsExactly(1, 2, 6, 7, 8);
        Values mase = since.mase("yesterday");
        assertThat(mase.length()).isEqualTo(8);
        assertThat(mase.at(5))
                .isEqualTo(since.days().get(2).evaluation().mean("yesterday").mase());
        assertThat(mase.isMissing(3)).isTrue();
    }

    @Test
    void shouldHaveNoNewSensorUnlessAskedTo() {
        // when
        BacktestResult result = Backtest.run(
                Rolling.data(READINGS),
                List.of(new BaselineCandidate(Baseline.USUAL)),
                Backtest.BacktestListener.SILENT);

        // then
        assertThat(result.daysSinceStart()).isEqualTo(new DaysSinceStart(0, List.of()));
    }

    @Test
    void shouldRefuseFewerSensorsThanOneNewOneTakes() {
        assertThatThrownBy(() -> RollingData.withNewSensors(Rolling.CONFIG, READINGS, Rolling.NOW, 3, CUT))
                .hasMessageContaining("one of every 3 sensors")
                .hasMessageContaining("there are 2");
        assertThatThrownBy(() -> RollingData.withNewSensors(Rolling.CONFIG, new ArrayList<>(), Rolling.NOW, 1, CUT))
                .hasMessageContaining("at least 2");
    }
}
