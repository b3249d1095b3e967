package io.foreflow.training.backtest;

import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import io.foreflow.training.backtest.BacktestData.Block;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * The scores of the M4 competition.
 *
 * @param models overall scores by method, in the order of the candidates, {@value Naive2#NAME} last
 * @param series scores by method and series
 */
public record M4Scores(Map<String, Overall> models, Map<String, SortedMap<SensorId, Accuracy>> series) {
    /** The scores of Naive2 on the hourly series that the organisers published. */
    public static final Accuracy PUBLISHED_NAIVE2 = new Accuracy(18.383, 2.395);

    /**
     * @param smape see {@link #smape}
     * @param mase mean absolute error over the mean absolute difference of values a day apart in the training part; NaN
     *     where those never differ, which does not count
     */
    public record Accuracy(double smape, double mase) {}

    /**
     * @param accuracy the mean over the series
     * @param owa the mean of sMAPE and MASE, each over that of Naive2: smaller is better
     */
    public record Overall(Accuracy accuracy, double owa) {}

    public M4Scores {
        models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
        series = Collections.unmodifiableMap(new LinkedHashMap<>(series));
    }

    /** Returns the candidates that belong in the comparison, with the yardstick behind them. */
    public static List<Candidate> candidates(List<Candidate> requested) {
        return Stream.concat(requested.stream(), Stream.of(new Naive2())).toList();
    }

    /** @param result result with the forecasts of {@link #candidates} */
    public static M4Scores of(BacktestResult result) {
        Map<String, SortedMap<SensorId, Accuracy>> series = new LinkedHashMap<>();
        for (String method : result.methods()) {
            SortedMap<SensorId, Accuracy> ofMethod = new TreeMap<>();
            result.data().blocks().forEach((sensor, block) -> {
                Values forecast = result.of(method).of(sensor).values().get(0);
                Values actual = BacktestResult.actuals(block, block.windows().get(0));
                ofMethod.put(sensor, new Accuracy(smape(forecast, actual), mase(forecast, actual, scale(block))));
            });
            series.put(method, ofMethod);
        }
        Map<String, Accuracy> means = new LinkedHashMap<>();
        series.forEach((method, scores) -> means.put(method, mean(scores)));
        Accuracy naive2 = means.getOrDefault(Naive2.NAME, PUBLISHED_NAIVE2);
        Map<String, Overall> models = new LinkedHashMap<>();
        means.forEach((method, mean) -> models.put(method, new Overall(mean, owa(mean, naive2))));
        return new M4Scores(models, series);
    }

    private static Accuracy mean(SortedMap<SensorId, Accuracy> scores) {
        return new Accuracy(mean(scores, Accuracy::smape), mean(scores, Accuracy::mase));
    }

    private static double mean(SortedMap<SensorId, Accuracy> scores, ToDoubleFunction<Accuracy> number) {
        return scores.values().stream()
                .mapToDouble(number)
                .filter(Double::isFinite)
                .average()
                .orElse(Double.NaN);
    }

    /** Returns the mean of both scores, each over the yardstick's. */
    public static double owa(Accuracy accuracy, Accuracy naive2) {
        return (accuracy.smape() / naive2.smape() + accuracy.mase() / naive2.mase()) / 2;
    }

    /**
     * Returns the mean of 200·|f − y| / (|f| + |y|), from 0 to 200; a step at which both are 0 counts as no error.
     * Makridakis, "Accuracy measures: theoretical and practical concerns", International Journal of Forecasting 9,
     * 1993.
     */
    public static double smape(Values forecast, Values actual) {
        double sum = 0;
        for (int i = 0; i < actual.length(); i++) {
            double size = Math.abs(forecast.at(i)) + Math.abs(actual.at(i));
            sum += size == 0 ? 0 : 200 * Math.abs(forecast.at(i) - actual.at(i)) / size;
        }
        return sum / actual.length();
    }

    static double mase(Values forecast, Values actual, double scale) {
        double sum = 0;
        for (int i = 0; i < actual.length(); i++) {
            sum += Math.abs(forecast.at(i) - actual.at(i));
        }
        return sum / actual.length() / (scale > 0 ? scale : Double.NaN);
    }

    private static double scale(Block block) {
        int day = block.series().step().perDay();
        int length = block.series().countBefore(block.windows().get(0).origin());
        double sum = 0;
        for (int i = day; i < length; i++) {
            sum += Math.abs(block.series().value(i) - block.series().value(i - day));
        }
        return sum / (length - day);
    }
}
