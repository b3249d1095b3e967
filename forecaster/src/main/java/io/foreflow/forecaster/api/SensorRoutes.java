package io.foreflow.forecaster.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.forecaster.alerts.SensorAlerts;
import io.foreflow.forecaster.query.SensorPage;
import io.foreflow.forecaster.query.SensorQueries;
import io.foreflow.forecaster.query.SensorRow;
import io.foreflow.forecaster.query.SensorView;
import io.foreflow.forecaster.topology.AlertJson;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.series.SensorId;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntSupplier;

/** {@code /v1/sensors}, {@code /v1/sensors/{sensor}}, {@code /v1/scores/{sensor}} and {@code /v1/alerts}. */
final class SensorRoutes implements Routes {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1_000;

    private final SensorQueries sensors;
    private final Peers peers;
    private final IntSupplier partitions;

    /** @param partitions returns the number of partitions of all instances */
    SensorRoutes(SensorQueries sensors, Peers peers, IntSupplier partitions) {
        this.sensors = sensors;
        this.peers = peers;
        this.partitions = partitions;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get(
                "/v1/sensors",
                context -> list(
                        context, "sensors", sensors::sensors, SensorRow::sensor, row -> List.of(SensorJson.row(row))));
        routes.get(
                "/v1/alerts",
                context ->
                        list(context, "alerts", sensors::alerts, SensorAlerts::sensor, alerts -> alerts.open().stream()
                                .map(AlertJson::write)
                                .toList()));
        routes.get("/v1/sensors/{sensor}", context -> one(context, SensorJson::view));
        routes.get("/v1/scores/{sensor}", context -> one(context, SensorJson::scores));
    }

    private void one(Context context, Function<SensorView, byte[]> json) {
        SensorId sensor = Parameters.sensor(context);
        if (!peers.answers(context, sensor)) {
            SensorView view = sensors.view(sensor).orElseThrow(() -> unknown(sensor));
            Answers.json(context, json.apply(view));
        }
    }

    static ProblemException unknown(SensorId sensor) {
        return ProblemException.notFound("sensor " + sensor
                + " is unknown: it has sent no reading, or was silent for longer than" + " window.retireAfter");
    }

    /** A page of what this instance owns. */
    private interface PageQuery<R> {
        SensorPage<R> page(String prefix, String after, int limit);
    }

    /**
     * Answers with a page of what all instances own.
     *
     * @param name name of the list
     * @param sensor returns the sensor of a row
     * @param json returns the objects of a row
     */
    private <R> void list(
            Context context,
            String name,
            PageQuery<R> query,
            Function<R, SensorId> sensor,
            Function<R, List<byte[]>> json) {
        String prefix = Parameters.text(context, "prefix");
        String after = Parameters.text(context, "after");
        if (!after.isEmpty()) {
            Parameters.sensor(after, "after");
        }
        int limit = Parameters.wholeNumber(context, "limit", 1, MAX_LIMIT, DEFAULT_LIMIT);
        SensorPage<R> own = query.page(prefix, after, limit);
        if (Peers.isForwarded(context)) {
            context.header(Peers.PARTITIONS, Peers.header(own.partitions()));
        }
        List<Peers.PeerPart> parts = peers.parts(context);
        if (!Peers.isForwarded(context)) {
            Peers.requireWhole(own.partitions(), parts, partitions.getAsInt());
        }
        SortedMap<String, List<byte[]>> rows = new TreeMap<>(SensorQueries.ID_ORDER);
        own.rows().forEach(row -> rows.put(sensor.apply(row).value(), json.apply(row)));
        boolean more = own.more();
        for (Peers.PeerPart part : parts) {
            more |= part.body().hasNonNull("next");
            for (JsonNode row : part.body().path(name)) {
                rows.computeIfAbsent(Json.text(row, "sensor"), id -> new ArrayList<>())
                        .add(row.toString().getBytes(UTF_8));
            }
        }
        Answers.json(context, first(name, rows, limit, more));
    }

    /**
     * Returns the first rows as a page.
     *
     * @param rows objects by sensor
     * @param limit maximum number of sensors
     * @param more true if there are sensors after those of {@code rows}
     */
    private static byte[] first(String name, SortedMap<String, List<byte[]>> rows, int limit, boolean more) {
        List<String> ids = rows.keySet().stream().limit(limit).toList();
        List<byte[]> objects =
                rows.values().stream().limit(limit).flatMap(List::stream).toList();
        return SensorJson.page(name, objects, more || rows.size() > limit ? ids.get(ids.size() - 1) : null);
    }
}
