package io.foreflow.forecaster.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.models.series.VisibleText;
import java.time.Instant;
import java.util.List;

/**
 * A record that was read, with the rows that it adds.
 *
 * @param offset its offset in the source
 */
record SinkRecord(SinkSource source, long offset, List<TableEntry> entries) {
    private static final int MAX_REASON = 500;

    private record RecordPlace(SinkSource source, long offset) {}

    SinkRecord {
        entries = List.copyOf(entries);
    }

    /**
     * Returns a record that adds only the reason why it adds nothing else.
     *
     * @param seen time at which that was found out
     */
    static SinkRecord rejected(SinkSource source, long offset, String reason, Instant seen) {
        String visible = VisibleText.shown(reason);
        String text = visible.substring(0, Math.min(visible.length(), MAX_REASON));
        TableEntry entry = new TableEntry(SinkTables.REJECTED, new RecordPlace(source, offset), 0, 1, rows -> {
            rows.begin();
            rows.text(source.topic())
                    .integer(source.partition())
                    .bigint(offset)
                    .time(seen)
                    .text(text.getBytes(UTF_8));
        });
        return new SinkRecord(source, offset, List.of(entry));
    }

    SinkRecord rejected(String reason, Instant seen) {
        return rejected(source, offset, reason, seen);
    }

    /** Returns the number of rows at most. */
    int rows() {
        int rows = 0;
        for (TableEntry entry : entries) {
            rows += entry.count();
        }
        return rows;
    }
}
