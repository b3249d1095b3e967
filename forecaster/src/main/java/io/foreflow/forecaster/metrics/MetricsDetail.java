package io.foreflow.forecaster.metrics;

/** The amount of Kafka's own metrics that are shown. */
public enum MetricsDetail {
    /** The metrics that show faults: at most 1,500 samples, whatever the number of sensors. */
    BRIEF,
    /** All metrics of Kafka Streams and its clients: thousands of samples. */
    FULL
}
