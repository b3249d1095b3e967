package io.foreflow.ingest.publish;

import java.util.Optional;

/**
 * What became of a source.
 *
 * @param readings that the broker has taken
 * @param rejected rows and records that went to the rejected topic
 * @param incomplete empty, or in one line why the rest of the source could not be read
 */
public record PublishResult(long readings, long rejected, Optional<String> incomplete) {
    /** Nothing yet. */
    public static final PublishResult NOTHING = new PublishResult(0, 0, Optional.empty());

    /** Returns true if every row became a reading. */
    public boolean isClean() {
        return rejected == 0 && incomplete.isEmpty();
    }

    /** Both together, with the first of their problems. */
    public PublishResult plus(PublishResult other) {
        return new PublishResult(
                readings + other.readings, rejected + other.rejected, incomplete.or(other::incomplete));
    }
}
