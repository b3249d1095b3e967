package io.foreflow.forecaster.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.forecaster.api.TimeSeriesRequest.IntervalQuantile;
import io.foreflow.forecaster.api.TimeSeriesRequest.Series;
import io.foreflow.forecaster.metrics.PipelineMetrics;
import io.foreflow.forecaster.registry.Routing;
import io.foreflow.forecaster.topology.ServingModels;
import io.foreflow.forecaster.topology.StatelessForecaster;
import io.foreflow.forecaster.topology.StatelessForecaster.StatelessForecast;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.forecast.Forecast.Interval;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.windowing.core.NewestWindow;
import io.foreflow.windowing.core.WindowerConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * {@code POST /v1/timeseries/forecast}: KServe's time series protocol. The history is in the request, and nothing of it
 * is kept.
 */
final class TimeSeriesRoutes implements Routes {
    static final String PATH = "/v1/timeseries/forecast";

    private static final String COMPLETED = "completed";

    /** Maximum number of models that a message names. */
    private static final int SHOWN = 20;

    private final Supplier<Routing> routing;
    private final WindowerConfig windowing;
    private final ReplicaPool<StatelessForecaster> pool;
    private final Clock clock = Clock.systemUTC();

    /**
     * @param routing models of the sensors; throws {@code UnavailableStateException} while they are unknown
     * @param models finds the models of a name
     */
    TimeSeriesRoutes(
            Supplier<Routing> routing,
            WindowerConfig windowing,
            Function<String, ServingModels> models,
            PipelineMetrics metrics) {
        this.routing = routing;
        this.windowing = windowing;
        this.pool = new ReplicaPool<>(() -> new StatelessForecaster(models, metrics));
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.post(PATH, this::forecast);
    }

    /** A series with its forecast. */
    private record ForecastSeries(Series series, Window window, StatelessForecast forecast) {}

    private void forecast(Context context) throws IOException {
        JsonNode body = Bodies.json(context);
        String model = model(body.path("model"));
        TimeSeriesRequest request = TimeSeriesRequest.read(body, windowing);
        RequestProblems problems = new RequestProblems();
        List<ForecastSeries> forecasts = new ArrayList<>();
        List<Series> inputs = request.inputs();
        for (int i = 0; i < inputs.size(); i++) {
            String where = "inputs[" + i + "]";
            try {
                forecast(model, inputs.get(i))
                        .ifPresentOrElse(
                                forecasts::add,
                                () -> problems.add(where + ".series: no forecast can begin after its last value"));
            } catch (IllegalArgumentException e) {
                problems.add(where + ".series: " + e.getMessage());
            }
        }
        problems.throwIfAny();
        context.contentType(Bodies.JSON).result(json(model, request, forecasts));
    }

    /** Returns the model that is asked for: one that serves sensors. By default it is that of most sensors. */
    private String model(JsonNode asked) {
        Routing now = routing.get();
        if (asked.isMissingNode()) {
            return now.defaultModel();
        }
        String name = asked.textValue();
        if (name == null || !now.models().contains(name)) {
            throw ProblemException.notFound("model (" + RequestProblems.shown(asked) + ") must be "
                    + names(now.models()) + ", or be left out for " + now.defaultModel());
        }
        return name;
    }

    private static String names(Set<String> models) {
        return models.stream().limit(SHOWN).collect(Collectors.joining(" or "))
                + (models.size() > SHOWN ? " or one of " + (models.size() - SHOWN) + " more of /v1/routes" : "");
    }

    private Optional<ForecastSeries> forecast(String model, Series series) {
        return NewestWindow.of(series.config(), series.readings(), series.origin())
                .filter(window -> window.origin().equals(series.origin()))
                .flatMap(window -> pool.with(forecaster -> forecaster.forecast(model, window))
                        .map(forecast -> new ForecastSeries(series, window, forecast)));
    }

    private byte[] json(String model, TimeSeriesRequest request, List<ForecastSeries> forecasts) {
        return Json.object(json -> {
            json.writeStringField("id", UUID.randomUUID().toString());
            json.writeNumberField("created_at", clock.instant().getEpochSecond());
            json.writeStringField("status", COMPLETED);
            json.writeNullField("error");
            json.writeStringField("model", model);
            json.writeArrayFieldStart("outputs");
            for (ForecastSeries forecast : forecasts) {
                json.writeStartObject();
                json.writeStringField("type", "time_series_forecast");
                json.writeStringField("id", UUID.randomUUID().toString());
                json.writeStringField("status", COMPLETED);
                json.writeNullField("error");
                json.writeArrayFieldStart("content");
                write(json, request, forecast);
                json.writeEndArray();
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static void write(JsonGenerator json, TimeSeriesRequest request, ForecastSeries one) throws IOException {
        StatelessForecast forecast = one.forecast();
        json.writeStartObject();
        json.writeStringField("type", TimeSeriesRequest.UNIVARIATE);
        json.writeStringField("name", one.series().sensor().value());
        Json.writeValues(json, "mean_forecast", first(forecast.values(), request.horizon()));
        json.writeStringField("frequency", one.series().frequency());
        Json.writeTime(json, "start_timestamp", one.window().origin());
        if (forecast.interval().isPresent()) {
            Interval interval = forecast.interval().get();
            json.writeObjectFieldStart("quantiles");
            for (IntervalQuantile quantile : request.quantiles()) {
                Json.writeValues(json, quantile.label(), first(quantile.of(interval), request.horizon()));
            }
            json.writeEndObject();
        } else {
            json.writeNullField("quantiles");
        }
        json.writeStringField("method", forecast.method());
        json.writeBooleanField("fallback", forecast.fallback().isPresent());
        json.writeStringField(
                "fallback_reason",
                forecast.fallback().map(reason -> reason.label()).orElse(null));
        json.writeStringField(
                "model_version", forecast.model().map(ref -> ref.version()).orElse(null));
        Json.writeNumber(json, "imputed_fraction", one.window().imputedFraction());
        json.writeEndObject();
    }

    private static Values first(Values values, int count) {
        return Values.generate(count, values::at);
    }

    @Override
    public void close() {
        pool.close();
    }
}
