package io.foreflow.forecaster.sink;

import io.foreflow.forecaster.registry.ModelEvent;
import io.foreflow.forecaster.registry.ModelEventJson;
import io.foreflow.models.forecast.ModelRef;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Turns events of models into rows of the table {@code model_event}.
 *
 * @param topic name of the topic of model events
 */
record ModelEventFeed(String topic) implements TopicFeed {
    /** The key of a row. */
    private record EventIdentity(String model, Instant at, String event, String version) {}

    @Override
    public List<TableEntry> read(byte[] value) {
        ModelEvent event = ModelEventJson.read(value);
        RowChecks.time("time", event.time());
        EventIdentity identity = new EventIdentity(
                RowChecks.text("model", event.name()),
                event.time(),
                event.action().label(),
                event.to().or(event::from).map(ModelRef::version).orElse(""));
        return List.of(new TableEntry(SinkTables.MODEL_EVENT, identity, 0, 1, rows -> write(identity, event, rows)));
    }

    private static void write(EventIdentity identity, ModelEvent event, CopyRows rows) {
        rows.begin();
        rows.text(identity.model())
                .time(identity.at())
                .text(identity.event())
                .text(identity.version())
                .text(version(event.from()))
                .text(version(event.to()))
                .text(event.author().name())
                .text(event.author().reason());
    }

    private static Optional<String> version(Optional<ModelRef> model) {
        return model.map(ModelRef::version);
    }
}
