package io.foreflow.ingest.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.models.series.SensorId;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;

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

    /** Content type of JSON. */
    public static final String JSON = "application/json";

    /** Content type of Avro's binary encoding. */
    public static final String AVRO = "application/avro";

    private static final Header VERSION_1 = header(SPEC_VERSION, "1.0");
    private static final int ID_BYTES = 16;
    private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(CloudEvents::sha256);

    private CloudEvents() {}

    /** The attributes that all events of a kind have in common. */
    public static final class EventKind {
        private final String name;
        private final Header type;
        private final Header source;
        private final Header contentType;

        /**
         * @param type such as {@code io.foreflow.forecast.v1}
         * @param source origin of the events, a URI reference such as {@code /foreflow}
         * @param contentType format of the records' values
         */
        public EventKind(String type, String source, String contentType) {
            this.name = type;
            this.type = header(TYPE, type);
            this.source = header(SOURCE, source);
            this.contentType = header(CONTENT_TYPE, contentType);
        }

        /**
         * Returns the headers of a record of a window.
         *
         * @param sensor sensor of the window
         * @param origin origin of the window
         * @param revision revision of the window, from 0
         * @param time time of the event
         */
        public Headers headers(SensorId sensor, Instant origin, int revision, Instant time) {
            return headers(id(name, sensor, origin, revision), time);
        }

        /**
         * Returns the headers of a record that does not belong to a window.
         *
         * @param id id that stays the same when the event is repeated, see {@link #id(String...)}
         */
        public Headers headers(String id, Instant time) {
            return new RecordHeaders(new Header[] {
                VERSION_1, header(ID, id), source, type, header(TIME, TimestampText.of(time)), contentType
            });
        }
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(UTF_8));
    }

    /**
     * Returns an id that is the same for the same type, sensor, origin and revision, so that a consumer can detect a
     * repetition. It is the first 16 bytes of the SHA-256 of the four, one a line, in lower-case hexadecimal.
     */
    public static String id(String type, SensorId sensor, Instant origin, int revision) {
        return id(type, sensor.value(), TimestampText.of(origin), Integer.toString(revision));
    }

    /**
     * Returns the first 16 bytes of the SHA-256 of the parts that identify the event, one a line, in lower-case
     * hexadecimal.
     */
    public static String id(String... parts) {
        String event = String.join("\n", parts);
        return HexFormat.of().formatHex(SHA_256.get().digest(event.getBytes(UTF_8)), 0, ID_BYTES);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
