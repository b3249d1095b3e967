package io.foreflow.forecaster.api;

import static java.util.Objects.requireNonNullElse;

import io.foreflow.forecaster.metrics.ServiceMetrics.MetricsText;
import io.foreflow.ingest.wire.Json;
import io.javalin.config.RoutesConfig;
import io.javalin.http.ContentType;
import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpStatus;

/** {@code /livez}, {@code /readyz} and {@code /metrics}. Probes answer 200 or 503, with the reasons. */
final class ProbeRoutes implements Routes {
    private final Probes probes;

    ProbeRoutes(Probes probes) {
        this.probes = probes;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/livez", context -> answer(context, probes.live().get(), "live"));
        routes.get("/readyz", context -> answer(context, probes.ready().get(), "ready"));
        routes.get("/metrics", context -> {
            MetricsText metrics = probes.metrics().apply(requireNonNullElse(context.header(Header.ACCEPT), ""));
            context.contentType(metrics.contentType()).result(metrics.text());
        });
    }

    private static void answer(Context context, Health health, String question) {
        byte[] body = Json.object(json -> {
            json.writeBooleanField(question, health.ok());
            json.writeArrayFieldStart("problems");
            for (String problem : health.problems()) {
                json.writeString(problem);
            }
            json.writeEndArray();
            for (var detail : health.details().entrySet()) {
                json.writeStringField(detail.getKey(), detail.getValue());
            }
        });
        context.status(health.ok() ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
                .contentType(ContentType.APPLICATION_JSON)
                .result(body);
    }
}
