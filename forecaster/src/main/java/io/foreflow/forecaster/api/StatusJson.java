package io.foreflow.forecaster.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.foreflow.forecaster.query.PipelineProgress;
import io.foreflow.forecaster.query.SensorStatus;
import io.foreflow.forecaster.registry.Alias;
import io.foreflow.forecaster.registry.ModelSnapshot;
import io.foreflow.forecaster.registry.RegisteredModel;
import io.foreflow.forecaster.registry.Routing;
import io.foreflow.ingest.wire.Json;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The status of the service. An empty part could not be read, and {@code problems} says why.
 *
 * @param instance {@code HOST:PORT} of the instance that answers; empty if none runs
 */
public record StatusJson(
        ServiceFacts facts,
        Optional<String> instance,
        Optional<PipelineProgress> progress,
        Optional<Map<SensorStatus, Long>> sensors,
        Optional<ModelSnapshot> models,
        List<String> problems) {
    public StatusJson {
        problems = List.copyOf(problems);
    }

    /** Returns the JSON object in UTF-8. */
    public byte[] bytes() {
        return Json.object(json -> {
            json.writeStringField("version", facts.version());
            json.writeStringField("application", facts.application());
            json.writeStringField("instance", instance.orElse(null));
            json.writeObjectFieldStart("topics");
            json.writeStringField("readings", facts.readings());
            json.writeStringField("forecasts", facts.topics().forecasts());
            json.writeStringField("scores", facts.topics().scores());
            json.writeStringField("models", facts.topics().models());
            json.writeEndObject();
            writeProgress(json);
            writeSensors(json);
            writeModels(json);
            json.writeArrayFieldStart("problems");
            for (String problem : problems) {
                json.writeString(problem);
            }
            json.writeEndArray();
        });
    }

    /**
     * Returns the versions that play roles, of the model of most sensors.
     *
     * @param configured models of the sensors, as long as the models topic has no routes
     */
    static byte[] roles(ModelSnapshot models, Routing configured) {
        return Json.object(json ->
                writeRoles(json, Optional.of(models), models.routing(configured).defaultModel()));
    }

    private void writeProgress(JsonGenerator json) throws IOException {
        if (progress.isPresent()) {
            json.writeNumberField("behind", progress.get().behind());
        } else {
            json.writeNullField("behind");
        }
        writeTime(json, "newestReading", progress.flatMap(PipelineProgress::newestReading));
        writeTime(json, "newestForecast", progress.flatMap(PipelineProgress::newestForecast));
    }

    private void writeSensors(JsonGenerator json) throws IOException {
        if (sensors.isEmpty()) {
            json.writeNullField("sensors");
            return;
        }
        json.writeObjectFieldStart("sensors");
        for (SensorStatus status : SensorStatus.values()) {
            json.writeNumberField(status.label(), sensors.get().getOrDefault(status, 0L));
        }
        json.writeEndObject();
    }

    private void writeModels(JsonGenerator json) throws IOException {
        Routing routing = models.map(known -> known.routing(facts.configured())).orElse(facts.configured());
        String name = routing.defaultModel();
        writeRoles(json, models, name);
        writeTime(
                json,
                "lastTraining",
                models.stream()
                        .flatMap(known -> known.models().stream())
                        .filter(model -> model.ref().name().equals(name))
                        .map(model -> model.card().build().created())
                        .max(Instant::compareTo));
        if (models.isPresent()) {
            json.writeFieldName("routing");
            RoutingJson.write(json, models.get().routing(), facts.configured());
        } else {
            json.writeNullField("routing");
        }
    }

    private static void writeRoles(JsonGenerator json, Optional<ModelSnapshot> models, String name) throws IOException {
        for (Alias role : List.of(Alias.CHAMPION, Alias.CHALLENGER)) {
            writeModel(json, role, models.flatMap(known -> known.alias(name, role)));
        }
    }

    private static void writeModel(JsonGenerator json, Alias role, Optional<RegisteredModel> model) throws IOException {
        if (model.isEmpty()) {
            json.writeNullField(role.label());
            return;
        }
        json.writeObjectFieldStart(role.label());
        json.writeStringField("name", model.get().ref().name());
        json.writeStringField("version", model.get().ref().version());
        json.writeEndObject();
    }

    private static void writeTime(JsonGenerator json, String name, Optional<Instant> time) throws IOException {
        if (time.isPresent()) {
            Json.writeTime(json, name, time.get());
        } else {
            json.writeNullField(name);
        }
    }
}
