package io.foreflow.training.data;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Reports that a file of a data set cannot be read or has the wrong contents. The message is one line that names the
 * file.
 */
public final class DatasetException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    public DatasetException(String message) {
        super(message);
    }

    public DatasetException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
