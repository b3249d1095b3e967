package io.foreflow.training.backtest;

import static java.util.Comparator.comparingDouble;
import static java.util.Objects.requireNonNull;

import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.training.backtest.BacktestData.Block;
import java.util.ArrayList;
import java.util.List;

/** Finds the days that a method forecast worst from their midnight, over all sensors. */
final class WorstDays {
    private static final int SECONDS_PER_DAY = 86_400;

    private WorstDays() {}

    /**
     * One day of one sensor.
     *
     * @param sensor the sensor
     * @param window window whose origin is the day's local midnight
     * @param place index of the window in the sensor's block
     * @param actuals measured values, one for each target step, NaN where nothing was measured
     * @param error mean absolute error over the sensor's yardstick
     */
    record WorstDay(SensorId sensor, Window window, int place, Values actuals, double error) {}

    /** @return the worst first, at most {@code count}; days of which less than half was measured do not count */
    static List<WorstDay> of(BacktestResult result, String method, int count) {
        List<WorstDay> days = new ArrayList<>();
        result.evaluation().sensors().forEach((sensor, scores) -> {
            Block block = requireNonNull(result.data().blocks().get(sensor));
            List<Values> forecasts = result.of(method).of(sensor).values();
            for (int place = 0; place < forecasts.size(); place++) {
                Window window = block.windows().get(place);
                if (isMidnight(window)) {
                    Values actuals = BacktestResult.actuals(block, window);
                    double error = error(forecasts.get(place), actuals) / scores.yardstick();
                    if (Double.isFinite(error) && 2 * actuals.present() >= actuals.length()) {
                        days.add(new WorstDay(sensor, window, place, actuals, error));
                    }
                }
            }
        });
        return days.stream()
                .sorted(comparingDouble(WorstDay::error).reversed())
                .limit(count)
                .toList();
    }

    private static boolean isMidnight(Window window) {
        return Math.floorMod(window.localSecond(0), SECONDS_PER_DAY) == 0;
    }

    private static double error(Values forecast, Values actuals) {
        double sum = 0;
        int count = 0;
        for (int lead = 0; lead < actuals.length(); lead++) {
            double error = Math.abs(forecast.at(lead) - actuals.at(lead));
            if (Double.isFinite(error)) {
                sum += error;
                count++;
            }
        }
        return sum / count;
    }
}
