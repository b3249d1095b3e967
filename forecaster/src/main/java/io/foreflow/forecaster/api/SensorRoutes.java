package io.foreflow.forecaster.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.forecaster.query.SensorPage;
import io.foreflow.forecaster.query.SensorQueries;
import io.foreflow.forecaster.query.SensorRow;
import io.foreflow.forecaster.query.SensorView;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.series.SensorId;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntSupplier;

/** {@code /v1/sensors}, {@code /v1/sensors/{sensor}} and {@code /v1/scores/{sensor}}. */
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
        routes.get("/v1/sensors", this::list);
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

    private void list(Context context) {
        String prefix = Parameters.text(context, "prefix");
        String after = Parameters.text(context, "after");
        if (!after.isEmpty()) {
            Parameters.sensor(after, "after");
        }
        int limit = Parameters.wholeNumber(context, "limit", 1, MAX_LIMIT, DEFAULT_LIMIT);
        SensorPage own = sensors.sensors(prefix, after, limit);
        if (Peers.isForwarded(context)) {
            context.header(Peers.PARTITIONS, Peers.header(own.partitions()));
        }
        List<Peers.PeerPart> parts = peers.parts(context);
        if (!Peers.isForwarded(context)) {
            Peers.requireWhole(own.partitions(), parts, partitions.getAsInt());
        }
        Answers.json(context, merged(own, parts, limit));
    }

    /** Returns the first rows of all instances. */
    private static byte[] merged(SensorPage own, List<Peers.PeerPart> parts, int limit) {
        Map<String, byte[]> rows = new TreeMap<>(SensorQueries.ID_ORDER);
        for (SensorRow row : own.rows()) {
            rows.put(row.sensor().value(), SensorJson.row(row));
        }
        boolean more = own.more();
        for (Peers.PeerPart part : parts) {
            JsonNode page = part.body();
            more |= page.hasNonNull("next");
            for (JsonNode row : page.path("sensors")) {
                rows.put(Json.text(row, "sensor"), row.toString().getBytes(UTF_8));
            }
        }
        List<String> ids = rows.keySet().stream().limit(limit).toList();
        more |= rows.size() > limit;
        return SensorJson.page(
                new ArrayList<>(rows.values()).subList(0, ids.size()), more ? ids.get(ids.size() - 1) : null);
    }
}
