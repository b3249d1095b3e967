package io.foreflow.ingest.source;

import java.io.IOException;
import java.io.Serial;

/**
 * Reports that the rest of a file is damaged or cut off. The message names the file and the last line that could be
 * read.
 */
public final class IncompleteFileException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    private final long lastLine;

    public IncompleteFileException(String message, long lastLine, IOException cause) {
        super(message, cause);
        this.lastLine = lastLine;
    }

    /** The number of the last complete line, from 1. */
    public long lastLine() {
        return lastLine;
    }
}
