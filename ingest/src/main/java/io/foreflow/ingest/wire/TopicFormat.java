package io.foreflow.ingest.wire;

/** The formats of the topics that Foreflow writes. Readers tell JSON and Avro apart by the first byte. */
public enum TopicFormat {
    /** Writes forecasts in JSON for people, and windows and scores, which are many, in Avro. */
    AUTO,

    /** Writes everything in JSON. */
    JSON,

    /** Writes forecasts, windows and scores in Avro. */
    AVRO;

    /** Returns true if windows, training windows and scores are in Avro. */
    public boolean hasBinaryScores() {
        return this != JSON;
    }

    /** Returns true if forecasts are in Avro. */
    public boolean hasBinaryForecasts() {
        return this == AVRO;
    }

    /** Returns the content type of a value. */
    public static String contentType(boolean binary) {
        return binary ? CloudEvents.AVRO : CloudEvents.JSON;
    }
}
