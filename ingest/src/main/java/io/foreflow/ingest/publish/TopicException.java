package io.foreflow.ingest.publish;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Reports that the broker or its topics are not usable. The message says what is wrong and what to do. */
public final class TopicException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    TopicException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
