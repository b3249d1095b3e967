package io.foreflow.ingest.wire;

/** The formats of the topics that Foreflow writes. Readers tell JSON and Avro apart by the first byte. */
public enum TopicFormat {
    /** Forecasts, which people read, in JSON; windows and scores, of which there is much, in Avro. */
    AUTO,

    /** All in JSON. */
    JSON,

    /** Forecasts, windows and scores in Avro. */
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
