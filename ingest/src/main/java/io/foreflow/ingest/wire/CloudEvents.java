package io.foreflow.ingest.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.models.series.SensorId;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import org.apache.kafka.common.header.Headers;

/**
 * CloudEvents 1.0 attributes as Kafka headers, binary content mode (<a
 * href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md">Kafka protocol
 * binding</a>).
 */
public final class CloudEvents {
    public static final String SPEC_VERSION = "ce_specversion";
    public static final String ID = "ce_id";
    public static final String SOURCE = "ce_source";
    public static final String TYPE = "ce_type";
    public static final String TIME = "ce_time";
    public static final String CONTENT_TYPE = "content-type";

    private static final byte[] VERSION_1 = "1.0".getBytes(UTF_8);
    private static final byte[] JSON = "application/json".getBytes(UTF_8);
    private static final int ID_BYTES = 16;

    private CloudEvents() {}

    /**
     * Puts the headers of a JSON record. Replaces headers of the same names.
     *
     * @param type such as {@code io.foreflow.forecast.v1}
     * @param source origin of the event, a URI reference such as {@code /foreflow}
     * @param sensor sensor of the window
     * @param origin origin of the window
     * @param revision revision of the window, from 0
     * @param time time of the event
     */
    public static void put(
            Headers headers, String type, String source, SensorId sensor, Instant origin, int revision, Instant time) {
        put(headers, type, source, id(type, sensor, origin, revision), time);
    }

    /**
     * Puts the headers of a JSON record that does not belong to a window. Replaces headers of the same names.
     *
     * @param id id that stays the same when the event is repeated, see {@link #id(String...)}
     */
    public static void put(Headers headers, String type, String source, String id, Instant time) {
        put(headers, SPEC_VERSION, VERSION_1);
        put(headers, ID, id.getBytes(UTF_8));
        put(headers, SOURCE, source.getBytes(UTF_8));
        put(headers, TYPE, type.getBytes(UTF_8));
        put(headers, TIME, time.toString().getBytes(UTF_8));
        put(headers, CONTENT_TYPE, JSON);
    }

    /**
     * Returns an id that is the same for the same type, sensor, origin and revision, so that a consumer can detect a
     * repetition. It is the first 16 bytes of the SHA-256 of the four, one a line, in lower-case hexadecimal.
     */
    public static String id(String type, SensorId sensor, Instant origin, int revision) {
        return id(type, sensor.value(), origin.toString(), Integer.toString(revision));
    }

    /**
     * Returns the first 16 bytes of the SHA-256 of the parts that identify the event, one a line, in lower-case
     * hexadecimal.
     */
    public static String id(String... parts) {
        String event = String.join("\n", parts);
        return HexFormat.of().formatHex(sha256().digest(event.getBytes(UTF_8)), 0, ID_BYTES);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static void put(Headers headers, String name, byte[] value) {
        headers.remove(name);
        headers.add(name, value);
    }
}
