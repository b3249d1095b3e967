package io.foreflow.forecaster.registry;

import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.forecast.ModelRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Snapshots of the registry for tests of other packages. */
public final class Snapshots {
    private final List<RegistryRecord> records = new ArrayList<>();
    private ModelSnapshot snapshot = ModelSnapshot.EMPTY;
    private Instant now = Instant.EPOCH;

    private Snapshots() {}

    public static Snapshots start() {
        return new Snapshots();
    }

    /** Lets the broker's clock show a time. */
    public Snapshots at(Instant time) {
        now = time;
        return this;
    }

    public Snapshots published(ModelRef ref) {
        byte[] bundle = ExampleModels.bundle(ref, ref.version().hashCode());
        return applied(List.of(RegistryRecord.of(new RecordKey.BundleKey(ref, Bundles.sha256(bundle)), bundle)));
    }

    public Snapshots promoted(ModelRef ref, Alias alias) {
        String sha256 = snapshot.model(ref).orElseThrow().sha256();
        return applied(
                AliasMove.to(snapshot, ref, sha256, alias, Optional.empty()).records());
    }

    public Snapshots applied(List<RegistryRecord> more) {
        for (RegistryRecord record : more) {
            snapshot = RegistryUpdate.of(snapshot, records.size(), now, record.key(), record.value())
                    .snapshot();
            records.add(record);
        }
        return this;
    }

    /** Sets the routes on the topic. */
    public Snapshots routed(Routing routing) {
        return applied(RoutesChange.to(snapshot, routing).records());
    }

    /** Returns the exception of a change of other routes than expected. */
    public static StaleRoutesException stale() {
        return new StaleRoutesException();
    }

    /** Returns the exception of a bundle that cannot be read at present. */
    public static UnavailableBundleException unavailable() {
        return new UnavailableBundleException("no broker answers", false, null);
    }

    public ModelSnapshot snapshot() {
        return snapshot;
    }
}
