package io.foreflow.training.backtest;

import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.training.backtest.BacktestData.Block;
import io.foreflow.training.evaluate.ErrorSums;
import io.foreflow.training.evaluate.Evaluation.SensorScores;
import java.util.Arrays;
import java.util.List;

/**
 * Computes the error of one method by the local hour in which the target step begins, over all sensors: the mean of
 * |forecast − actual| over the sensor's yardstick.
 */
final class HoursOfDay {
    private static final int HOURS = 24;
    private static final int SECONDS_PER_HOUR = 3_600;
    private static final int SECONDS_PER_DAY = HOURS * SECONDS_PER_HOUR;

    private HoursOfDay() {}

    /** Returns one number for each hour of the day, from midnight on; NaN where no target counts. */
    static Values scaledErrors(BacktestResult result, String method) {
        double[] sums = new double[HOURS];
        long[] counts = new long[HOURS];
        result.evaluation().sensors().forEach((sensor, scores) -> {
            Block block = result.data().blocks().get(sensor);
            if (block != null && scores.yardstick() > 0) {
                add(block, result.of(method).of(sensor).values(), scores, sums, counts);
            }
        });
        return Values.generate(HOURS, hour -> sums[hour] / counts[hour]);
    }

    private static void add(Block block, List<Values> forecasts, SensorScores scores, double[] sums, long[] counts) {
        int horizon = block.windows().get(0).shape().horizon();
        int[] hours = new int[horizon];
        for (int i = 0; i < forecasts.size(); i++) {
            Window window = block.windows().get(i);
            Values actuals = BacktestResult.actuals(block, window);
            Arrays.setAll(hours, lead -> Math.floorMod(window.localSecond(lead), SECONDS_PER_DAY) / SECONDS_PER_HOUR);
            for (int lead = 0; lead < horizon; lead++) {
                double error = Math.min(
                        ErrorSums.MOST_YARDSTICKS,
                        Math.abs(forecasts.get(i).at(lead) - actuals.at(lead)) / scores.yardstick());
                if (Double.isFinite(error)) {
                    sums[hours[lead]] += error;
                    counts[hours[lead]]++;
                }
            }
        }
    }
}
