package io.foreflow.training.backtest;

import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.training.backtest.BacktestData.Block;
import io.foreflow.training.data.SensorSeries;
import io.foreflow.training.evaluate.Evaluation;
import io.foreflow.training.evaluate.RollingEvaluation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How good forecasts are while a sensor is new: the sensors that were taken for new ones, by days since each began.
 *
 * @param sensors how many there are
 * @param days from the first 24 hours on, those of which a target was measured
 */
public record DaysSinceStart(int sensors, List<DayScore> days) {
    public DaysSinceStart {
        days = List.copyOf(days);
    }

    /**
     * The forecasts made in one day since the sensors began.
     *
     * @param number 1 for the first 24 hours
     * @param windows how many windows were to be forecast
     * @param evaluation of all methods on the same targets; MASE of a sensor by what was measured of it before the cut, whoever knew
     * @param fallbacks by method, in how many of the windows the fallback stands in its place
     */
    public record DayScore(int number, int windows, Evaluation evaluation, Map<String, Integer> fallbacks) {
        public DayScore {
            fallbacks = Map.copyOf(fallbacks);
        }
    }

    /** By day from the first to the last, the mean over the sensors; NaN where there is none. */
    Values mase(String method) {
        double[] mase =
                new double[days.isEmpty() ? 0 : days.get(days.size() - 1).number()];
        Arrays.fill(mase, Double.NaN);
        days.forEach(
                day -> mase[day.number() - 1] = day.evaluation().mean(method).mase());
        return Values.of(mase);
    }

    static DaysSinceStart of(BacktestData data, Map<String, MethodForecasts> forecasts) {
        Map<SensorId, Block> blocks = new TreeMap<>(data.blocks());
        blocks.values().removeIf(block -> !block.isNew());
        Map<Integer, DaySums> days = new TreeMap<>();
        blocks.values().forEach(block -> {
            for (int i = 0; i < block.windows().size(); i++) {
                days.computeIfAbsent(day(block, block.windows().get(i)), any -> new DaySums(data, blocks, forecasts))
                        .add(block, i);
            }
        });
        return new DaysSinceStart(
                blocks.size(),
                days.entrySet().stream()
                        .map(day -> day.getValue().day(day.getKey() + 1))
                        .filter(day -> day.evaluation().targets() > 0)
                        .toList());
    }

    private static int day(Block block, Window window) {
        SensorSeries known = block.known();
        return (int) ((known.grid().indexOf(window.origin()) - known.bucket(0))
                / known.step().perDay());
    }

    /** Of one day. */
    private static final class DaySums {
        private final Map<String, MethodForecasts> forecasts;
        private final RollingEvaluation evaluation;
        private final Map<String, Integer> fallbacks = new LinkedHashMap<>();
        private int windows;

        DaySums(BacktestData data, Map<SensorId, Block> blocks, Map<String, MethodForecasts> forecasts) {
            this.forecasts = forecasts;
            Map<SensorId, RollingEvaluation.ActualSeries> series = new LinkedHashMap<>();
            blocks.forEach((sensor, block) -> series.put(
                    sensor,
                    new RollingEvaluation.ActualSeries(
                            block.series().zone(), block.series().measured())));
            this.evaluation =
                    new RollingEvaluation(data.shape(), data.past().cut(), new ArrayList<>(forecasts.keySet()), series);
        }

        void add(Block block, int window) {
            SensorId sensor = block.series().sensor();
            Map<String, Values> values = new HashMap<>();
            forecasts.forEach((method, of) -> {
                values.put(method, of.of(sensor).values().get(window));
                fallbacks.merge(method, of.of(sensor).fallbacks().contains(window) ? 1 : 0, Integer::sum);
            });
            windows++;
            evaluation.add(sensor, block.windows().get(window).origin(), values);
        }

        DayScore day(int number) {
            return new DayScore(number, windows, evaluation.result(), fallbacks);
        }
    }
}
