package io.foreflow.forecaster.registry;

import static java.util.Objects.requireNonNull;

import io.foreflow.forecaster.registry.BundleReference.NewerReferenceException;
import io.foreflow.forecaster.registry.RecordKey.AliasKey;
import io.foreflow.forecaster.registry.RecordKey.BundleKey;
import io.foreflow.forecaster.registry.RecordKey.RoutesKey;
import io.foreflow.forecaster.registry.RegistryEvent.AliasMoved;
import io.foreflow.forecaster.registry.RegistryEvent.ModelLoaded;
import io.foreflow.forecaster.registry.RegistryEvent.ModelRemoved;
import io.foreflow.forecaster.registry.RegistryEvent.RejectedRecord;
import io.foreflow.forecaster.registry.RegistryEvent.RoutesChanged;
import io.foreflow.models.bundle.BundleException;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.TrainedModel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot under construction: the records that follow a snapshot, one after the other. Many records take one copy of
 * the snapshot. A rejected record takes nothing away; if it hides a good one, the snapshot remembers that. Confined to one
 * thread.
 */
final class SnapshotDraft {
    private final ModelSnapshot before;
    private final Map<BundleKey, StoredModel> bundles;
    private final Map<AliasKey, StoredAlias> aliases;
    private final Map<RoutesKey, StoredRoutes> routes;
    private final Set<RecordKey> shadowed;

    /** The keys of all contents under a name and version. */
    private final Map<ModelRef, Set<BundleKey>> contents = new HashMap<>();

    private final List<RegistryEvent> rejected = new ArrayList<>();
    private boolean touched;

    SnapshotDraft(ModelSnapshot before) {
        this.before = before;
        bundles = new HashMap<>(before.bundles());
        aliases = new HashMap<>(before.aliases());
        routes = new HashMap<>(before.routes());
        shadowed = new HashSet<>(before.shadowed());
        bundles.keySet().forEach(this::count);
    }

    private void count(BundleKey key) {
        contents.computeIfAbsent(key.ref(), ref -> new HashSet<>()).add(key);
    }

    /** Returns true if a record was applied. */
    boolean isTouched() {
        return touched;
    }

    /**
     * Applies one record, whatever its bytes.
     *
     * @return the verified bundle of the record, unless its version stands for other contents
     */
    Optional<TrainedModel> apply(ConsumerRecord<byte[], byte[]> record) {
        return apply(record.offset(), Instant.ofEpochMilli(record.timestamp()), record.key(), record.value());
    }

    /**
     * Applies one record. A null value is a tombstone.
     *
     * @param offset offset of the record, above those of all earlier records
     * @param at time of the record
     */
    Optional<TrainedModel> apply(long offset, Instant at, byte @Nullable [] key, byte @Nullable [] value) {
        touched = true;
        RecordKey parsed;
        try {
            parsed = ModelRecords.key(key == null ? new byte[0] : key);
        } catch (IllegalArgumentException e) {
            rejected.add(new RejectedRecord(Rejection.BAD_KEY, String.valueOf(e.getMessage())));
            return Optional.empty();
        }
        if (value == null) {
            remove(parsed);
        } else if (digestFits(parsed, value)) {
            if (parsed instanceof BundleKey bundle) {
                if (ModelRecords.isReference(value)) {
                    reference(bundle, offset, value);
                    return Optional.empty();
                }
                return bundle(bundle, offset, value);
            } else if (parsed instanceof AliasKey alias) {
                alias(alias, offset, at, value);
            } else {
                routes((RoutesKey) parsed, offset, at, value);
            }
        }
        return Optional.empty();
    }

    private void remove(RecordKey key) {
        if (key instanceof BundleKey bundle) {
            bundles.remove(bundle);
            contents.computeIfPresent(bundle.ref(), (ref, keys) -> {
                keys.remove(bundle);
                return keys.isEmpty() ? null : keys;
            });
        } else if (key instanceof AliasKey alias) {
            aliases.remove(alias);
        } else {
            routes.remove((RoutesKey) key);
        }
        shadowed.remove(key);
    }

    private Optional<TrainedModel> bundle(BundleKey key, long offset, byte[] value) {
        StoredModel known = bundles.get(key);
        if (known != null && known.stored().isEmpty()) {
            bundles.put(key, known.at(offset));
            shadowed.remove(key);
            return Optional.empty();
        }
        TrainedModel bundle;
        try {
            bundle = Bundles.read(value);
        } catch (BundleException e) {
            refuse(key, Rejection.of(e.reason()), "cannot be used: " + e.getMessage());
            return Optional.empty();
        }
        if (!bundle.ref().equals(key.ref())) {
            refuse(key, Rejection.NAME_MISMATCH, "holds the bundle of " + bundle.ref());
            return Optional.empty();
        }
        boolean conflict = conflicts(key);
        put(StoredModel.of(key, value.length, offset, bundle));
        return conflict ? Optional.empty() : Optional.of(bundle);
    }

