package io.foreflow.forecaster.registry;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.bundle.ModelBundle;
import io.foreflow.models.forecast.ModelRef;
import java.util.Set;

/**
 * A verified model on the models topic. The same {@code sha256} means the same model.
 *
 * @param bundle as it was published
 * @param sha256 of the bundle's bytes, 64 lower-case hexadecimal digits
 * @param bytes the length of the bundle
 * @param aliases the roles that it plays
 */
public record RegisteredModel(ModelBundle bundle, String sha256, int bytes, Set<Alias> aliases) {
    public RegisteredModel {
        requireNonNull(bundle, "bundle");
        requireNonNull(sha256, "sha256");
        aliases = Set.copyOf(aliases);
    }

    public ModelRef ref() {
        return bundle.ref();
    }
}
