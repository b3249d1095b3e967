package io.foreflow.forecaster.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.forecaster.alerts.Alert;
import io.foreflow.forecaster.alerts.Crossing;
import io.foreflow.forecaster.alerts.RuleState;
import io.foreflow.forecaster.alerts.SensorAlerts;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.series.SensorId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * The store of alerts. It holds a row for each sensor with an open alert, or with readings outside their intervals that
 * are still counted.
 */
public final class StoredAlerts {
    /** Store by sensor: the states of its rules. Keys sort as the UTF-8 bytes of the ids. */
    public static final String STORE = "alerts";

    private static final String RULES = "rules";

    private StoredAlerts() {}

    static void save(KeyValueStore<byte[], byte[]> store, SensorAlerts alerts) {
        byte[] key = ScoreCodec.key(alerts.sensor());
        if (alerts.isEmpty()) {
            store.delete(key);
        } else {
            store.put(key, Json.object(json -> {
                json.writeArrayFieldStart(RULES);
                for (Map.Entry<String, RuleState> rule : alerts.byRule().entrySet()) {
                    write(json, rule.getKey(), rule.getValue());
                }
                json.writeEndArray();
            }));
        }
    }

    /** Returns the states of a sensor's rules. */
    public static SensorAlerts of(ReadOnlyKeyValueStore<byte[], byte[]> store, SensorId sensor) {
        byte[] stored = store.get(ScoreCodec.key(sensor));
        return stored == null ? SensorAlerts.none(sensor) : read(sensor, stored);
    }

    /** Reads a row of the store. */
    public static SensorAlerts read(KeyValue<byte[], byte[]> row) {
        return read(SensorId.of(new String(row.key, UTF_8)), row.value);
    }

    static List<SensorAlerts> all(ReadOnlyKeyValueStore<byte[], byte[]> store) {
        List<SensorAlerts> all = new ArrayList<>();
        try (KeyValueIterator<byte[], byte[]> rows = store.all()) {
            while (rows.hasNext()) {
                all.add(read(rows.next()));
            }
        }
        return all;
    }

    private static void write(JsonGenerator json, String rule, RuleState state) throws IOException {
        json.writeStartObject();
        json.writeStringField("rule", rule);
        json.writeNumberField("count", state.count());
        if (state.first().isPresent()) {
            json.writeObjectFieldStart("first");
            AlertJson.writeCrossing(json, state.first().get());
            json.writeEndObject();
        }
        if (state.open().isPresent()) {
            json.writeFieldName("open");
            AlertJson.write(json, state.open().get());
        }
        json.writeEndObject();
    }

    private static SensorAlerts read(SensorId sensor, byte[] stored) {
        try {
            SortedMap<String, RuleState> byRule = new TreeMap<>();
            for (JsonNode rule : Json.object(stored).path(RULES)) {
                byRule.put(Json.text(rule, "rule"), state(rule));
            }
            return new SensorAlerts(sensor, byRule);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("the store alerts holds bytes that Foreflow did not write", e);
        }
    }

    private static RuleState state(JsonNode rule) {
        Optional<Crossing> first =
                rule.has("first") ? Optional.of(AlertJson.readCrossing(rule.path("first"))) : Optional.empty();
        Optional<Alert> open = rule.has("open") ? Optional.of(AlertJson.read(rule.path("open"))) : Optional.empty();
        return new RuleState(Json.integer(rule, "count"), first, open);
    }
}
