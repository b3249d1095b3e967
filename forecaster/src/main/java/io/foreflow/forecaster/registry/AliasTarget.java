package io.foreflow.forecaster.registry;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.forecast.ModelRef;
import java.util.List;
import java.util.Optional;

/**
 * The target of an alias.
 *
 * @param target the version that plays the role
 * @param sha256 digest of the target's bundle, 64 lower-case hexadecimal digits
 * @param previous earlier targets, the most recent first, at most {@value #MAX_PREVIOUS}: a rollback can return to them
 * @param forced reason why the gate had refused the target, if its promotion was forced
 */
public record AliasTarget(ModelRef target, String sha256, List<ModelRef> previous, Optional<String> forced) {
    public static final int MAX_PREVIOUS = 10;

    /** Creates a target whose promotion was not forced. */
    public AliasTarget(ModelRef target, String sha256, List<ModelRef> previous) {
        this(target, sha256, previous, Optional.empty());
    }

    public AliasTarget {
        requireNonNull(forced, "forced");
        requireNonNull(target, "target");
        if (!RecordKey.DIGEST.matcher(sha256).matches()) {
            throw new IllegalArgumentException("sha256 must be 64 lower-case hexadecimal digits");
        }
        previous = List.copyOf(previous);
        if (previous.size() > MAX_PREVIOUS) {
            throw new IllegalArgumentException(
                    "previous has " + previous.size() + " entries; at most " + MAX_PREVIOUS + " are allowed");
        }
    }

    /** Returns the key of the target's bundle. */
    RecordKey.BundleKey key() {
        return new RecordKey.BundleKey(target, sha256);
    }
}
