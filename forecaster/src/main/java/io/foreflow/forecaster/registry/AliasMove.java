package io.foreflow.forecaster.registry;

import static java.util.Objects.requireNonNull;

import io.foreflow.forecaster.registry.RecordKey.AliasKey;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.forecast.ModelRef;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The records that move an alias from one version to another: a pure function of a snapshot. A new champion is not
 * challenger any more.
 *
 * @param from version that played the role before
 * @param target new target, followed by the earlier ones
 * @param records empty if the alias points there already
 */
public record AliasMove(Optional<ModelRef> from, AliasTarget target, List<RegistryRecord> records) {
    /**
     * Number of records that are kept of an alias: if the target of the latest is missing, the one before it counts.
     */
    private static final int ALIAS_RECORDS = 3;

    public AliasMove {
        requireNonNull(from, "from");
        requireNonNull(target, "target");
        records = List.copyOf(records);
    }

    /** Returns true if the alias points to another version than before. */
    public boolean moves() {
        return !records.isEmpty();
    }

    /**
     * Moves an alias to a version.
     *
     * @param forced reason why a gate had refused the version
     */
    static AliasMove to(ModelSnapshot before, ModelRef ref, String sha256, Alias alias, Optional<String> forced) {
        Optional<AliasTarget> old = before.target(ref.name(), alias);
        if (old.isPresent() && old.get().target().equals(ref)) {
            return new AliasMove(Optional.of(ref), old.get(), List.of());
        }
        Set<ModelRef> previous = new LinkedHashSet<>();
        old.ifPresent(target -> {
            previous.add(target.target());
            previous.addAll(target.previous());
        });
        previous.remove(ref);
        return of(before, alias, new AliasTarget(ref, sha256, limited(previous), forced));
    }

    /**
     * Makes a version on the topic the champion.
     *
     * @throws RegistryException if it is not on the topic
     */
    public static AliasMove promotion(ModelSnapshot before, ModelRef ref) {
        RegisteredModel model = before.model(ref)
                .orElseThrow(() -> new RegistryException(ref + " is not on the models topic any more"));
        return to(before, ref, model.sha256(), Alias.CHAMPION, Optional.empty());
    }

    /**
     * Makes the champion's predecessor champion again. The version that is left is not among the earlier targets any
     * more, so that a second rollback goes back further.
     *
     * @throws RegistryException if the model has no champion, or no predecessor of it is on the topic
     */
    public static AliasMove rollback(ModelSnapshot before, String name) {
        AliasTarget now = before.target(name, Alias.CHAMPION)
                .orElseThrow(() -> new RegistryException(
                        "model " + name + " has no champion; foreflow models list shows" + " what there is"));
        RegisteredModel predecessor = before.predecessor(name)
                .orElseThrow(() -> new RegistryException(
                        "no predecessor of " + now.target() + " is on the models topic;" + " promote another version"));
        List<ModelRef> previous = now.previous().stream()
                .dropWhile(ref -> !ref.equals(predecessor.ref()))
                .skip(1)
                .toList();
        return of(
                before,
                Alias.CHAMPION,
                new AliasTarget(predecessor.ref(), predecessor.sha256(), previous, Optional.empty()));
    }

    private static AliasMove of(ModelSnapshot before, Alias alias, AliasTarget target) {
        String name = target.target().name();
        byte[] value = ModelRecords.alias(target);
        AliasName moved = new AliasName(name, alias);
        AliasKey key = new AliasKey(moved, Bundles.sha256(value));
        List<RegistryRecord> records = new ArrayList<>();
        records.add(RegistryRecord.of(key, value));
        before.records(moved).stream()
                .filter(record -> !record.key().equals(key))
                .skip(ALIAS_RECORDS - 1)
                .forEach(record -> records.add(RegistryRecord.tombstone(record.key())));
        boolean wasChallenger = before.target(name, Alias.CHALLENGER)
                .filter(challenger -> challenger.target().equals(target.target()))
                .isPresent();
        if (alias == Alias.CHAMPION && wasChallenger) {
            before.records(new AliasName(name, Alias.CHALLENGER))
                    .forEach(record -> records.add(RegistryRecord.tombstone(record.key())));
        }
        return new AliasMove(before.target(name, alias).map(AliasTarget::target), target, records);
    }

    private static List<ModelRef> limited(Set<ModelRef> previous) {
        return previous.stream().limit(AliasTarget.MAX_PREVIOUS).toList();
    }
}
