package io.foreflow.forecaster.registry;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.forecast.ModelRef;
import java.util.regex.Pattern;

/**
 * The key of a record of the models topic. It ends with the SHA-256 of its value, so that no other value can have the
 * same key, and compaction always keeps the record.
 */
public sealed interface RecordKey {
    /** Separates the name from the digest. */
    char SEPARATOR = '#';

    /** The form of a digest. */
    Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    /** Returns the SHA-256 of the value, 64 lower-case hexadecimal digits. */
    String sha256();

    /** {@code NAME@VERSION#SHA256}: the value is a bundle with this digest, or a {@link BundleReference} to it. */
    record BundleKey(ModelRef ref, String sha256) implements RecordKey {
        public BundleKey {
            requireNonNull(ref, "ref");
            requireDigest(sha256);
        }

        @Override
        public String toString() {
            return ref.toString() + SEPARATOR + sha256;
        }
    }

    /** {@code NAME/champion#SHA256} or {@code NAME/challenger#SHA256}: the value is an {@link AliasTarget}. */
    record AliasKey(AliasName alias, String sha256) implements RecordKey {
        public AliasKey {
            requireNonNull(alias, "alias");
            requireDigest(sha256);
        }

        @Override
        public String toString() {
            return alias.toString() + SEPARATOR + sha256;
        }
    }

    /** {@code routes#SHA256}: the value is a {@link Routing}. */
    record RoutesKey(String sha256) implements RecordKey {
        /** Name before the digest. A model's key has a {@code @} or a slash. */
        static final String NAME = "routes";

        public RoutesKey {
            requireDigest(sha256);
        }

        @Override
        public String toString() {
            return NAME + SEPARATOR + sha256;
        }
    }

    private static void requireDigest(String sha256) {
        if (!DIGEST.matcher(sha256).matches()) {
            throw new IllegalArgumentException("a key must end with " + SEPARATOR
                    + " and the SHA-256 of its value, 64 lower-case hexadecimal digits");
        }
    }
}
