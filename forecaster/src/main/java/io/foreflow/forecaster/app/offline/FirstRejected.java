package io.foreflow.forecaster.app.offline;

import io.foreflow.ingest.source.ReadingSource;
import io.foreflow.ingest.source.Row;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A source of which the first bad row of each reason is kept for people. */
public final class FirstRejected implements ReadingSource {
    private final ReadingSource source;
    private final Map<String, Seen> byReason = new TreeMap<>();

    /** A bad row, and how many of its reason there are. */
    private record Seen(Row.Bad first, long count) {}

    public FirstRejected(ReadingSource source) {
        this.source = source;
    }

    /** A line for each reason: how many rows, and the first with its line. */
    public List<String> lines() {
        return byReason.entrySet().stream()
                .map(entry -> String.format(
                        Locale.ROOT,
                        "rejected, %s: %,d of %s, the first in line %d: %s",
                        entry.getKey(),
                        entry.getValue().count(),
                        source.name(),
                        entry.getValue().first().line(),
                        entry.getValue().first().detail()))
                .toList();
    }

    @Override
    public String name() {
        return source.name();
    }

    @Override
    public @Nullable Row next() throws IOException {
        Row row = source.next();
        if (row instanceof Row.Bad bad) {
            byReason.merge(
                    bad.reason().label(), new Seen(bad, 1), (seen, one) -> new Seen(seen.first(), seen.count() + 1));
        }
        return row;
    }

    @Override
    public long position() {
        return source.position();
    }

    @Override
    public long size() {
        return source.size();
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
