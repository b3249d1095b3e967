package io.foreflow.ingest.schema;

import java.nio.ByteBuffer;

/**
 * Confluent's frame before a record: a byte 0, and the id of a schema in a registry as four bytes, the highest first.
 * No registry is asked for the schema.
 */
public final class Framing {
    /** Length of the frame in bytes. */
    public static final int LENGTH = 5;

    private Framing() {}

    /** Returns true if the bytes begin with a frame. Avro without a frame may begin with the same bytes. */
    public static boolean isFramed(byte[] bytes) {
        return bytes.length > LENGTH && bytes[0] == 0;
    }

    /** Returns the id in the frame. */
    public static int schemaId(byte[] bytes) {
        return ByteBuffer.wrap(bytes, 1, Integer.BYTES).getInt();
    }
}
