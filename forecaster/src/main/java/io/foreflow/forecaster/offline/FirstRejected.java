package io.foreflow.forecaster.offline;

import io.foreflow.ingest.source.Row;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Keeps the first bad row of each reason, for people. */
public final class FirstRejected {
    private final String file;
    private final Map<String, RejectedCount> byReason = new TreeMap<>();

    /** The first bad row of a reason, and the number of rows with that reason. */
    private record RejectedCount(Row.Bad first, long count) {}

    /** @param file name of the rows' file */
    public FirstRejected(String file) {
        this.file = file;
    }

    /** Counts a bad row. */
    public void add(Row.Bad bad) {
        byReason.merge(
                bad.reason().label(),
                new RejectedCount(bad, 1),
                (seen, one) -> new RejectedCount(seen.first(), seen.count() + 1));
    }

    /** Returns a line for each reason: the number of rows, and the first row with its line. */
    public List<String> lines() {
        return byReason.entrySet().stream()
                .map(entry -> String.format(
                        Locale.ROOT,
                        "rejected, %s: %,d of %s, the first in line %d: %s",
                        entry.getKey(),
                        entry.getValue().count(),
                        file,
                        entry.getValue().first().line(),
                        entry.getValue().first().detail()))
                .toList();
    }
}
