package io.foreflow.forecaster.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.forecaster.topology.OutputValues;
import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.forecast.Forecast.Interval;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.series.BucketGrid;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Turns forecasts into rows of the table {@code forecast}.
 *
 * @param topic name of the topic of forecasts
 */
record ForecastFeed(String topic) implements TopicFeed {
    private record ForecastIdentity(SensorId sensor, Instant origin) {}

    @Override
    public List<TableEntry> read(byte[] value) {
        Forecast forecast = OutputValues.readForecast(value);
        int horizon = forecast.values().length();
        RowChecks.finite("values", forecast.values(), horizon);
        forecast.interval().ifPresent(interval -> {
            RowChecks.finite("lower", interval.lower(), horizon);
            RowChecks.finite("upper", interval.upper(), horizon);
        });
        RowChecks.text("method", forecast.method());
        RowChecks.steps(grid(forecast), forecast.origin(), horizon);
        if (forecast.revision() < 0) {
            throw new IllegalArgumentException("revision (" + forecast.revision() + ") must be 0 or more");
        }
        return List.of(new TableEntry(
                SinkTables.FORECAST,
                new ForecastIdentity(forecast.sensor(), forecast.origin()),
                forecast.revision(),
                horizon,
                rows -> write(forecast, rows)));
    }

    private static BucketGrid grid(Forecast forecast) {
        return BucketGrid.of(forecast.step(), forecast.zone());
    }

    private static void write(Forecast forecast, CopyRows rows) {
        byte[] sensor = forecast.sensor().value().getBytes(UTF_8);
        byte[] method = forecast.method().getBytes(UTF_8);
        Optional<byte[]> model = forecast.model().map(ModelRef::name).map(name -> name.getBytes(UTF_8));
        Optional<byte[]> version = forecast.model().map(ModelRef::version).map(name -> name.getBytes(UTF_8));
        Values values = forecast.values();
        Values unknown = Values.missing(values.length());
        Values lower = forecast.interval().map(Interval::lower).orElse(unknown);
        Values upper = forecast.interval().map(Interval::upper).orElse(unknown);
        BucketGrid grid = grid(forecast);
        long origin = grid.indexOf(forecast.origin());
        for (int i = 0; i < values.length(); i++) {
            long at = grid.startSecondOf(origin + i);
            if (rows.begin(at)) {
                rows.text(sensor)
                        .time(at)
                        .integer(i + 1)
                        .time(forecast.origin())
                        .number(values.at(i))
                        .number(lower.at(i))
                        .number(upper.at(i));
                text(rows, model);
                text(rows, version);
                rows.text(method).integer(forecast.revision());
            }
        }
    }

    private static void text(CopyRows rows, Optional<byte[]> text) {
        if (text.isPresent()) {
            rows.text(text.get());
        } else {
            rows.nothing();
        }
    }
}