    /** Applies a reference to a bundle in the store. Its weights are verified once they are read. */
    private void reference(BundleKey key, long offset, byte[] value) {
        BundleReference reference;
        try {
            reference = ModelRecords.reference(value);
        } catch (NewerReferenceException e) {
            refuse(key, Rejection.UNSUPPORTED, String.valueOf(e.getMessage()));
            return;
        } catch (IllegalArgumentException e) {
            refuse(key, Rejection.INVALID, String.valueOf(e.getMessage()));
            return;
        }
        if (!reference.stored().sha256().equals(key.sha256())) {
            refuse(
                    key,
                    Rejection.DIGEST_MISMATCH,
                    "refers to a bundle with SHA-256 " + reference.stored().sha256());
            return;
        }
        conflicts(key);
        put(StoredModel.of(key, offset, reference));
    }

    /** Returns true if the version stands for other contents; this is reported. */
    private boolean conflicts(BundleKey key) {
        boolean conflict = !bundles.containsKey(key) && contents.containsKey(key.ref());
        if (conflict) {
            reject(
                    key,
                    Rejection.DIGEST_CONFLICT,
                    "has other contents for " + key.ref() + ", which stands for "
                            + requireNonNull(snapshot().stored(key.ref())).key().sha256()
                            + "; publish it under another version");
        }
        return conflict;
    }

    private void put(StoredModel model) {
        bundles.put(model.key(), model);
        shadowed.remove(model.key());
        count(model.key());
    }

    private void alias(AliasKey key, long offset, Instant at, byte[] value) {
        AliasTarget target;
        try {
            target = ModelRecords.alias(value);
        } catch (IllegalArgumentException e) {
            refuse(key, Rejection.BAD_ALIAS, String.valueOf(e.getMessage()));
            return;
        }
        if (!target.target().name().equals(key.alias().name())) {
            refuse(key, Rejection.BAD_ALIAS, "points to another model, " + target.target());
            return;
        }
        aliases.put(key, new StoredAlias(key, target, offset, at));
        shadowed.remove(key);
    }

    private void routes(RoutesKey key, long offset, Instant at, byte[] value) {
        try {
            routes.put(key, new StoredRoutes(key, ModelRecords.routes(value), offset, at));
            shadowed.remove(key);
        } catch (IllegalArgumentException e) {
            refuse(key, Rejection.BAD_ROUTES, String.valueOf(e.getMessage()));
        }
    }

    private boolean digestFits(RecordKey key, byte[] value) {
        if (key instanceof BundleKey && value.length > ModelRecords.MAX_BUNDLE) {
            refuse(
                    key,
                    Rejection.TOO_LARGE,
                    "has " + value.length + " bytes; at most " + ModelRecords.MAX_BUNDLE + " are allowed");
            return false;
        }
        if (key instanceof BundleKey && ModelRecords.isReference(value)) {
            return true;
        }
        String sha256 = Bundles.sha256(value);
        if (!sha256.equals(key.sha256())) {
            refuse(key, Rejection.DIGEST_MISMATCH, "has a value whose SHA-256 is " + sha256);
            return false;
        }
        return true;
    }

    private void refuse(RecordKey key, Rejection reason, String what) {
        reject(key, reason, what);
        boolean known = key instanceof BundleKey bundle
                ? bundles.containsKey(bundle)
                : key instanceof AliasKey alias ? aliases.containsKey(alias) : routes.containsKey((RoutesKey) key);
        if (known) {
            shadowed.add(key);
        }
    }

    private void reject(RecordKey key, Rejection reason, String what) {
        rejected.add(new RejectedRecord(reason, "record " + key + " " + what));
    }

    private ModelSnapshot snapshot() {
        return new ModelSnapshot(bundles, aliases, routes, shadowed);
    }

    /** Returns the snapshot with the effect of all records; the same object as before if they changed nothing. */
    RegistryUpdate update() {
        ModelSnapshot after = snapshot();
        if (after.equals(before)) {
            return new RegistryUpdate(before, rejected);
        }
        List<RegistryEvent> events = new ArrayList<>(rejected);
        after.standing().forEach((ref, stored) -> {
            StoredModel old = before.stored(ref);
            if (old == null || !old.key().equals(stored.key())) {
                events.add(new ModelLoaded(ref, stored.key().sha256()));
            }
        });
        before.standing().keySet().stream()
                .filter(ref -> after.stored(ref) == null)
                .forEach(ref -> events.add(new ModelRemoved(ref)));
        Set<AliasName> names = new HashSet<>(before.effective().keySet());
        names.addAll(after.effective().keySet());
        names.forEach(name -> {
            Optional<AliasTarget> old = before.target(name.name(), name.alias());
            Optional<AliasTarget> now = after.target(name.name(), name.alias());
            if (!old.map(AliasTarget::key).equals(now.map(AliasTarget::key))) {
                events.add(new AliasMoved(name, now.map(AliasTarget::target)));
            }
        });
        if (!after.routing().equals(before.routing())) {
            events.add(new RoutesChanged(after.routing()));
        }
        return new RegistryUpdate(after, events);
    }
}
