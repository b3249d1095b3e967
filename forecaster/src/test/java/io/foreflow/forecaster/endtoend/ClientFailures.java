package io.foreflow.forecaster.endtoend;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;

/** Counts in a service's log what its clients say when a transaction, a producer or a coordinator is not what it was. */
final class ClientFailures {
    private static final List<String> NAMES = List.of(
            "InvalidTxnStateException",
            "ProducerFencedException",
            "InvalidProducerEpochException",
            "OUT_OF_ORDER_SEQUENCE_NUMBER",
            "NOT_ENOUGH_REPLICAS",
            "NotLeaderOrFollowerException",
            "TimeoutException",
            "TaskCorruptedException",
            "TaskMigratedException",
            "A stream thread failed");

    private ClientFailures() {}

    /** Writes a field with the number of lines by what they contain. */
    static void write(JsonGenerator json, String said) throws IOException {
        json.writeObjectFieldStart("linesOfLogsWith");
        for (String name : NAMES) {
            json.writeNumberField(
                    name, said.lines().filter(line -> line.contains(name)).count());
        }
        json.writeEndObject();
    }
}
