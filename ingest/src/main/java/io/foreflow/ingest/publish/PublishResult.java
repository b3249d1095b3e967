package io.foreflow.ingest.publish;

import java.util.Optional;

/**
 * The result of publishing a source.
 *
 * @param readings readings that the broker has acknowledged
 * @param rejected rows and records that went to the rejected topic
 * @param incomplete reason why the rest of the source could not be read, in one line; empty if all was read
 */
public record PublishResult(long readings, long rejected, Optional<String> incomplete) {
    /** The result before anything was published. */
    public static final PublishResult NOTHING = new PublishResult(0, 0, Optional.empty());

    /** Returns true if every row became a reading. */
    public boolean isClean() {
        return rejected == 0 && incomplete.isEmpty();
    }

    /** Adds another result; keeps the first problem. */
    public PublishResult plus(PublishResult other) {
        return new PublishResult(
                readings + other.readings, rejected + other.rejected, incomplete.or(other::incomplete));
    }
}
