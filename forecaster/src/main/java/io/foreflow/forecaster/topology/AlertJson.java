package io.foreflow.forecaster.topology;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.forecaster.alerts.Alert;
import io.foreflow.forecaster.alerts.Alert.AlertTrigger;
import io.foreflow.forecaster.alerts.ClearReason;
import io.foreflow.forecaster.alerts.Crossing;
import io.foreflow.ingest.wire.CloudEvents;
import io.foreflow.ingest.wire.CloudEvents.EventKind;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.series.SensorId;
import java.io.IOException;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;

/** Writes and reads the bytes of an alert on {@code foreflow.alerts.v1}, and its headers. */
public final class AlertJson {
    /** CloudEvents type of the record. */
    public static final String TYPE = "io.foreflow.alert.v1";

    private static final EventKind EVENTS = new EventKind(TYPE, ForecastJson.SOURCE, CloudEvents.JSON);

    private AlertJson() {}

    public static byte[] write(Alert alert) {
        return Json.object(json -> writeFields(json, alert));
    }

    /** Writes an alert as an object. */
    public static void write(JsonGenerator json, Alert alert) throws IOException {
        json.writeStartObject();
        writeFields(json, alert);
        json.writeEndObject();
    }

    private static void writeFields(JsonGenerator json, Alert alert) throws IOException {
        json.writeStringField("sensor", alert.sensor().value());
        json.writeStringField("rule", alert.rule());
        json.writeStringField("event", alert.event());
        Json.writeTime(json, "time", alert.time());
        json.writeStringField("condition", alert.condition());
        writeCrossing(json, alert.crossing());
        RecordFields.writeModel(json, alert.trigger().model());
        Json.writeTime(json, "origin", alert.trigger().origin());
        json.writeNumberField("revision", alert.trigger().revision());
        Json.writeTime(json, "since", alert.since());
        json.writeStringField("reason", alert.cleared().map(ClearReason::label).orElse(null));
    }

    static void writeCrossing(JsonGenerator json, Crossing crossing) throws IOException {
        Json.writeTime(json, "at", crossing.at());
        Json.writeNumber(json, "value", crossing.value());
        Json.writeNumber(json, "bound", crossing.bound());
    }

    /**
     * Reads the bytes that {@link #write(Alert)} wrote; unknown fields are ignored.
     *
     * @throws IllegalArgumentException if they are invalid; the message is one line
     */
    public static Alert read(byte[] bytes) {
        return read(Json.object(bytes));
    }

    static Alert read(JsonNode json) {
        return new Alert(
                SensorId.of(Json.text(json, "sensor")),
                Json.text(json, "rule"),
                Json.text(json, "condition"),
                Json.time(json, "time"),
                readCrossing(json),
                new AlertTrigger(Json.time(json, "origin"), Json.integer(json, "revision"), RecordFields.model(json)),
                Json.time(json, "since"),
                readReason(json));
    }

    static Crossing readCrossing(JsonNode json) {
        return new Crossing(Json.time(json, "at"), Json.number(json, "value"), Json.number(json, "bound"));
    }

    private static Optional<ClearReason> readReason(JsonNode json) {
        String event = Json.text(json, "event");
        boolean raised = event.equals(Alert.RAISED);
        if (!raised && !event.equals(Alert.CLEARED)) {
            throw new IllegalArgumentException("the field event must be raised or cleared, not " + event);
        }
        if (raised != !json.hasNonNull("reason")) {
            throw new IllegalArgumentException("the field reason must be given where the event is cleared, only there");
        }
        if (raised) {
            return Optional.empty();
        }
        String reason = Json.text(json, "reason");
        return Optional.of(ClearReason.find(reason)
                .orElseThrow(() -> new IllegalArgumentException(
                        "the field reason must be ended, retired or rule-removed, not " + reason)));
    }

    /** Returns CloudEvents headers; the id is the same whenever this alert is raised or cleared again. */
    static Headers headers(Alert alert) {
        return EVENTS.headers(
                CloudEvents.id(
                        TYPE,
                        alert.sensor().value(),
                        alert.rule(),
                        alert.event(),
                        alert.trigger().origin().toString(),
                        Integer.toString(alert.trigger().revision())),
                alert.time());
    }
}
