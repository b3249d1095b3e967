package io.foreflow.forecaster.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.forecaster.registry.Author;
import io.foreflow.forecaster.registry.ModelSnapshot;
import io.foreflow.forecaster.registry.RoutesChange;
import io.foreflow.forecaster.registry.RoutesJson;
import io.foreflow.forecaster.registry.Routing;
import io.foreflow.forecaster.registry.Routing.Route;
import io.foreflow.ingest.wire.Json;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** {@code /v1/routes}: which model serves which sensors. */
final class RoutingRoutes implements Routes {
    private static final String PATH = "/v1/routes";

    private final Supplier<Routing> configured;
    private final Supplier<ModelSnapshot> models;
    private final ModelDesk desk;

    /**
     * @param configured routes that count as long as the models topic has none
     * @param models throws {@code UnavailableStateException} while models are unknown
     */
    RoutingRoutes(Supplier<Routing> configured, Supplier<ModelSnapshot> models, ModelDesk desk) {
        this.configured = configured;
        this.models = models;
        this.desk = desk;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get(PATH, context -> answer(context, models.get().routing()));
        routes.put(PATH, this::set);
        routes.delete(PATH, this::clear);
    }

    private void set(Context context) throws IOException {
        JsonNode body = Bodies.json(context);
        List<Route> routes;
        try {
            routes = RoutesJson.list(body.path("routes"));
        } catch (IllegalArgumentException e) {
            throw ProblemException.badRequest(String.valueOf(e.getMessage()));
        }
        List<String> problems = RoutesChange.problems(models.get(), routes);
        if (!problems.isEmpty()) {
            throw ProblemException.badRequest(String.join("; ", problems));
        }
        Author author = DeskCalls.author(context, body);
        answer(
                context,
                DeskCalls.asked(() -> desk.route(routes, expected(context), author))
                        .to());
    }

    private void clear(Context context) {
        Author author = DeskCalls.author(context, context.queryParam("reason"));
        answer(
                context,
                DeskCalls.asked(() -> desk.clearRoutes(expected(context), author))
                        .to());
    }

    /** Returns a test for the routes on the topic: those that If-Match names, or any without it. */
    private Predicate<Optional<Routing>> expected(Context context) {
        String condition = context.header("If-Match");
        return routed -> condition == null || Answers.matches(condition, Answers.tag(json(routed)));
    }

    private void answer(Context context, Optional<Routing> routed) {
        Answers.json(context, json(routed));
    }

    private byte[] json(Optional<Routing> routed) {
        return Json.object(json -> RoutingJson.writeFields(json, routed, configured.get()));
    }
}
