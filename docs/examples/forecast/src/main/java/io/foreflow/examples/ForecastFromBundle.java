package io.foreflow.examples;

import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.engine.select.EngineChoice;
import io.foreflow.models.engine.select.EngineSelector;
import io.foreflow.models.forecast.Forecaster.Forecasted;
import io.foreflow.models.model.ModelForecaster;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.windowing.core.NewestWindow;
import io.foreflow.windowing.core.WindowerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Loads a bundle and forecasts from a list of readings. */
public final class ForecastFromBundle {
    private ForecastFromBundle() {}

    public static void main(String[] arguments) throws IOException {
        forecast(Path.of(arguments[0]), wave());
    }

    static void forecast(Path bundle, List<Reading> readings) throws IOException {
        var model = Bundles.read(Files.readAllBytes(bundle));
        var window = NewestWindow.of(WindowerConfig.defaults(), readings).orElseThrow();
        var engines = new EngineSelector(EngineChoice.AUTO);
        try (var forecaster = ModelForecaster.open(
                model, network -> engines.forForecasting(network).engine())) {
            if (forecaster.forecast(window) instanceof Forecasted forecast) {
                long[] next = forecast.values().stream().mapToLong(Math::round).toArray();
                System.out.println(window.origin() + " " + Arrays.toString(next));
            }
        }
    }

    /** Returns hourly readings of a week: a daily wave between 60 and 140. */
    private static List<Reading> wave() {
        Instant from = Instant.parse("2026-05-01T00:00:00Z");
        return IntStream.range(0, 7 * 24)
                .mapToObj(hour -> Reading.of(
                        SensorId.of("a"),
                        from.plus(Duration.ofHours(hour)),
                        100 + 40 * Math.sin(2 * Math.PI * hour / 24)))
                .toList();
    }
}
