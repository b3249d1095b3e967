package io.foreflow.training.evaluate;

import io.foreflow.models.engine.Engine;
import io.foreflow.models.forecast.Forecaster.ForecastOutcome;
import io.foreflow.models.forecast.IntervalStarts;
import io.foreflow.models.forecast.TargetBounds;
import io.foreflow.models.model.ModelForecaster;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.training.data.Split;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The forecasts of the validation block by a model that was fitted before it.
 *
 * @param evaluation scores on the block
 * @param intervals first intervals of forecasts after the block
 */
public record ValidationForecasts(BlockEvaluation evaluation, IntervalStarts intervals) {

    /** @param engines returns the engine for a network */
    public static ValidationForecasts of(Split split, TrainedModel model, Function<NetworkSpec, Engine> engines) {
        List<Window> windows = split.validation().windows().stream()
                .map(TrainingWindow::window)
                .toList();
        try (ModelForecaster forecaster = ModelForecaster.open(model, engines)) {
            List<ForecastOutcome> outcomes = forecaster.forecastAll(windows);
            return new ValidationForecasts(
                    BlockEvaluation.of(split, outcomes),
                    starts(windows, outcomes, model.forecastTask().bounds()));
        }
    }

    /** @param windows by sensor, then origin */
    private static IntervalStarts starts(List<Window> windows, List<ForecastOutcome> outcomes, TargetBounds bounds) {
        Map<SensorId, IntervalStarts.SeenSensor> seen = new HashMap<>();
        int next;
        for (int first = 0; first < windows.size(); first = next) {
            SensorId sensor = windows.get(first).sensor();
            List<Values> forecasts = new ArrayList<>();
            for (next = first;
                    next < windows.size() && windows.get(next).sensor().equals(sensor);
                    next++) {
                forecasts.add(BlockEvaluation.served(windows.get(next), outcomes.get(next)));
            }
            List<Window> own = windows.subList(first, next);
            double scale = own.stream()
                    .mapToDouble(IntervalStarts::scale)
                    .filter(error -> !Double.isNaN(error))
                    .average()
                    .orElse(Double.NaN);
            seen.put(
                    sensor,
                    new IntervalStarts.SeenSensor(
                            TrackedIntervals.of(own, forecasts, IntervalStarts.NONE, bounds)
                                    .end(),
                            scale));
        }
        return IntervalStarts.of(seen);
    }
}
