package io.foreflow.windowing.streams;

import org.apache.kafka.common.KafkaException;

/**
 * Reports a store that another version of Foreflow wrote. No record of the store can be read, so that the service stops
 * and loses none; that is why this is a failure of Kafka's kind ({@link RecordFailures}).
 */
public final class StateFormatException extends KafkaException {
    private static final long serialVersionUID = 1L;

    /**
     * @param store name of the store
     * @param found format of the store
     * @param known format that this version reads
     */
    public StateFormatException(String store, int found, int known) {
        super("the store " + store + " was written by another version of Foreflow (format " + found
                + ", this one reads " + known + "). Run that version, or start this one with another application.id;"
                + " docs/compatibility.md says what that does");
    }
}
