package io.foreflow.forecaster.sink;

import java.util.List;

/** Turns the records of one topic into rows. */
interface TopicFeed {
    String topic();

    /**
     * Returns the rows of a record.
     *
     * @param value bytes of the record's value
     * @throws IllegalArgumentException if the record cannot be copied; the message is one line and says why
     */
    List<TableEntry> read(byte[] value);
}
