package io.foreflow.ingest.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.common.header.Headers;

/** The headers of a rejected record, UTF-8 text each: the reason and the original place. */
public final class RejectedHeaders {
    public static final String REASON = "foreflow.reason";
    public static final String DETAIL = "foreflow.detail";
    public static final String TOPIC = "foreflow.topic";
    public static final String PARTITION = "foreflow.partition";
    public static final String OFFSET = "foreflow.offset";
    public static final String FILE = "foreflow.file";
    public static final String LINE = "foreflow.line";

    private RejectedHeaders() {}

    /** Puts the headers of a record of a topic. Replaces headers of the same names. */
    public static void put(
            Headers headers, RejectReason reason, String detail, String topic, int partition, long offset) {
        putReason(headers, reason, detail);
        put(headers, TOPIC, topic);
        put(headers, PARTITION, Integer.toString(partition));
        put(headers, OFFSET, Long.toString(offset));
    }

    /**
     * Puts the headers of a row of a file. Replaces headers of the same names.
     *
     * @param line number from 1, the header's line included
     */
    public static void putFile(Headers headers, RejectReason reason, String detail, String file, long line) {
        putReason(headers, reason, detail);
        put(headers, FILE, file);
        put(headers, LINE, Long.toString(line));
    }

    /** Puts the reason alone, for a record that came from neither. Replaces headers of the same names. */
    public static void putReason(Headers headers, RejectReason reason, String detail) {
        put(headers, REASON, reason.label());
        put(headers, DETAIL, detail);
    }

    private static void put(Headers headers, String name, String text) {
        headers.remove(name);
        headers.add(name, text.getBytes(UTF_8));
    }
}
