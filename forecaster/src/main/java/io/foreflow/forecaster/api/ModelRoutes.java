package io.foreflow.forecaster.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.foreflow.forecaster.registry.Alias;
import io.foreflow.forecaster.registry.ModelSnapshot;
import io.foreflow.forecaster.registry.RegisteredModel;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.model.ModelCard;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;

/** {@code /v1/models} and {@code /v1/models/{name}}: the models on the models topic, without their weights. */
final class ModelRoutes implements Routes {
    private final Supplier<ModelSnapshot> models;

    /** @param models throws {@code UnavailableStateException} while models are unknown */
    ModelRoutes(Supplier<ModelSnapshot> models) {
        this.models = models;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get(
                "/v1/models", context -> Answers.json(context, json(models.get().models())));
        routes.get("/v1/models/{name}", this::versions);
    }

    private void versions(Context context) {
        String name = context.pathParam("name");
        List<RegisteredModel> versions = models.get().models().stream()
                .filter(model -> model.ref().name().equals(name))
                .toList();
        if (versions.isEmpty()) {
            throw ProblemException.notFound("there is no model of that name; /v1/models lists all");
        }
        Answers.json(context, json(versions));
    }

    private static byte[] json(List<RegisteredModel> models) {
        return Json.object(json -> {
            json.writeArrayFieldStart("models");
            for (RegisteredModel model : models) {
                write(json, model);
            }
            json.writeEndArray();
        });
    }

    private static void write(JsonGenerator json, RegisteredModel model) throws IOException {
        ModelCard card = model.card();
        json.writeStartObject();
        json.writeStringField("name", model.ref().name());
        json.writeStringField("version", model.ref().version());
        json.writeStringField("kind", model.kind().label());
        json.writeArrayFieldStart("aliases");
        for (String alias : model.aliases().stream().map(Alias::label).sorted().toList()) {
            json.writeString(alias);
        }
        json.writeEndArray();
        json.writeStringField("sha256", model.sha256());
        json.writeNumberField("bytes", model.bytes());
        json.writeStringField("forced", model.forced().orElse(null));
        json.writeStringField("recipe", card.build().recipe());
        Json.writeTime(json, "created", card.build().created());
        json.writeStringField("engine", card.build().engine());
        json.writeStringField("foreflow", card.build().foreflow());
        json.writeNumberField("rows", card.fit().rows());
        json.writeNumberField("sensors", card.fit().sensors());
        json.writeNumberField("epochs", card.fit().epochs());
        json.writeObjectFieldStart("validation");
        for (var score : new TreeMap<>(card.validation()).entrySet()) {
            json.writeObjectFieldStart(score.getKey());
            Json.writeNumber(json, "mae", score.getValue().mae());
            Json.writeNumber(json, "mase", score.getValue().mase());
            json.writeEndObject();
        }
        json.writeEndObject();
        json.writeObjectFieldStart("metrics");
        for (var metric : new TreeMap<>(card.metrics()).entrySet()) {
            Json.writeNumber(json, metric.getKey(), metric.getValue());
        }
        json.writeEndObject();
        json.writeEndObject();
    }
}
