package io.foreflow.forecaster.registry;

import static java.util.Objects.requireNonNull;

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
 * The result of applying one record of the models topic to a snapshot: a pure function. A rejected record takes nothing
 * away; if it hides a good one, the snapshot remembers that.
 *
 * @param snapshot the same object if the record changed nothing
 * @param events events in their order
 * @param bundle verified bundle of the record
 */
record RegistryUpdate(ModelSnapshot snapshot, List<RegistryEvent> events, Optional<TrainedModel> bundle) {
    RegistryUpdate {
        requireNonNull(snapshot, "snapshot");
        requireNonNull(bundle, "bundle");
        events = List.copyOf(events);
    }

    static RegistryUpdate of(ModelSnapshot before, ConsumerRecord<byte[], byte[]> record) {
        return of(before, record.offset(), Instant.ofEpochMilli(record.timestamp()), record.key(), record.value());
    }

    /**
     * Applies one record, whatever its bytes. A null value is a tombstone.
     *
     * @param offset offset of the record, above those of all earlier records
     * @param at time of the record
     */
    static RegistryUpdate of(
            ModelSnapshot before, long offset, Instant at, byte @Nullable [] key, byte @Nullable [] value) {
        RecordKey parsed;
        try {
            parsed = ModelRecords.key(key == null ? new byte[0] : key);
        } catch (IllegalArgumentException e) {
            RejectedRecord rejected = new RejectedRecord(Rejection.BAD_KEY, String.valueOf(e.getMessage()));
            return new RegistryUpdate(before, List.of(rejected), Optional.empty());
        }
        Draft draft = new Draft(before, parsed, offset, at);
        if (value == null) {
            draft.remove();
        } else if (parsed instanceof BundleKey bundle) {
            draft.bundle(bundle, value);
        } else if (parsed instanceof AliasKey alias) {
            draft.alias(alias, value);
        } else {
            draft.routes((RoutesKey) parsed, value);
        }
        return draft.update();
    }

    /** A snapshot under construction. */
    private static final class Draft {
        private final ModelSnapshot before;
        private final RecordKey key;
        private final long offset;
        private final Instant at;
        private final Map<BundleKey, StoredModel> bundles;
        private final Map<AliasKey, StoredAlias> aliases;
        private final Map<RoutesKey, StoredRoutes> routes;
        private final Set<RecordKey> shadowed;
        private final List<RegistryEvent> rejected = new ArrayList<>();
        private Optional<TrainedModel> read = Optional.empty();

        private Draft(ModelSnapshot before, RecordKey key, long offset, Instant at) {
            this.before = before;
            this.key = key;
            this.offset = offset;
            this.at = at;
            bundles = new HashMap<>(before.bundles());
            aliases = new HashMap<>(before.aliases());
            routes = new HashMap<>(before.routes());
            shadowed = new HashSet<>(before.shadowed());
        }

        private void remove() {
            bundles.keySet().remove(key);
            aliases.keySet().remove(key);
            routes.keySet().remove(key);
            shadowed.remove(key);
        }

        private void bundle(BundleKey key, byte[] value) {
            if (value.length > ModelRecords.MAX_BUNDLE) {
                refuse(
                        Rejection.TOO_LARGE,
                        "has " + value.length + " bytes; at most " + ModelRecords.MAX_BUNDLE + " are allowed");
                return;
            }
            if (!digestFits(value)) {
                return;
            }
            StoredModel known = bundles.get(key);
            if (known != null) {
                bundles.put(key, known.at(offset));
                shadowed.remove(key);
                return;
            }
            TrainedModel bundle;
            try {
                bundle = Bundles.read(value);
            } catch (BundleException e) {
                refuse(Rejection.of(e.reason()), "cannot be used: " + e.getMessage());
                return;
            }
            if (!bundle.ref().equals(key.ref())) {
                refuse(Rejection.NAME_MISMATCH, "holds the bundle of " + bundle.ref());
                return;
            }
            StoredModel other = before.stored(key.ref());
            if (other != null) {
                reject(
                        Rejection.DIGEST_CONFLICT,
                        "has other contents for " + key.ref() + ", which stands for "
                                + other.key().sha256() + "; publish it under another version");
            }
            bundles.put(key, StoredModel.of(key, value.length, offset, bundle));
            read = Optional.of(bundle);
        }

        private void alias(AliasKey key, byte[] value) {
            if (!digestFits(value)) {
                return;
            }
            AliasTarget target;
            try {
                target = ModelRecords.alias(value);
            } catch (IllegalArgumentException e) {
                refuse(Rejection.BAD_ALIAS, String.valueOf(e.getMessage()));
                return;
            }
            if (!target.target().name().equals(key.alias().name())) {
                refuse(Rejection.BAD_ALIAS, "points to another model, " + target.target());
                return;
            }
            aliases.put(key, new StoredAlias(key, target, offset, at));
            shadowed.remove(key);
        }

        private void routes(RoutesKey key, byte[] value) {
            if (!digestFits(value)) {
                return;
            }
            try {
                routes.put(key, new StoredRoutes(key, ModelRecords.routes(value), offset, at));
                shadowed.remove(key);
            } catch (IllegalArgumentException e) {
                refuse(Rejection.BAD_ROUTES, String.valueOf(e.getMessage()));
            }
        }

        private boolean digestFits(byte[] value) {
            String sha256 = Bundles.sha256(value);
            if (sha256.equals(key.sha256())) {
                return true;
            }
            refuse(Rejection.DIGEST_MISMATCH, "has a value whose SHA-256 is " + sha256);
            return false;
        }

        private void refuse(Rejection reason, String what) {
            reject(reason, what);
            boolean known = bundles.keySet().stream().anyMatch(key::equals)
                    || aliases.keySet().stream().anyMatch(key::equals)
                    || routes.keySet().stream().anyMatch(key::equals);
            if (known) {
                shadowed.add(key);
            }
        }

        private void reject(Rejection reason, String what) {
            rejected.add(new RejectedRecord(reason, "record " + key + " " + what));
        }

        private RegistryUpdate update() {
            ModelSnapshot after = new ModelSnapshot(bundles, aliases, routes, shadowed);
            if (after.equals(before)) {
                return new RegistryUpdate(before, rejected, Optional.empty());
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
            return new RegistryUpdate(after, events, read);
        }
    }
}
