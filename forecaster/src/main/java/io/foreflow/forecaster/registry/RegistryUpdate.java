package io.foreflow.forecaster.registry;

import static java.util.Objects.requireNonNull;

import io.foreflow.forecaster.registry.ModelSnapshot.Stored;
import io.foreflow.forecaster.registry.RecordKey.AliasKey;
import io.foreflow.forecaster.registry.RecordKey.BundleKey;
import io.foreflow.forecaster.registry.RegistryEvent.AliasMoved;
import io.foreflow.forecaster.registry.RegistryEvent.ModelLoaded;
import io.foreflow.forecaster.registry.RegistryEvent.ModelRemoved;
import io.foreflow.forecaster.registry.RegistryEvent.Rejected;
import io.foreflow.models.bundle.BundleException;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.bundle.ModelBundle;
import io.foreflow.models.forecast.ModelRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What follows from a snapshot and one record of the models topic: a pure function. A record that is refused leaves the
 * snapshot as it is.
 *
 * @param snapshot the same object if the record changed nothing
 * @param events what happened, in order
 */
record RegistryUpdate(ModelSnapshot snapshot, List<RegistryEvent> events) {
    RegistryUpdate {
        requireNonNull(snapshot, "snapshot");
        events = List.copyOf(events);
    }

    /** Takes in one record, whatever its bytes. A null value is a tombstone. */
    static RegistryUpdate of(ModelSnapshot before, byte @Nullable [] key, byte @Nullable [] value) {
        RecordKey parsed;
        try {
            parsed = ModelRecords.key(key == null ? new byte[0] : key);
        } catch (IllegalArgumentException e) {
            return rejected(before, Rejection.BAD_KEY, String.valueOf(e.getMessage()));
        }
        if (parsed instanceof BundleKey bundle) {
            return value == null ? removed(before, bundle.ref()) : bundle(before, bundle.ref(), value);
        }
        AliasKey alias = (AliasKey) parsed;
        return value == null ? unset(before, alias) : alias(before, alias, value);
    }

    private static RegistryUpdate bundle(ModelSnapshot before, ModelRef ref, byte[] value) {
        String sha256 = Bundles.sha256(value);
        Stored known = before.stored(ref);
        if (known != null) {
            return known.sha256().equals(sha256)
                    ? new RegistryUpdate(before, List.of())
                    : rejected(
                            before,
                            Rejection.DIGEST_CONFLICT,
                            "record " + ref + " has digest " + sha256 + ", but " + ref + " stands for " + known.sha256()
                                    + "; publish it under another version");
        }
        if (value.length > ModelRecords.MAX_BUNDLE) {
            return rejected(
                    before,
                    Rejection.TOO_LARGE,
                    "record " + ref + " has " + value.length + " bytes; at most " + ModelRecords.MAX_BUNDLE
                            + " are allowed");
        }
        ModelBundle bundle;
        try {
            bundle = Bundles.read(value);
        } catch (BundleException e) {
            return rejected(before, Rejection.of(e.reason()), "record " + ref + ": " + e.getMessage());
        }
        if (!bundle.ref().equals(ref)) {
            return rejected(before, Rejection.NAME_MISMATCH, "record " + ref + " holds the bundle of " + bundle.ref());
        }
        Draft draft = new Draft(before);
        draft.bundles.put(ref, new Stored(bundle, sha256, value.length));
        draft.events.add(new ModelLoaded(ref, sha256));
        draft.wanted.forEach((alias, target) -> {
            if (target.target().equals(ref)) {
                draft.resolve(alias, target);
            }
        });
        return draft.update();
    }

    private static RegistryUpdate removed(ModelSnapshot before, ModelRef ref) {
        if (before.stored(ref) == null) {
            return new RegistryUpdate(before, List.of());
        }
        Draft draft = new Draft(before);
        draft.bundles.remove(ref);
        draft.events.add(new ModelRemoved(ref));
        before.effective().forEach((alias, target) -> {
            if (target.target().equals(ref)) {
                draft.effective.remove(alias);
                draft.events.add(new AliasMoved(alias, Optional.empty()));
            }
        });
        return draft.update();
    }

    private static RegistryUpdate alias(ModelSnapshot before, AliasKey alias, byte[] value) {
        AliasTarget target;
        try {
            target = ModelRecords.alias(value);
        } catch (IllegalArgumentException e) {
            return rejected(before, Rejection.BAD_ALIAS, "record " + alias + " " + e.getMessage());
        }
        if (!target.target().name().equals(alias.name())) {
            return rejected(
                    before, Rejection.BAD_ALIAS, "record " + alias + " points to another model, " + target.target());
        }
        if (target.equals(before.wanted().get(alias))) {
            return new RegistryUpdate(before, List.of());
        }
        Draft draft = new Draft(before);
        draft.wanted.put(alias, target);
        draft.resolve(alias, target);
        return draft.update();
    }

    private static RegistryUpdate unset(ModelSnapshot before, AliasKey alias) {
        if (!before.wanted().containsKey(alias)) {
            return new RegistryUpdate(before, List.of());
        }
        Draft draft = new Draft(before);
        draft.wanted.remove(alias);
        if (draft.effective.remove(alias) != null) {
            draft.events.add(new AliasMoved(alias, Optional.empty()));
        }
        return draft.update();
    }

    private static RegistryUpdate rejected(ModelSnapshot before, Rejection reason, String detail) {
        return new RegistryUpdate(before, List.of(new Rejected(reason, detail)));
    }

    /** A snapshot in the making. */
    private static final class Draft {
        private final Map<ModelRef, Stored> bundles;
        private final Map<AliasKey, AliasTarget> wanted;
        private final Map<AliasKey, AliasTarget> effective;
        private final List<RegistryEvent> events = new ArrayList<>();

        private Draft(ModelSnapshot before) {
            bundles = new HashMap<>(before.bundles());
            wanted = new HashMap<>(before.wanted());
            effective = new HashMap<>(before.effective());
        }

        /**
         * Lets an alias point to what it wants, if that is there. If it is not there yet, the old target stays: after
         * compaction an alias may stand in front of its bundle.
         */
        private void resolve(AliasKey alias, AliasTarget target) {
            Stored stored = bundles.get(target.target());
            if (stored == null) {
                return;
            }
            if (!stored.sha256().equals(target.sha256())) {
                events.add(new Rejected(
                        Rejection.ALIAS_DIGEST_MISMATCH,
                        "record " + alias + " wants " + target.target() + " with digest " + target.sha256()
                                + ", which has " + stored.sha256()));
                return;
            }
            AliasTarget old = effective.put(alias, target);
            if (old == null || !old.target().equals(target.target())) {
                events.add(new AliasMoved(alias, Optional.of(target.target())));
            }
        }

        private RegistryUpdate update() {
            return new RegistryUpdate(new ModelSnapshot(bundles, wanted, effective), events);
        }
    }
}
