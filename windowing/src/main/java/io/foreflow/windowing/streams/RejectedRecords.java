package io.foreflow.windowing.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.ingest.wire.RejectReason;
import io.foreflow.ingest.wire.RejectedHeaders;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of the rejected topic: the original key, value and headers, with headers that give the reason and the
 * original place. A record that would be too large with them is truncated and marked as such; otherwise it could never
 * be passed on.
 */
public final class RejectedRecords {
    /** Header of a truncated record: the original size in bytes. */
    static final String TRUNCATED = "foreflow.truncated";

    /** Header of a record that was moved to its sensor's partition: the original key. */
    static final String ORIGINAL_KEY = "foreflow.key";

    /** Kafka's own limits are 1 MiB for a producer and for a topic; the rest is for our headers. */
    static final int MAX_BYTES = 1_000_000;

    static final String TOO_LARGE_TO_BRING =
            "the record has more than " + MAX_BYTES + " bytes and cannot be brought to its sensor's partition";

    private static final List<String> PLACE =
            List.of(RejectedHeaders.TOPIC, RejectedHeaders.PARTITION, RejectedHeaders.OFFSET);

    private RejectedRecords() {}

    /** @param from topic, partition and offset of the record that cannot be used */
    public static Record<Object, Object> of(
            Record<byte[], byte[]> record, Optional<RecordMetadata> from, RejectReason reason, String detail) {
        Headers why = why(from, reason, detail);
        return rejected(record, record.key(), new RecordHeaders(record.headers()), why);
    }

    /**
     * Rejects a record that was moved to its sensor's partition, with the key, topic, partition and offset that it had
     * before.
     */
    static Record<Object, Object> ofRepartitioned(
            Record<byte[], byte[]> record, Optional<RecordMetadata> from, RejectReason reason, String detail) {
        Headers headers = new RecordHeaders(record.headers());
        Header key = headers.lastHeader(ORIGINAL_KEY);
        headers.remove(ORIGINAL_KEY);
        headers.remove(BySensorRecords.ARRIVAL);
        Headers why = why(from, reason, detail);
        for (String place : PLACE) {
            Header before = headers.lastHeader(place);
            if (before != null) {
                replace(why, before);
            }
        }
        return rejected(record, key == null ? null : key.value(), headers, why);
    }

    private static Headers why(Optional<RecordMetadata> from, RejectReason reason, String detail) {
        RecordMetadata metadata =
                from.orElseThrow(() -> new IllegalStateException("only records of a topic can be rejected"));
        Headers why = new RecordHeaders();
        RejectedHeaders.put(why, reason, detail, metadata.topic(), metadata.partition(), metadata.offset());
        return why;
    }

    private static Record<Object, Object> rejected(
            Record<byte[], byte[]> record, byte @Nullable [] key, Headers headers, Headers why) {
        long size = size(record);
        if (size > MAX_BYTES) {
            why.add(TRUNCATED, Long.toString(size).getBytes(UTF_8));
            return new Record<>(half(key), half(record.value()), record.timestamp(), why);
        }
        why.forEach(header -> replace(headers, header));
        return new Record<>(key, record.value(), record.timestamp(), headers);
    }

    private static void replace(Headers headers, Header header) {
        headers.remove(header.key());
        headers.add(header);
    }

    private static byte @Nullable [] half(byte @Nullable [] bytes) {
        return bytes == null || bytes.length <= MAX_BYTES / 2 ? bytes : Arrays.copyOf(bytes, MAX_BYTES / 2);
    }

    /** Returns the size of key, value and headers together, in bytes. */
    public static long size(Record<byte[], byte[]> record) {
        long size = length(record.key()) + length(record.value());
        for (Header header : record.headers()) {
            size += header.key().length() + length(header.value());
        }
        return size;
    }

    private static long length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }
}
