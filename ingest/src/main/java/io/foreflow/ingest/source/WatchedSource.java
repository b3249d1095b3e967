package io.foreflow.ingest.source;

import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A source whose rows an observer sees, too. */
record WatchedSource(ReadingSource source, Consumer<Row> observer) implements ReadingSource {
    @Override
    public String name() {
        return source.name();
    }

    @Override
    public @Nullable Row next() throws IOException {
        Row row = source.next();
        if (row != null) {
            observer.accept(row);
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
