package io.foreflow.examples;

import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.engine.select.EngineChoice;
import io.foreflow.models.engine.select.EngineSelector;
import io.foreflow.models.forecast.Forecaster.Forecasted;
import io.foreflow.models.model.ModelForecaster;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.windowing.core.Emission.BucketClosed;
import io.foreflow.windowing.core.Event.Arrival;
import io.foreflow.windowing.core.SensorState;
import io.foreflow.windowing.core.Windower;
import io.foreflow.windowing.core.WindowerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** Loads a bundle and forecasts from each closed hour. */
public final class ForecastFromBundle {
    private ForecastFromBundle() {}

    public static void main(String[] arguments) throws IOException {
        var model = Bundles.read(Files.readAllBytes(Path.of(arguments[0])));
        var engines = new EngineSelector(EngineChoice.AUTO);
        var windower = new Windower(WindowerConfig.defaults());
        var state = SensorState.empty(SensorId.of("a"));
        Instant from = Instant.parse("2026-05-01T00:00:00Z");
        try (var forecaster = ModelForecaster.open(
                model, network -> engines.forForecasting(network).engine())) {
            for (int hour = 0; hour < 12; hour++) {
                Instant time = from.plus(Duration.ofHours(hour));
                double value = 100 + 40 * Math.sin(2 * Math.PI * hour / 24);
                var transition = windower.apply(state, new Arrival(Reading.of(SensorId.of("a"), time, value), time));
                state = transition.state();
                for (var emission : transition.emissions()) {
                    if (emission instanceof BucketClosed closed
                            && forecaster.forecast(closed.window()) instanceof Forecasted forecast) {
                        System.out.printf(
                                "%s: in 1 hour %.0f, in 24 hours %.0f%n",
                                closed.window().origin(),
                                forecast.values().at(0),
                                forecast.values().at(23));
                    }
                }
            }
        }
    }
}
