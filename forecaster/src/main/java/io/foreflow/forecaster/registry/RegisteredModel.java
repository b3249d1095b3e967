package io.foreflow.forecaster.registry;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.bundle.ModelBundle;
import io.foreflow.models.forecast.ModelRef;
import java.util.Optional;
import java.util.Set;

/**
 * A verified model on the models topic. The same {@code sha256} means the same model.
 *
 * @param bundle as it was published
 * @param sha256 of the bundle's bytes, 64 lower-case hexadecimal digits
 * @param bytes the length of the bundle
 * @param aliases the roles that it plays
 * @param forced why a gate had refused it, where it plays a role all the same
 */
public record RegisteredModel(
        ModelBundle bundle, String sha256, int bytes, Set<Alias> aliases, Optional<String> forced) {
    public RegisteredModel {
        requireNonNull(forced, "forced");
        requireNonNull(bundle, "bundle");
        requireNonNull(sha256, "sha256");
        aliases = Set.copyOf(aliases);
    }

    public ModelRef ref() {
        return bundle.ref();
    }
}
