package io.foreflow.ingest.time;

import java.time.Instant;
import java.time.LocalDateTime;

/**
 * The time of a row as it is written: a local time in a zone that the row does not name, or a point on the time line.
 */
public sealed interface Stamp {
    record Local(LocalDateTime time) implements Stamp {}

    record OneTime(Instant time) implements Stamp {}
}
