package io.foreflow.ingest.source;

import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Readings in the order of their arrival, read once, in constant memory. */
public interface ReadingSource extends AutoCloseable {

    /** Name of the source in messages and in the headers of rejected rows, such as a file's name. */
    String name();

    /**
     * Returns the next row; null after the last one.
     *
     * @throws IncompleteFileException if the rest is damaged or cut off; the rows before it are valid
     * @throws IOException if the source cannot be read
     */
    @Nullable
    Row next() throws IOException;

    /** Amount of {@link #size()} that has been read, for a progress bar. The source chooses the unit. */
    long position();

    /** Total amount to read, in the same unit. */
    long size();

    @Override
    void close() throws IOException;

    /** Returns this source, whose rows the observer sees as they are read. */
    default ReadingSource watched(Consumer<Row> observer) {
        return new WatchedSource(this, observer);
    }
}
