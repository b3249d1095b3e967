package io.foreflow.ingest.schema;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/**
 * The Avro schema with which records were written. Records are the schema's binary encoding alone, or have Confluent's
 * frame or Avro's single-object header before it.
 */
public final class AvroSchema implements RecordSchema {
    private static final String ADVICE = "give the .avsc file of the records";
    private static final byte[] SINGLE_OBJECT = {(byte) 0xC3, 0x01};
    private static final int SINGLE_OBJECT_LENGTH = SINGLE_OBJECT.length + Long.BYTES;

    private final Schema schema;
    private final long fingerprint;

    private AvroSchema(Schema schema) {
        this.schema = schema;
        this.fingerprint = SchemaNormalization.parsingFingerprint64(schema);
    }

    /**
     * Reads a schema as an {@code .avsc} file holds it.
     *
     * @throws IllegalArgumentException if it is not a schema; the message begins with "is"
     */
    public static AvroSchema of(byte[] avsc) {
        Schema schema = parsed(new String(avsc, UTF_8));
        if (!hasRecord(schema)) {
            throw new IllegalArgumentException("is not an Avro schema of a record; " + ADVICE);
        }
        return new AvroSchema(schema);
    }

    /** The parser throws exceptions of many kinds, those of Java among them. */
    private static Schema parsed(String avsc) {
        try {
            return new Schema.Parser().parse(avsc);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("is not an Avro schema: " + SchemaText.oneLine(e) + "; " + ADVICE, e);
        }
    }

    private static boolean hasRecord(Schema schema) {
        return schema.isUnion()
                ? schema.getTypes().stream().anyMatch(AvroSchema::hasRecord)
                : schema.getType() == Schema.Type.RECORD;
    }

    @Override
    public String format() {
        return "Avro";
    }

    @Override
    public PartsReader reader(PartPointers pointers) {
        AvroPlan plan = AvroMapping.of(schema, pointers);
        return bytes -> read(plan, bytes);
    }

    private ReadingParts read(AvroPlan plan, byte[] bytes) {
        boolean framed = Framing.isFramed(bytes);
        int start = isSingleObject(bytes) && fingerprint(bytes) == fingerprint
                ? SINGLE_OBJECT_LENGTH
                : framed ? Framing.LENGTH : 0;
        try {
            return read(plan, bytes, start);
        } catch (MismatchedRecordException problem) {
            MismatchedRecordException explained = explained(bytes, problem);
            if (!framed) {
                throw explained;
            }
            return readUnframed(plan, bytes, explained);
        }
    }

    /** Reads a record that begins with a 0 by chance: it does not fit from behind the frame on. */
    private static ReadingParts readUnframed(AvroPlan plan, byte[] bytes, MismatchedRecordException framed) {
        try {
            return read(plan, bytes, 0);
        } catch (MismatchedRecordException unframed) {
            throw framed;
        }
    }

    private static ReadingParts read(AvroPlan plan, byte[] bytes, int start) {
        AvroBytes in = new AvroBytes(bytes, start);
        ReadingParts parts = new ReadingParts();
        plan.read(in, parts);
        if (in.remaining() > 0) {
            throw in.bad(in.remaining() + " bytes are left after the record");
        }
        return parts;
    }

    private MismatchedRecordException explained(byte[] bytes, MismatchedRecordException problem) {
        String name = "the Avro schema " + schema.getFullName() + " (input.schema)";
        if (isSingleObject(bytes) && fingerprint(bytes) != fingerprint) {
            return new MismatchedRecordException("the record was written with the schema of fingerprint "
                    + Long.toHexString(fingerprint(bytes)) + ", but " + name + " has "
                    + Long.toHexString(fingerprint) + "; give the schema with which it was written");
        }
        if (Framing.isFramed(bytes)) {
            return new MismatchedRecordException("the record of schema id " + Framing.schemaId(bytes)
                    + " does not fit " + name + ": " + problem.getMessage()
                    + "; give the schema that the registry has under this id");
        }
        return new MismatchedRecordException("the record does not fit " + name + ": " + problem.getMessage()
                + "; give the schema with which it was written");
    }

    private static boolean isSingleObject(byte[] bytes) {
        return bytes.length >= SINGLE_OBJECT_LENGTH && bytes[0] == SINGLE_OBJECT[0] && bytes[1] == SINGLE_OBJECT[1];
    }

    private static long fingerprint(byte[] bytes) {
        return ByteBuffer.wrap(bytes, SINGLE_OBJECT.length, Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
    }
}
