package io.foreflow.forecaster.registry;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.forecast.ModelRef;
import java.util.List;
import java.util.Optional;

/**
 * What an alias points to.
 *
 * @param target the version that plays the role
 * @param sha256 of the target's bundle, 64 lower-case hexadecimal digits
 * @param previous earlier targets, the most recent first, at most {@value #MAX_PREVIOUS}: where a rollback can go
 * @param forced why the gate had refused the target, where somebody promoted it all the same
 */
public record AliasTarget(ModelRef target, String sha256, List<ModelRef> previous, Optional<String> forced) {
    public static final int MAX_PREVIOUS = 10;

    /** Of a target that nobody had refused. */
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

    /** Under which key the target lies. */
    RecordKey.BundleKey key() {
        return new RecordKey.BundleKey(target, sha256);
    }
}
