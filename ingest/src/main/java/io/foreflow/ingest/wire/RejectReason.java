package io.foreflow.ingest.wire;

/** The reason why a reading could not be used. The label is a header of the rejected record and a metric's label. */
public enum RejectReason {
    NOT_UTF8("notUtf8"),
    NOT_JSON("notJson"),
    /** Bytes that are no record of the schema in the configuration. */
    SCHEMA_MISMATCH("schemaMismatch"),
    MISSING_FIELD("missingField"),
    BAD_SENSOR("badSensor"),
    BAD_TIME("badTime"),
    BAD_VALUE("badValue"),
    /** A number so far from 0 that arithmetic with it would not stay finite. */
    OUT_OF_RANGE("outOfRange"),
    KEY_MISMATCH("keyMismatch"),
    /** A reading that does not lie on the partition of its sensor, where readings are not repartitioned. */
    WRONG_PARTITION("wrongPartition"),
    FUTURE("future"),
    TOO_LATE("tooLate"),
    /** Covariates without a value, of a sensor that has no reading yet. */
    TOO_EARLY("tooEarly"),
    TOO_MANY_IN_BUCKET("tooManyInBucket"),
    /** A row of a file with too few or too many columns. */
    RAGGED_ROW("raggedRow"),
    /** A local time that the clocks skipped. */
    SKIPPED_LOCAL_TIME("skippedLocalTime"),
    RECORD_TOO_LARGE("recordTooLarge"),
    /** Processing the record failed in an unforeseen way. */
    ERROR("error");

    private final String label;

    RejectReason(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }
}
