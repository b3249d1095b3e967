package io.foreflow.windowing.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.models.series.SensorId;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** Reads and writes keys: the sensor's id in UTF-8. */
public final class SensorIdSerde {
    private SensorIdSerde() {}

    public static Serde<SensorId> create() {
        return Serdes.serdeFrom(
                (topic, sensor) -> sensor == null ? null : sensor.value().getBytes(UTF_8),
                (topic, bytes) -> bytes == null ? null : SensorId.of(new String(bytes, UTF_8)));
    }
}
