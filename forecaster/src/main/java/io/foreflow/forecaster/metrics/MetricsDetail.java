package io.foreflow.forecaster.metrics;

/** The amount of Kafka's own metrics that are shown. */
public enum MetricsDetail {
    /** What tells that something is wrong: a scrape has at most some 1,500 samples, whatever the number of sensors. */
    BRIEF,
    /** Everything that Kafka Streams and its clients measure: thousands of samples a scrape. */
    FULL
}
