package io.foreflow.training.evaluate;

import static java.util.stream.Collectors.groupingBy;

import io.foreflow.models.forecast.Baseline;
import io.foreflow.models.forecast.Fallback;
import io.foreflow.models.forecast.Forecaster.Forecasted;
import io.foreflow.models.forecast.Forecaster.Outcome;
import io.foreflow.models.forecast.NetworkForecaster;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.training.data.Split;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network on the validation block, beside every baseline.
 *
 * @param evaluation methods {@value NetworkForecaster#METHOD}, then each {@link Baseline}
 * @param fallbacks how many of the windows the network could not forecast; as in serving, the fallback was scored
 *     instead
 */
public record BlockEvaluation(Evaluation evaluation, int fallbacks) {

    /**
     * Every target of a validation window that was measured, not imputed, counts; each sensor's yardstick comes from
     * the training block.
     */
    public static BlockEvaluation of(Split split, NetworkForecaster network) {
        List<TrainingWindow> block = split.validation().windows();
        List<Outcome> outcomes =
                network.forecastAll(block.stream().map(TrainingWindow::window).toList());
        Scoreboard board = new Scoreboard(methods(), split.validation().shape().horizon());
        int fallbacks = 0;
        for (int i = 0; i < block.size(); i++) {
            Window window = block.get(i).window();
            Map<String, Values> forecasts = new LinkedHashMap<>();
            if (outcomes.get(i) instanceof Forecasted forecasted) {
                forecasts.put(NetworkForecaster.METHOD, forecasted.values());
            } else {
                fallbacks++;
                forecasts.put(NetworkForecaster.METHOD, fallback(window));
            }
            for (Baseline baseline : Baseline.values()) {
                forecasts.put(baseline.label(), baseline.completed(window).orElseThrow());
            }
            board.add(window.sensor(), forecasts, Map.of(), measured(block.get(i)));
        }
        return new BlockEvaluation(board.evaluation(yardsticks(split)), fallbacks);
    }

    private static List<String> methods() {
        List<String> methods = new ArrayList<>(List.of(NetworkForecaster.METHOD));
        for (Baseline baseline : Baseline.values()) {
            methods.add(baseline.label());
        }
        return methods;
    }

    /** There always is one: a training window's history is complete. */
    private static Values fallback(Window window) {
        return Fallback.forecast(window).orElseThrow().values();
    }

    /** The target without what was imputed. */
    private static Values measured(TrainingWindow window) {
        double[] target = window.target().toArray();
        window.targetImputed().forEach(lead -> target[lead] = Double.NaN);
        return Values.of(target);
    }

    private static Map<SensorId, Double> yardsticks(Split split) {
        Map<SensorId, Double> yardsticks = new HashMap<>();
        split.training().windows().stream()
                .collect(groupingBy(window -> window.window().sensor()))
                .forEach((sensor, windows) -> yardsticks.put(
                        sensor,
                        Yardstick.of(
                                Yardstick.actuals(windows),
                                windows.get(0).window().zone(),
                                split.cut())));
        return yardsticks;
    }
}
