package io.foreflow.forecaster.sink;

/**
 * A partition of a topic from which records are copied.
 *
 * @param topicId Kafka's id of the topic: a topic that was deleted and made anew under its name has another one
 */
record SinkSource(String topic, String topicId, int partition) {}
