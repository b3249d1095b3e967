package io.foreflow.forecaster.registry;

import static io.foreflow.forecaster.registry.ExampleModels.V1;
import static io.foreflow.forecaster.registry.ExampleModels.V2;
import static io.foreflow.forecaster.registry.ExampleModels.alias;
import static io.foreflow.forecaster.registry.ExampleModels.bundle;
import static io.foreflow.forecaster.registry.ExampleModels.key;
import static io.foreflow.forecaster.registry.ExampleModels.keyOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.forecaster.registry.RegistryEvent.AliasMoved;
import io.foreflow.forecaster.registry.RegistryEvent.ModelLoaded;
import io.foreflow.forecaster.registry.RegistryEvent.ModelRemoved;
import io.foreflow.forecaster.registry.RegistryEvent.RejectedRecord;
import io.foreflow.forecaster.registry.RegistryEvent.RoutesChanged;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.forecast.ModelRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RegistryUpdateTest {
    private static final AliasName CHAMPION = new AliasName("freeway", Alias.CHAMPION);

    private ModelSnapshot snapshot = ModelSnapshot.EMPTY;
    private long offset;

    @Test
    void shouldTakeOverABundleAndItsAlias() {
        // given
        byte[] v1 = bundle(V1);

        // when
        List<RegistryEvent> loaded = apply(V1, v1);
        List<RegistryEvent> moved = apply(CHAMPION, alias(V1, v1));

        // then
        assertThat(loaded).containsExactly(new ModelLoaded(V1, Bundles.sha256(v1)));
        assertThat(moved).containsExactly(new AliasMoved(CHAMPION, Optional.of(V1)));
        assertThat(snapshot.champion("freeway")).hasValueSatisfying(model -> {
            assertThat(model.ref()).isEqualTo(V1);
            assertThat(model.sha256()).isEqualTo(Bundles.sha256(v1));
            assertThat(model.bytes()).isEqualTo(v1.length);
            assertThat(model.offset()).isZero();
            assertThat(model.kind()).isEqualTo(new ModelKind(true, "forecaster"));
            assertThat(model.aliases()).isEqualTo(Set.of(Alias.CHAMPION));
        });
        assertThat(snapshot.challenger("freeway")).isEmpty();
        assertThat(snapshot.champion("other")).isEmpty();
    }

    @Test
    void shouldSwapTheChampion() {
        champion(V1);
        champion(V2);

        assertThat(snapshot.champion("freeway").map(RegisteredModel::ref)).contains(V2);
        assertThat(snapshot.models()).extracting(RegisteredModel::ref).containsExactly(V1, V2);
        assertThat(snapshot.model(V1))
                .hasValueSatisfying(model -> assertThat(model.aliases()).isEmpty());
    }

    @Test
    void shouldTakeOverAnAliasThatStandsInFrontOfItsBundle() {
        champion(V1);
        byte[] v2 = bundle(V2);

        assertThat(apply(CHAMPION, alias(V2, v2, V1))).isEmpty();
        assertThat(snapshot.champion("freeway").map(RegisteredModel::ref)).contains(V1);
        assertThat(snapshot.unresolved()).containsKey(CHAMPION);

        assertThat(apply(V2, v2))
                .containsExactly(new ModelLoaded(V2, Bundles.sha256(v2)), new AliasMoved(CHAMPION, Optional.of(V2)));
        assertThat(snapshot.target("freeway", Alias.CHAMPION))
                .contains(new AliasTarget(V2, Bundles.sha256(v2), List.of(V1)));
        assertThat(snapshot.unresolved()).isEmpty();
    }

    @Test
    void shouldBeTheSameObjectWhenNothingChanges() {
        champion(V1);
        ModelSnapshot before = snapshot;

        apply(keyOf("freeway@v9", new byte[0]), null);
        apply(keyOf("freeway/challenger", new byte[0]), null);
        apply(keyOf("freeway@v3", new byte[] {1}), new byte[] {1});

        assertThat(snapshot).isSameAs(before);
    }

    @Test
    void shouldTellNothingOfARecordThatIsRepeated() {
        byte[] v1 = champion(V1);

        assertThat(apply(V1, v1)).isEmpty();
        assertThat(apply(CHAMPION, alias(V1, v1))).isEmpty();
        assertThat(snapshot.champion("freeway").map(RegisteredModel::offset)).contains(2L);
    }

    @Test
    void shouldKeepWhatAVersionStandsForWhenAnotherBundleComesUnderItsName() {
        byte[] v1 = champion(V1);
        byte[] other = bundle(V1, 2f);

        assertRejected(apply(V1, other), Rejection.DIGEST_CONFLICT, "another version");
        assertThat(snapshot.champion("freeway").map(RegisteredModel::sha256)).contains(Bundles.sha256(v1));
        assertThat(snapshot.model(V1).map(RegisteredModel::sha256)).contains(Bundles.sha256(v1));
        assertThat(snapshot.losses()).isEmpty();

        // when what stood is deleted, the other one stands
        assertThat(apply(keyOf(V1, v1), null))
                .containsExactlyInAnyOrder(
                        new ModelLoaded(V1, Bundles.sha256(other)), new AliasMoved(CHAMPION, Optional.empty()));
    }

    @Test
    void shouldKeepTheOldModelWhenARecordIsDamaged() {
        champion(V1);
        byte[] v2 = bundle(V2);
        byte[] flipped = v2.clone();
        flipped[100] ^= 1;

        assertRejected(apply(V2, new byte[0]), Rejection.NOT_A_BUNDLE, "empty");
        assertRejected(apply(V2, flipped), Rejection.DAMAGED, "checksum");
        assertRejected(apply(keyOf(V2, v2), flipped), Rejection.DIGEST_MISMATCH, "a value whose SHA-256 is");
        assertRejected(apply((Object) "freeway@v3", v2), Rejection.NAME_MISMATCH, "holds the bundle of freeway@v2");
        assertRejected(
                apply(keyOf(V2, v2), new byte[ModelRecords.MAX_BUNDLE + 1]), Rejection.TOO_LARGE, "at most 67108864");
        assertRejected(apply(CHAMPION, "{}".getBytes(UTF_8)), Rejection.BAD_ALIAS, "target");
        assertRejected(apply(CHAMPION, alias(ModelRef.parse("canal@v1"), v2)), Rejection.BAD_ALIAS, "another model");
        assertThat(snapshot.champion("freeway").map(RegisteredModel::ref)).contains(V1);
        assertThat(snapshot.losses()).isEmpty();
    }

    @Test
    void shouldKeepTheOldModelWhenAnAliasNamesAnotherDigest() {
        champion(V1);
        byte[] v2 = bundle(V2);
        apply(V2, v2);

        assertThat(apply(CHAMPION, alias(V2, bundle(V2, 5f)))).isEmpty();
        assertThat(snapshot.champion("freeway").map(RegisteredModel::ref)).contains(V1);
        assertThat(snapshot.unresolved()).containsOnlyKeys(CHAMPION);
    }

    @Test
    void shouldRefuseKeysThatAreNone() {
        assertRejected(apply(null, bundle(V1)), Rejection.BAD_KEY, "NAME@VERSION#SHA256");
        assertRejected(apply("freeway@v1#1", bundle(V1)), Rejection.BAD_KEY, "64 lower-case");
        assertRejected(apply("free\u001b[2Jway", bundle(V1)), Rejection.BAD_KEY, "free [2Jway");
        assertThat(snapshot).isSameAs(ModelSnapshot.EMPTY);
    }

    @Test
    void shouldRemoveWhatATombstoneNames() {
        byte[] v1 = champion(V1);
        byte[] alias = alias(V1, v1);

        assertThat(apply(keyOf(V1, v1), null))
                .containsExactly(new ModelRemoved(V1), new AliasMoved(CHAMPION, Optional.empty()));
        assertThat(snapshot.models()).isEmpty();
        assertThat(snapshot.champion("freeway")).isEmpty();

        assertThat(apply(V1, v1)).contains(new AliasMoved(CHAMPION, Optional.of(V1)));
        assertThat(apply(keyOf(CHAMPION, alias), null)).containsExactly(new AliasMoved(CHAMPION, Optional.empty()));
        assertThat(snapshot.champion("freeway")).isEmpty();
        assertThat(snapshot.model(V1)).isPresent();
    }

    @Test
    void shouldGoBackToTheTargetBeforeWhenABundleIsDeletedUnderAnAlias() {
        champion(V1);
        byte[] v2 = champion(V2);

        assertThat(apply(keyOf(V2, v2), null))
                .containsExactly(new ModelRemoved(V2), new AliasMoved(CHAMPION, Optional.of(V1)));
    }

    @Test
    void shouldTellBeforehandWhatARestartWouldLose() {
        // given
        champion(V1);
        byte[] v2 = champion(V2);

        // when a bad record comes under the very key of the champion
        assertRejected(apply(keyOf(V2, v2), new byte[] {1, 2}), Rejection.DIGEST_MISMATCH, "freeway@v2");

        // then it goes on, and what compaction will do is known
        assertThat(snapshot.champion("freeway").map(RegisteredModel::ref)).contains(V2);
        assertThat(snapshot.losses())
                .containsExactly(
                        "model freeway@v2",
                        "alias freeway/champion on freeway@v2 (an earlier record would count, on freeway@v1)");
        assertThat(snapshot.compacted().champion("freeway").map(RegisteredModel::ref))
                .contains(V1);

        // when the good one is written again, nothing is lost
        assertThat(apply(V2, v2)).isEmpty();
        assertThat(snapshot.losses()).isEmpty();

        // when the same happens to the alias
        byte[] alias = alias(V2, v2);
        apply(keyOf(CHAMPION, alias), "{".getBytes(UTF_8));
        assertThat(snapshot.champion("freeway").map(RegisteredModel::ref)).contains(V2);
        assertThat(snapshot.losses())
                .containsExactly("alias freeway/champion on freeway@v2 (an earlier record would count, on freeway@v1)");
    }

    @Test
    void shouldSetReplaceAndDeleteRoutes() {
        // given
        Routing first = Routing.to("freeway");
        Routing second = new Routing(List.of(new Routing.Route("lock-*", "canal"), new Routing.Route("*", "freeway")));

        // when, then
        assertThat(apply(RoutesChange.to(snapshot, first))).containsExactly(new RoutesChanged(Optional.of(first)));
        assertThat(snapshot.routing(Routing.to("other"))).isEqualTo(first);
        assertThat(RoutesChange.to(snapshot, first).changes()).isFalse();
        assertThat(apply(RoutesChange.to(snapshot, second))).containsExactly(new RoutesChanged(Optional.of(second)));
        assertThat(snapshot.routes()).hasSize(1);

        // when, then: a bad record changes nothing, but hides the good one from a restart
        byte[] junk = "[]".getBytes(UTF_8);
        assertRejected(apply(keyOf("routes", junk), junk), Rejection.BAD_ROUTES, "one JSON object");
        assertThat(snapshot.losses()).isEmpty();
        assertRejected(apply(keyOf("routes", ModelRecords.routes(second)), junk), Rejection.DIGEST_MISMATCH, "SHA-256");
        assertThat(snapshot.routing()).contains(second);
        assertThat(snapshot.losses()).containsExactly("the routes");

        // when, then
        assertThat(apply(RoutesChange.cleared(snapshot))).containsExactly(new RoutesChanged(Optional.empty()));
        assertThat(snapshot.routing()).isEmpty();
        assertThat(snapshot.losses()).isEmpty();
        assertThat(RoutesChange.cleared(snapshot).changes()).isFalse();
    }

    @Test
    void shouldKnowABundleInTheStoreByItsReference() {
        // given
        byte[] v1 = bundle(V1);
        BundleReference reference = BundleReference.of(v1, Bundles.read(v1));

        // when
        List<RegistryEvent> loaded = apply(keyOf(V1, v1), ModelRecords.reference(reference));
        apply(CHAMPION, alias(V1, v1));

        // then
        assertThat(loaded).containsExactly(new ModelLoaded(V1, Bundles.sha256(v1)));
        assertThat(snapshot.champion("freeway")).hasValueSatisfying(model -> {
            assertThat(model.stored()).contains(reference.stored());
            assertThat(model.bytes()).isEqualTo(v1.length);
            assertThat(model.kind()).isEqualTo(new ModelKind(true, "forecaster"));
            assertThat(model.card()).isEqualTo(Bundles.read(v1).card());
        });

        // when the same bundle comes to the topic itself, or back to the store, then the newest place counts
        assertThat(apply(V1, v1)).isEmpty();
        assertThat(snapshot.champion("freeway").orElseThrow().stored()).isEmpty();
        apply(keyOf(V1, v1), ModelRecords.reference(reference));
        assertThat(snapshot.champion("freeway").orElseThrow().stored()).isPresent();
    }

    @Test
    void shouldRefuseABadReference() {
        // given
        champion(V1);
        byte[] v2 = bundle(V2);
        String good = new String(ModelRecords.reference(BundleReference.of(v2, Bundles.read(v2))), UTF_8);

        // then
        assertRejected(reference(v2, good.replace(":1,\"key\"", ":2,\"key\"")), Rejection.UNSUPPORTED, "version 2");
        assertRejected(reference(v2, good.replace(".bundle", "/../x")), Rejection.INVALID, "key must be");
        assertRejected(reference(v2, good.replace("\"bytes\":", "\"bytes\":-")), Rejection.INVALID, "bytes must be");
        assertRejected(reference(v2, good.replace("\"card\":{", "\"card\":{\"seed\":true,")), Rejection.INVALID, "");
        assertRejected(reference(v2, good.replace("true", "\"yes\"")), Rejection.INVALID, "forecaster must be");
        assertRejected(reference(v2, good.substring(0, good.length() - 9)), Rejection.INVALID, "is not JSON");
        assertRejected(reference(bundle(V2, 2f), good), Rejection.DIGEST_MISMATCH, "refers to a bundle with SHA-256");
        assertThat(snapshot.models()).extracting(RegisteredModel::ref).containsExactly(V1);
        assertThat(snapshot.losses()).isEmpty();
    }

    private List<RegistryEvent> reference(byte[] bundle, String value) {
        return apply(keyOf(V2, bundle), value.getBytes(UTF_8));
    }

    private List<RegistryEvent> apply(RoutesChange change) {
        List<RegistryEvent> events = new ArrayList<>();
        for (RegistryRecord record : change.records()) {
            RegistryUpdate update = RegistryUpdate.of(snapshot, offset++, Instant.EPOCH, record.key(), record.value());
            snapshot = update.snapshot();
            events.addAll(update.events());
        }
        return events;
    }

    private byte[] champion(ModelRef ref) {
        byte[] bundle = bundle(ref);
        apply(ref, bundle);
        apply(CHAMPION, alias(ref, bundle));
        return bundle;
    }

    /** Under the key that belongs to the value. */
    private List<RegistryEvent> apply(Object name, byte[] value) {
        return apply(keyOf(name, value), value);
    }

    private List<RegistryEvent> apply(@Nullable String key, byte @Nullable [] value) {
        RegistryUpdate update =
                RegistryUpdate.of(snapshot, offset++, Instant.EPOCH, key == null ? null : key(key), value);
        snapshot = update.snapshot();
        return update.events();
    }

    private static void assertRejected(List<RegistryEvent> events, Rejection reason, String detail) {
        assertThat(events).singleElement().isInstanceOfSatisfying(RejectedRecord.class, rejected -> {
            assertThat(rejected.reason()).isEqualTo(reason);
            assertThat(rejected.detail()).contains(detail);
        });
    }
}
