package io.foreflow.ingest.schema;

/** Reads the parts of a reading from a record's bytes. Safe for use by several threads. */
@FunctionalInterface
public interface PartsReader {
    /**
     * Reads one record. Time and memory are bounded by the number of bytes, whatever lengths they claim.
     *
     * @throws MismatchedRecordException if the bytes are no record of the schema
     */
    ReadingParts read(byte[] bytes);
}
