package io.foreflow.forecaster.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.series.SensorId;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * The newest forecast of each sensor, exactly as it was published. Nothing else of a task holds it: a waiting forecast
 * has neither its method nor the shares of its history, and revisions do not wait.
 */
public final class NewestForecasts {
    /** Store by sensor: its newest forecast. */
    public static final String STORE = "newest";

    private NewestForecasts() {}

    static void save(KeyValueStore<byte[], byte[]> store, Forecast published) {
        store.put(ScoreCodec.key(published.sensor()), ForecastCodec.write(published));
    }

    static void forget(KeyValueStore<byte[], byte[]> store, SensorId sensor) {
        store.delete(ScoreCodec.key(sensor));
    }

    /** Tells each sensor that has a forecast. */
    static void sensors(KeyValueStore<byte[], byte[]> store, Consumer<SensorId> action) {
        try (KeyValueIterator<byte[], byte[]> all = store.all()) {
            while (all.hasNext()) {
                action.accept(SensorId.of(new String(all.next().key, UTF_8)));
            }
        }
    }

    /** Returns the sensor's newest forecast; empty if it has none. */
    public static Optional<Forecast> of(ReadOnlyKeyValueStore<byte[], byte[]> store, SensorId sensor) {
        return Optional.ofNullable(store.get(ScoreCodec.key(sensor))).map(stored -> ForecastCodec.read(sensor, stored));
    }
}
