package io.foreflow.training.evaluate;

import static java.util.stream.Collectors.groupingBy;

import io.foreflow.models.forecast.Baseline;
import io.foreflow.models.forecast.Fallback;
import io.foreflow.models.forecast.Forecaster.ForecastOutcome;
import io.foreflow.models.forecast.Forecaster.Forecasted;
import io.foreflow.models.model.ModelForecaster;
import io.foreflow.models.model.ValidationScore;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.training.data.MeasuredTargets;
import io.foreflow.training.data.SensorOutliers;
import io.foreflow.training.data.Split;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The scores of a model on the validation block, with those of every baseline.
 *
 * @param evaluation methods {@value #CANDIDATE}, then each {@link Baseline}
 * @param fallbacks number of windows that the model could not forecast; as in serving, the fallback was scored instead
 */
public record BlockEvaluation(Evaluation evaluation, int fallbacks) {
    /** Name of the model under test. */
    public static final String CANDIDATE = ModelForecaster.NETWORK;

    /** Scores a model. */
    public static BlockEvaluation of(Split split, ModelForecaster forecaster) {
        return of(split, forecaster::forecastAll);
    }

    /**
     * Scores any forecaster.
     *
     * @param forecaster returns one outcome for each window, in their order; windows come sorted by sensor and origin
     */
    public static BlockEvaluation of(Split split, Function<List<Window>, List<ForecastOutcome>> forecaster) {
        return of(
                split,
                forecaster.apply(split.validation().windows().stream()
                        .map(TrainingWindow::window)
                        .toList()));
    }

    /**
     * Scores outcomes. A target of a validation window counts if it was measured, not imputed, and is not an outlier
     * among all values of its sensor. Each sensor's yardstick comes from the training block.
     *
     * @param outcomes one for each window of the validation block, in their order
     */
    public static BlockEvaluation of(Split split, List<ForecastOutcome> outcomes) {
        List<TrainingWindow> block = split.validation().windows();
        Scoreboard board = new Scoreboard(methods(), split.validation().shape().horizon(), yardsticks(split));
        SensorOutliers outliers = SensorOutliers.of(split);
        int fallbacks = 0;
        for (int i = 0; i < block.size(); i++) {
            Window window = block.get(i).window();
            Map<String, Values> forecasts = new LinkedHashMap<>();
            fallbacks += outcomes.get(i) instanceof Forecasted ? 0 : 1;
            forecasts.put(CANDIDATE, served(window, outcomes.get(i)));
            for (Baseline baseline : Baseline.values()) {
                forecasts.put(baseline.label(), baseline.completed(window).orElseThrow());
            }
            board.add(window.sensor(), forecasts, Map.of(), outliers.measured(block.get(i)));
        }
        return new BlockEvaluation(board.evaluation(), fallbacks);
    }

    /** Returns the mean of each method over the sensors, for a model's card. */
    public Map<String, ValidationScore> scores() {
        Map<String, ValidationScore> scores = new LinkedHashMap<>();
        evaluation.methods().forEach(method -> {
            ForecastErrors mean = evaluation.mean(method);
            scores.put(method, new ValidationScore(mean.mae(), mean.mase()));
        });
        return scores;
    }

    private static List<String> methods() {
        List<String> methods = new ArrayList<>(List.of(CANDIDATE));
        for (Baseline baseline : Baseline.values()) {
            methods.add(baseline.label());
        }
        return methods;
    }

    /**
     * Returns the values that serving would emit for a training window: the fallback if there is no forecast. A
     * fallback exists, because the history is complete.
     */
    static Values served(Window window, ForecastOutcome outcome) {
        return outcome instanceof Forecasted forecasted
                ? forecasted.values()
                : Fallback.forecast(window).orElseThrow().values();
    }

    private static Map<SensorId, Yardstick> yardsticks(Split split) {
        Map<SensorId, Yardstick> yardsticks = new HashMap<>();
        split.training().windows().stream()
                .collect(groupingBy(window -> window.window().sensor()))
                .forEach((sensor, windows) -> yardsticks.put(
                        sensor,
                        Yardstick.of(
                                MeasuredTargets.of(windows),
                                windows.get(0).window().grid(),
                                split.cut())));
        return yardsticks;
    }
}
