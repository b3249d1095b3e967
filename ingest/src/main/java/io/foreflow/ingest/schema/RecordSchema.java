package io.foreflow.ingest.schema;

/** The schema with which the records of a topic were written. Safe for use by several threads. */
public interface RecordSchema {
    /** Returns the format's name for messages, such as Avro. */
    String format();

    /**
     * Returns a reader of the parts at these places.
     *
     * @throws UnmappedPartsException naming every part that the schema lacks, or has in an unusable type
     */
    PartsReader reader(PartPointers pointers);
}
