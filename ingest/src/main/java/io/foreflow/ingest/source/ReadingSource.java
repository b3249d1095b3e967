package io.foreflow.ingest.source;

import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Readings in the order in which they arrive, read once, in constant memory. */
public interface ReadingSource extends AutoCloseable {

    /** What it is called in messages and in the headers of rejected rows, such as a file's name. */
    String name();

    /**
     * The next row, null after the last one.
     *
     * @throws IncompleteFileException if the rest is damaged or cut off; what came before it is good
     * @throws IOException if it cannot be read
     */
    @Nullable
    Row next() throws IOException;

    /** How much of {@link #size()} has been read, in a unit of the source's own, for a progress bar. */
    long position();

    /** All that there is to read, in the same unit. */
    long size();

    @Override
    void close() throws IOException;

    /** Returns this source, whose rows the observer sees as they are read. */
    default ReadingSource watched(Consumer<Row> observer) {
        return new WatchedSource(this, observer);
    }
}
