package io.foreflow.training.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.foreflow.models.forecast.Baseline;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowShape;
import io.foreflow.training.data.WindowSet;
import io.foreflow.training.evaluate.Evaluation;
import io.foreflow.training.evaluate.Evaluation.SensorScores;
import io.foreflow.training.evaluate.ForecastErrors;
import io.foreflow.training.evaluate.Yardstick;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class NaiveChoiceTest {
    private static final WindowShape SHAPE = new WindowShape(Step.HOUR, 1, 2);
    private static final SensorId A = SensorId.of("a");
    private static final SensorId B = SensorId.of("b");
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void shouldChooseByTheLatestQuarterOfEachSensor() {
        // given: of A yesterday was right at first and last week is now, of B the other way round
        List<TrainingWindow> windows = new ArrayList<>();
        for (int hour = 0; hour < 8; hour++) {
            boolean late = hour >= 6;
            windows.add(window(A, hour, late ? Values.of(7, 7) : Values.of(1, 1), List.of()));
            windows.add(window(B, hour, late ? Values.of(1, 1) : Values.of(7, 7), List.of()));
        }

        // when
        Map<SensorId, Baseline> chosen = NaiveChoice.of(past(windows));

        // then
        assertThat(chosen).containsExactly(Map.entry(A, Baseline.LAST_WEEK), Map.entry(B, Baseline.YESTERDAY));
    }

    @Test
    void shouldNotCountWhatWasImputed() {
        // given: what was measured is yesterday's value; what was filled in is last week's
        List<TrainingWindow> windows = List.of(window(A, 0, Values.of(1, 7), List.of(1)));

        // then
        assertThat(NaiveChoice.of(past(windows))).containsEntry(A, Baseline.YESTERDAY);
    }

    @Test
    void shouldCountTheSensorsThatAreNoWorse() {
        // given: 5 % worse than the naive, 6 % worse, and one whose error is not known
        Evaluation evaluation = new Evaluation(
                List.of("yesterday", "lastWeek", "model"),
                new TreeMap<>(Map.of(
                        A,
                        scores(1, 9, 1.05),
                        B,
                        scores(9, 1, 1.06),
                        SensorId.of("c"),
                        scores(1, 1, Double.NaN),
                        SensorId.of("d"),
                        scores(1, 1, 1))));
        Map<SensorId, Baseline> naives =
                Map.of(A, Baseline.YESTERDAY, B, Baseline.LAST_WEEK, SensorId.of("c"), Baseline.YESTERDAY);

        // then
        assertThat(NaiveChoice.shareWithin(naives, evaluation, "model")).isCloseTo(0.5, within(1e-9));
        assertThat(NaiveChoice.shareWithin(Map.of(), evaluation, "model")).isNaN();
    }

    private static SensorScores scores(double yesterday, double lastWeek, double model) {
        return new SensorScores(
                1,
                1,
                new Yardstick(1, 24, 0),
                0,
                Map.of("yesterday", score(yesterday), "lastWeek", score(lastWeek), "model", score(model)),
                Map.of());
    }

    private static ForecastErrors score(double mase) {
        return new ForecastErrors(mase, mase, 0, mase, Double.NaN, Double.NaN);
    }

    private static KnownPast past(List<TrainingWindow> windows) {
        return new KnownPast(WindowSet.of(windows), new TreeMap<>(), START.plusSeconds(86_400));
    }

    private static TrainingWindow window(SensorId sensor, int hour, Values target, List<Integer> imputed) {
        Window window = Window.builder(sensor, START.plusSeconds(3_600L * hour), SHAPE, ZoneId.of("UTC"))
                .history(Values.of(4))
                .yesterday(Values.of(1, 1))
                .lastWeek(Values.of(7, 7))
                .build();
        return new TrainingWindow(window, target, imputed);
    }
}
