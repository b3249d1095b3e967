package io.foreflow.forecaster.registry;

import static java.util.Objects.requireNonNull;

import io.foreflow.forecaster.store.StoredBundle;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.ModelCard;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Optional;
import java.util.Set;

/**
 * The facts of a verified model on the models topic, without its weights. The same {@code sha256} means the same model.
 * {@link ModelRegistry#bundle} and {@link ModelPublisher#bundle} read the model itself.
 *
 * @param sha256 digest of the bundle's bytes, 64 lower-case hexadecimal digits
 * @param bytes length of the bundle
 * @param offset offset of the bundle's record on the topic's only partition
 * @param stored the bundle in the store; empty if it lies on the topic
 * @param aliases the roles that it plays
 * @param forced reason why a gate had refused it, if it plays a role by force
 */
@RecordBuilder
public record RegisteredModel(
        ModelRef ref,
        String sha256,
        int bytes,
        long offset,
        Optional<StoredBundle> stored,
        ModelKind kind,
        ModelCard card,
        Set<Alias> aliases,
        Optional<String> forced) {
    public RegisteredModel {
        requireNonNull(ref, "ref");
        requireNonNull(sha256, "sha256");
        requireNonNull(stored, "stored");
        requireNonNull(kind, "kind");
        requireNonNull(card, "card");
        requireNonNull(forced, "forced");
        aliases = Set.copyOf(aliases);
    }
}
