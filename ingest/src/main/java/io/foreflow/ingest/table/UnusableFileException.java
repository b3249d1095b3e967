package io.foreflow.ingest.table;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Reports that a file is refused as a whole: it cannot be read, is empty or has the wrong header. The message says what
 * to do.
 */
public final class UnusableFileException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    public UnusableFileException(String message) {
        this(message, null);
    }

    UnusableFileException(String message, @Nullable IOException cause) {
        super(message, cause);
    }
}
