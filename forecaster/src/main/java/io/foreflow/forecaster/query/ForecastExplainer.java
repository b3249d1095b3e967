package io.foreflow.forecaster.query;

import io.foreflow.forecaster.topology.NewestForecasts;
import io.foreflow.models.forecast.Fallback;
import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.forecast.ForecastDigits;
import io.foreflow.models.forecast.Forecaster.Forecasted;
import io.foreflow.models.forecast.Forecaster.Unable;
import io.foreflow.models.forecast.Forecaster.UnableReason;
import io.foreflow.models.forecast.InputGroup;
import io.foreflow.models.model.ForecastExplanation;
import io.foreflow.models.model.ForecastExplanation.ExplainedMember;
import io.foreflow.models.model.ForecastExplanation.MemberKind;
import io.foreflow.models.model.ModelForecaster;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowShape;
import io.foreflow.windowing.core.SensorState;
import io.foreflow.windowing.core.WindowKind;
import io.foreflow.windowing.core.Windower;
import io.foreflow.windowing.core.WindowerConfig;
import io.foreflow.windowing.streams.StoredSensors;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Explains newest forecasts on request: it computes the forecast's window again from the stored state, and lets the
 * same model forecast it. Nothing is stored for this.
 */
final class ForecastExplainer {
    /** The stores are read one after another while the topology may change them: how often they are read again. */
    private static final int ATTEMPTS = 3;

    private static final InputGroup CHANGED =
            new InputGroup("changed", "readings that came after this forecast was made");

    private final PartitionStores stores;
    private final Windower windower;
    private final ForecastModels models;

    ForecastExplainer(PartitionStores stores, WindowerConfig windowing, ForecastModels models) {
        this.stores = stores;
        this.windower = new Windower(windowing, EnumSet.of(WindowKind.LIVE));
        this.models = models;
    }

    /** Returns the explanation of the sensor's newest forecast; empty if it has none. */
    Optional<ExplainedForecast> explain(SensorId sensor) {
        Optional<ExplainedForecast> explained = Optional.empty();
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            try {
                explained = explainOnce(sensor);
            } catch (IllegalArgumentException e) {
                // Parts of different moments may contradict each other.
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                continue;
            }
            if (explained.isEmpty() || explained.get().exact()) {
                break;
            }
        }
        return explained;
    }

    private Optional<ExplainedForecast> explainOnce(SensorId sensor) {
        int partition = stores.partitionOf(sensor);
        Optional<Forecast> newest = NewestForecasts.of(stores.store(NewestForecasts.STORE, partition), sensor);
        Optional<SensorState> state = StoredSensors.state(name -> stores.store(name, partition), sensor);
        return newest.flatMap(forecast -> state.map(
                known -> explained(forecast, windower.windowAt(known, forecast.origin(), forecast.revision()))));
    }

    private ExplainedForecast explained(Forecast forecast, Window window) {
        WindowShape shape = window.shape();
        if (!shape.step().equals(forecast.step())
                || shape.horizon() != forecast.values().length()) {
            return unexplained(
                    forecast, window, "This forecast was made with another step or horizon than at present.");
        }
        return forecast.model().isPresent() ? ofModel(forecast, window) : ofFallback(forecast, window);
    }

    private ExplainedForecast ofModel(Forecast forecast, Window window) {
        String name = forecast.model().orElseThrow().toString();
        Optional<TrainedModel> model = models.read(forecast.model().orElseThrow());
        if (model.isEmpty()) {
            return unexplained(
                    forecast,
                    window,
                    "The model " + name + " is not on the models topic any more, so its members are unknown.");
        }
        Optional<ForecastExplanation> parts = ForecastExplanation.of(model.get(), models::engine, window);
        if (parts.isEmpty()) {
            return unexplained(
                    forecast,
                    window,
                    "Readings that came later have changed the sensor's past; from it the model " + name
                            + " cannot forecast.");
        }
        List<String> notes = new ArrayList<>();
        leftOut(parts.get()).forEach(notes::add);
        String networks = names(parts.get(), MemberKind.NETWORK);
        if (!networks.isEmpty()) {
            notes.add("Of " + networks
                    + " only the whole is told: the inputs of such a network act together and cannot be told apart.");
        }
        return published(forecast, window, parts.get(), notes);
    }

    private static List<String> leftOut(ForecastExplanation parts) {
        return parts.members().stream()
                .filter(member -> member.obstacle().isPresent())
                .map(member -> member.name() + " could not forecast, because "
                        + reason(member.obstacle().orElseThrow()) + "; the shares of the others grow in proportion.")
                .toList();
    }

    private static String names(ForecastExplanation parts, MemberKind kind) {
        return parts.members().stream()
                .filter(member -> member.kind() == kind && member.values().isPresent())
                .map(ExplainedMember::name)
                .collect(Collectors.joining(", "));
    }

    private ExplainedForecast ofFallback(Forecast forecast, Window window) {
        List<String> notes = new ArrayList<>();
        notes.add("A fallback made this forecast, because " + whyNoModel(forecast, window) + ".");
        Optional<Forecasted> again = Fallback.forecast(window);
        if (again.isEmpty()) {
            return unexplained(forecast, window, notes.get(0));
        }
        Optional<ForecastExplanation> parts = ForecastExplanation.ofFallback(
                window, again.get().values(), again.get().method());
        return parts.map(known -> published(forecast, window, known, notes))
                .orElseGet(() -> unexplained(forecast, window, notes.get(0)));
    }

    private String whyNoModel(Forecast forecast, Window window) {
        if (forecast.stale()) {
            return "the sensor has fallen silent";
        }
        Optional<TrainedModel> model = models.inUse(window.sensor());
        if (model.isEmpty()) {
            return "no model is in use";
        }
        try (ModelForecaster forecaster = ModelForecaster.open(model.get(), models::engine)) {
            return forecaster.forecast(window) instanceof Unable unable
                    ? reason(unable.reason())
                    : "no model was in use then, or it failed; the log says which";
        }
    }

    private static String reason(UnableReason reason) {
        return switch (reason) {
            case INCOMPLETE_HISTORY -> "the history has a gap that is too long to fill";
            case TOO_LITTLE_MEMORY -> "too little is known of the sensor";
            case SHAPE_MISMATCH -> "the model was made for another step, history or horizon";
            case ZONE_MISMATCH -> "the model was made for sensors of other time zones";
            case NOT_FINITE -> "the result was not a finite number";
        };
    }

    /** Relates an explanation to the published values. */
    private static ExplainedForecast published(
            Forecast forecast, Window window, ForecastExplanation parts, List<String> notes) {
        ForecastDigits digits = ForecastDigits.of(window);
        boolean exact = digits.round(parts.values()).equals(forecast.values());
        if (!exact) {
            notes.add("Readings that came later have changed the sensor's past; what they change is told as changed.");
        }
        return new ExplainedForecast(
                forecast,
                window.lastWeek(),
                Optional.of(parts.asPublished(forecast.values(), exact ? Optional.empty() : Optional.of(CHANGED))),
                exact,
                notes,
                digits);
    }

    private static ExplainedForecast unexplained(Forecast forecast, Window window, String note) {
        return new ExplainedForecast(
                forecast, window.lastWeek(), Optional.empty(), false, List.of(note), ForecastDigits.of(window));
    }
}
