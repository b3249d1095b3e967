package io.foreflow.training.backtest;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.forecast.Forecaster.ForecastOutcome;
import io.foreflow.models.forecast.Forecaster.Forecasted;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.Window;
import io.foreflow.training.SyntheticSeries;
import io.foreflow.training.backtest.Candidate.CandidateProgress;
import io.foreflow.training.backtest.Candidate.FittedCandidate;
import io.foreflow.training.data.MeasuredTargets;
import io.foreflow.training.data.SensorSeries;
import io.foreflow.training.data.WindowSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A regression of all sensors, of which one is full of numbers that stand for "no value". */
class MarkedNeighbourTest {
    private static final Instant START = Instant.parse("2023-03-05T23:00:00Z");
    private static final SensorId CLEAN = SensorId.of("clean");

    /** Too few weeks for a model of a sensor's own. */
    private static final int HOURS = 24 * 50;

    @ParameterizedTest
    @ValueSource(doubles = {-9_999, -200, 1e29})
    void shouldForecastACleanSensorToTheBitAsWithoutANeighbourWhoseWindowsAllHoldAMark(double mark) {
        // given: one in ten readings of the neighbour
        List<TrainingWindow> clean = series("clean", 1).windows();
        SyntheticSeries marked = series("neighbour", 2);
        for (int hour = 0; hour < HOURS; hour += 10) {
            marked.values().put(Step.HOUR.plus(START, hour), mark);
        }

        // when
        double with = error(clean, marked.windows());

        // then
        assertThat(with).isEqualTo(error(clean, List.of()));
    }

    private static SyntheticSeries series(String sensor, long seed) {
        return new SyntheticSeries(sensor, "Europe/Berlin", START.toString(), HOURS, 10, seed);
    }

    /** Mean absolute error on the last quarter of the clean sensor, of a regression that was fitted before. */
    private static double error(List<TrainingWindow> clean, List<TrainingWindow> others) {
        Instant cut = clean.get(clean.size() * 3 / 4).window().origin();
        List<TrainingWindow> before = new ArrayList<>();
        SortedMap<SensorId, SensorSeries> series = new TreeMap<>();
        for (List<TrainingWindow> windows : List.of(clean, others)) {
            List<TrainingWindow> own = windows.stream()
                    .filter(window -> window.window()
                            .targetTime(window.window().shape().horizon())
                            .isBefore(cut))
                    .toList();
            before.addAll(own);
            if (own.isEmpty()) {
                continue;
            }
            Window first = own.get(0).window();
            series.put(first.sensor(), SensorSeries.of(first.sensor(), first.grid(), MeasuredTargets.of(own)));
        }
        List<TrainingWindow> after = clean.stream()
                .filter(window -> !window.window().origin().isBefore(cut))
                .toList();
        try (FittedCandidate ridge =
                new RidgeCandidate().fit(new KnownPast(WindowSet.of(before), series, cut), CandidateProgress.SILENT)) {
            List<ForecastOutcome> outcomes = ridge.forecast(
                    requireNonNull(series.get(CLEAN)),
                    after.stream().map(TrainingWindow::window).toList());
            double sum = 0;
            for (int i = 0; i < outcomes.size(); i++) {
                Forecasted forecast = (Forecasted) outcomes.get(i);
                for (int lead = 0; lead < forecast.values().length(); lead++) {
                    sum += Math.abs(
                            forecast.values().at(lead) - after.get(i).target().at(lead));
                }
            }
            return sum;
        } catch (Candidate.CannotFitException e) {
            throw new AssertionError(e);
        }
    }
}
