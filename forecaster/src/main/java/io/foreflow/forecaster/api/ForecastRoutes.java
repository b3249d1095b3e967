package io.foreflow.forecaster.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.forecaster.query.SensorQueries;
import io.foreflow.forecaster.topology.ForecastJson;
import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.forecast.Forecast.Interval;
import io.foreflow.models.series.BucketGrid;
import io.foreflow.models.series.SensorId;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /v1/forecasts/{sensor}}: the newest forecast, in the JSON of the forecasts topic, and its explanation. */
final class ForecastRoutes implements Routes {
    private static final String CSV = "csv";
    private static final String JSON = "json";

    private final SensorQueries sensors;
    private final Peers peers;

    ForecastRoutes(SensorQueries sensors, Peers peers) {
        this.sensors = sensors;
        this.peers = peers;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/v1/forecasts/{sensor}", this::newest);
        routes.get("/v1/forecasts/{sensor}/explain", this::explain);
    }

    private void newest(Context context) {
        SensorId sensor = Parameters.sensor(context);
        boolean csv = Parameters.oneOf(context, "as", JSON, Set.of(CSV, JSON)).equals(CSV);
        if (peers.answers(context, sensor)) {
            return;
        }
        Forecast forecast = sensors.forecast(sensor).orElseThrow(() -> missing(sensor));
        if (csv) {
            Answers.send(context, "text/csv; charset=utf-8", csv(forecast));
        } else {
            Answers.json(context, ForecastJson.write(forecast));
        }
    }

    private void explain(Context context) {
        SensorId sensor = Parameters.sensor(context);
        if (!peers.answers(context, sensor)) {
            Answers.json(
                    context, ExplanationJson.write(sensors.explanation(sensor).orElseThrow(() -> missing(sensor))));
        }
    }

    private static ProblemException missing(SensorId sensor) {
        return ProblemException.notFound("sensor " + sensor + " has no forecast yet: none of its buckets has closed");
    }

    /** Returns a line for each step: its start, the value, and the bounds, if any. */
    static byte[] csv(Forecast forecast) {
        BucketGrid grid = BucketGrid.of(forecast.step(), forecast.zone());
        long origin = grid.indexOf(forecast.origin());
        StringBuilder text = new StringBuilder("time,value,lower,upper\n");
        @Nullable Interval interval = forecast.interval().orElse(null);
        for (int lead = 0; lead < forecast.values().length(); lead++) {
            text.append(grid.startOf(origin + lead))
                    .append(',')
                    .append(forecast.values().at(lead));
            if (interval == null) {
                text.append(",,\n");
            } else {
                text.append(',')
                        .append(interval.lower().at(lead))
                        .append(',')
                        .append(interval.upper().at(lead))
                        .append('\n');
            }
        }
        return text.toString().getBytes(UTF_8);
    }
}
