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
 * The scores while a sensor is new: the sensors that count as new, by days since each began.
 *
 * @param sensors number of these sensors
 * @param days scores from the first 24 hours on, for days with a measured target
 */
public record DaysSinceStart(int sensors, List<DayScore> days) {
    public DaysSinceStart {
        days = List.copyOf(days);
    }

    /**
     * The forecasts made in one day since the sensors began.
     *
     * @param number 1 for the first 24 hours
     * @param windows number of windows to forecast
     * @param evaluation scores of all methods on the same targets; a sensor's MASE uses its measured values before the
     *     cut, though no model knew them
     * @param fallbacks by method, number of windows for which the fallback stands in its place
     */
    public record DayScore(int number, int windows, Evaluation evaluation, Map<String, Integer> fallbacks) {
        public DayScore {
            fallbacks = Map.copyOf(fallbacks);
        }
    }

    /** Returns the mean MASE over the sensors by day, from the first to the last; NaN where there is none. */
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

    /** The sums of one day. */
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
