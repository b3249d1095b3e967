package io.foreflow.ingest.schema;

/** The format of the records of a topic. */
public enum RecordFormat {
    JSON,
    AVRO,
    PROTOBUF
}
