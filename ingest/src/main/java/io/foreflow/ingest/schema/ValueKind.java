package io.foreflow.ingest.schema;

/** A kind of values, whatever the format calls their types. */
enum ValueKind {
    TEXT,
    /** Integers of at most 32 bits, too small for milliseconds since 1970. */
    INT,
    LONG,
    /** Numbers with decimals. */
    NUMBER,
    /** Points in time. */
    TIME,
    /** Values that are no part of a reading, such as a boolean, or a time without a zone. */
    OTHER
}
