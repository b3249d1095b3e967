package io.foreflow.forecaster.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.forecaster.lifecycle.LifecycleRules;
import io.foreflow.forecaster.lifecycle.LifecycleRules.ChampionChoice;
import io.foreflow.forecaster.lifecycle.Trial;
import io.foreflow.forecaster.registry.AliasMove;
import io.foreflow.forecaster.registry.ModelHistory;
import io.foreflow.forecaster.registry.ModelSnapshot;
import io.foreflow.forecaster.registry.RegisteredModel;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.score.ShadowRole;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * {@code /v1/models/{name}/history}, {@code …/trial}, {@code …/promote} and {@code …/rollback}: the champions of models
 * and how they came about.
 */
final class LifecycleRoutes implements Routes {
    private final Supplier<ModelSnapshot> models;
    private final ModelDesk desk;
    private final Peers peers;

    /** @param models throws {@code UnavailableStateException} while models are unknown */
    LifecycleRoutes(Supplier<ModelSnapshot> models, ModelDesk desk, Peers peers) {
        this.models = models;
        this.desk = desk;
        this.peers = peers;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/v1/models/{name}/history", this::history);
        routes.get("/v1/models/{name}/trial", this::trial);
        routes.post("/v1/models/{name}/promote", this::promote);
        routes.post("/v1/models/{name}/rollback", this::rollback);
    }

    private void history(Context context) {
        String name = known(context);
        Answers.json(context, ModelHistory.json(DeskCalls.asked(desk::history).of(name)));
    }

    private void trial(Context context) throws IOException {
        String name = known(context);
        if (peers.answers(context, desk.trialsOwner(), "the comparison of models")) {
            return;
        }
        Trial trial = current(name)
                .orElseThrow(() -> ProblemException.notFound(
                        "nothing is compared with the champion of " + name + " now; publish a challenger"));
        Answers.json(context, Json.object(json -> {
            json.writeStringField("champion", trial.champion().version());
            json.writeStringField("shadow", trial.shadow().version());
            json.writeStringField("role", trial.role().label());
            Json.writeTime(json, "from", trial.start());
            Json.writeTime(json, "to", trial.start().plus(trial.length()));
            json.writeNumberField("days", trial.days());
            json.writeNumberField("forecasts", trial.total().count());
            json.writeObjectFieldStart("mase");
            Json.writeNumber(json, "champion", trial.total().championMean());
            Json.writeNumber(json, "shadow", trial.total().shadowMean());
            json.writeEndObject();
            Json.writeNumber(json, "p", trial.pValue());
        }));
    }

    /** Returns the trial of the present champion. */
    private Optional<Trial> current(String name) {
        Optional<ModelRef> champion = models.get().champion(name).map(RegisteredModel::ref);
        return desk.trial(name)
                .filter(trial -> champion.filter(trial.champion()::equals).isPresent())
                .filter(trial -> !trial.byHour().isEmpty());
    }

    private void promote(Context context) throws IOException {
        String name = known(context);
        if (peers.answers(context, desk.trialsOwner(), "the comparison of models")) {
            return;
        }
        JsonNode body = Bodies.json(context);
        ModelRef ref = version(name, body);
        boolean force = body.path("force").asBoolean(false);
        if (models.get()
                .champion(name)
                .map(RegisteredModel::ref)
                .filter(ref::equals)
                .isPresent()) {
            throw new ProblemException(Problem.of(409, ref + " is the champion already"));
        }
        Optional<String> objection = objection(ref);
        if (objection.isPresent() && !force) {
            throw new ProblemException(
                    Problem.of(409, objection.get() + "; to promote it all the same, give \"force\": true"));
        }
        Optional<ModelRef> from = models.get().champion(name).map(RegisteredModel::ref);
        DeskCalls.asked(() -> {
            desk.promote(ref, objection, DeskCalls.author(context, body));
            return ref;
        });
        answer(context, from, ref, objection);
    }

    /** Returns why the figures of the trial do not speak for a version; empty if they do. */
    private Optional<String> objection(ModelRef ref) {
        Optional<Trial> trial = current(ref.name())
                .filter(one ->
                        one.role() == ShadowRole.CHALLENGER && one.shadow().equals(ref));
        if (trial.isEmpty()) {
            return Optional.of(ref + " has not been compared with the champion on live readings");
        }
        LifecycleRules rules = desk.rules().withPromotes(true);
        boolean passes = rules.decide(trial.get())
                .filter(made -> made.decision() == ChampionChoice.PROMOTE)
                .isPresent();
        return passes
                ? Optional.empty()
                : Optional.of(String.format(
                        java.util.Locale.ROOT,
                        "%s has MASE %.3f where the champion has %.3f, over %d of %d days, p = %.3f: not enough",
                        ref,
                        trial.get().total().shadowMean(),
                        trial.get().total().championMean(),
                        trial.get().days(),
                        rules.promotionDays(),
                        trial.get().pValue()));
    }

    private void rollback(Context context) throws IOException {
        String name = known(context);
        JsonNode body = Bodies.json(context);
        AliasMove move = DeskCalls.asked(() -> desk.rollback(name, DeskCalls.author(context, body)));
        answer(context, move.from(), move.target().target(), Optional.empty());
    }

    private static void answer(Context context, Optional<ModelRef> from, ModelRef to, Optional<String> forced) {
        context.contentType(Bodies.JSON).result(Json.object(json -> {
            json.writeStringField("name", to.name());
            json.writeStringField("version", to.version());
            json.writeStringField("from", from.map(ModelRef::version).orElse(null));
            json.writeStringField("forced", forced.orElse(null));
        }));
    }

    private ModelRef version(String name, JsonNode body) {
        String version = body.path("version").textValue();
        if (version == null) {
            throw ProblemException.badRequest("the body must name the version to promote: {\"version\": \"…\"}");
        }
        ModelRef ref;
        try {
            ref = new ModelRef(name, version);
        } catch (IllegalArgumentException e) {
            throw ProblemException.badRequest(String.valueOf(e.getMessage()));
        }
        if (models.get().model(ref).isEmpty()) {
            throw ProblemException.notFound(
                    "there is no version " + version + " of " + name + "; /v1/models/" + name + " lists all");
        }
        return ref;
    }

    /** Returns the name in the path, of a model that exists. */
    private String known(Context context) {
        String name = context.pathParam("name");
        List<RegisteredModel> all = models.get().models();
        if (all.stream().noneMatch(model -> model.ref().name().equals(name))) {
            throw ProblemException.notFound("there is no model of that name; /v1/models lists all");
        }
        return name;
    }
}
