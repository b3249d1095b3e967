package io.foreflow.ingest.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.foreflow.ingest.wire.RejectReason;
import io.foreflow.models.series.Reading;
import org.apache.kafka.common.utils.Bytes;

/** A row of a source: a reading, or a row that cannot be used. */
public sealed interface Row {

    /** A reading that can be used. */
    record Valid(Reading reading) implements Row {}

    /**
     * A row of a file, or one cell of it, that cannot be used.
     *
     * @param line number from 1, the header's line included
     * @param original bytes of the whole row as in the file, without the line's end
     * @param detail one line for people
     */
    record Bad(long line, Bytes original, RejectReason reason, String detail) implements Row {
        public Bad {
            requireNonNull(original, "original");
            requireNonNull(reason, "reason");
            requireNonNull(detail, "detail");
        }

        /** The row as text. */
        public String text() {
            return new String(original.get(), UTF_8);
        }
    }
}
