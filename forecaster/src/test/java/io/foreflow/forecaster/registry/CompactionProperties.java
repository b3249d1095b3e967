package io.foreflow.forecaster.registry;

import static io.foreflow.forecaster.registry.ExampleModels.bundle;
import static io.foreflow.forecaster.registry.ExampleModels.key;
import static io.foreflow.forecaster.registry.ExampleModels.keyOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.forecaster.store.StoredBundle;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.forecast.ModelRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;

/** A service that starts on the compacted topic sees what the one saw that ran all the time. */
class CompactionProperties {
    private static final List<ModelRef> REFS =
            List.of(ModelRef.parse("freeway@v1"), ModelRef.parse("freeway@v2"), ModelRef.parse("canal@v1"));

    /** Two contents of each version. */
    private static final Map<ModelRef, List<byte[]>> BUNDLES = bundles();

    private static final List<AliasName> ALIASES = List.of(
            new AliasName("freeway", Alias.CHAMPION),
            new AliasName("freeway", Alias.CHALLENGER),
            new AliasName("canal", Alias.CHAMPION));

    private static final List<Routing> ROUTES = List.of(
            Routing.to("freeway"),
            new Routing(List.of(new Routing.Route("lock-*", "canal"), new Routing.Route("*", "freeway"))));

    /** One record; a null value is a tombstone. */
    private record Entry(long offset, String key, Value value) {}

    private record Value(byte @Nullable [] bytes) {}

    /** Whatever is written, except under the very key of a good record with its digest. */
    @Property(tries = 2_000)
    void replayedAsCompactedEqualsLive(@ForAll long seed, @ForAll @IntRange(max = 40) int length) {
        List<Entry> log = history(seed, length, false);

        ModelSnapshot live = replay(log);

        assertThat(live.losses()).isEmpty();
        assertThat(replay(compacted(log, log.size()))).isEqualTo(live);
        // A cleaner that has come half way, too.
        assertThat(replay(compacted(log, log.size() / 2))).isEqualTo(live);
    }

    /** Also under those keys: what compaction will take away is known before. */
    @Property(tries = 2_000)
    void whatARestartLosesIsKnownBefore(@ForAll long seed, @ForAll @IntRange(max = 40) int length) {
        List<Entry> log = history(seed, length, true);

        ModelSnapshot live = replay(log);
        ModelSnapshot later = replay(compacted(log, log.size()));

        assertThat(later).isEqualTo(live.compacted());
        assertThat(live.losses().isEmpty()).isEqualTo(seen(later).equals(seen(live)));
    }

    /** A bad record takes nothing away from a service that runs. */
    @Property(tries = 500)
    void onlyTombstonesTakeModelsAway(
            @ForAll long seed, @ForAll @LongRange(min = 0, max = 9) long bad, @ForAll @IntRange(max = 40) int length) {
        List<Entry> log = new ArrayList<>(history(seed, length, true));
        ModelSnapshot before = replay(log);
        SplittableRandom random = new SplittableRandom(seed + bad);
        for (int i = 0; i < 5; i++) {
            log.add(bad(random, log.size(), true));
        }

        assertThat(seen(replay(log))).isEqualTo(seen(before));
    }

    private record Seen(Map<ModelRef, String> models, Map<AliasName, AliasTarget> aliases, Optional<Routing> routing) {}

    private static Seen seen(ModelSnapshot snapshot) {
        Map<ModelRef, String> models = new HashMap<>();
        snapshot.standing()
                .forEach((ref, stored) -> models.put(ref, stored.key().sha256()));
        Map<AliasName, AliasTarget> aliases = new HashMap<>();
        snapshot.effective().forEach((name, record) -> aliases.put(name, record.target()));
        return new Seen(models, aliases, snapshot.routing());
    }

    private static ModelSnapshot replay(List<Entry> log) {
        ModelSnapshot snapshot = ModelSnapshot.EMPTY;
        for (Entry entry : log) {
            snapshot = RegistryUpdate.of(
                            snapshot,
                            entry.offset(),
                            Instant.EPOCH,
                            key(entry.key()),
                            entry.value().bytes())
                    .snapshot();
        }
        return snapshot;
    }

    /** Only the latest record of each key is left of the first records, at its old offset; tombstones go in the end. */
    private static List<Entry> compacted(List<Entry> log, int first) {
        Map<String, Entry> latest = new LinkedHashMap<>();
        for (Entry entry : log.subList(0, first)) {
            latest.remove(entry.key());
            latest.put(entry.key(), entry);
        }
        List<Entry> left = new ArrayList<>(latest.values());
        left.removeIf(entry -> entry.value().bytes() == null);
        left.addAll(log.subList(first, log.size()));
        return left;
    }

    private static List<Entry> history(long seed, int length, boolean foreign) {
        SplittableRandom random = new SplittableRandom(seed);
        return IntStream.range(0, length)
                .mapToObj(offset -> random.nextInt(3) == 0 ? bad(random, offset, foreign) : good(random, offset))
                .toList();
    }

    private static Entry good(SplittableRandom random, long offset) {
        String key;
        byte[] value;
        if (random.nextInt(6) == 0) {
            value = ModelRecords.routes(any(random, ROUTES));
            key = keyOf("routes", value);
        } else if (random.nextBoolean()) {
            ModelRef ref = any(random, REFS);
            byte[] bundle = any(random, BUNDLES.getOrDefault(ref, List.of()));
            key = keyOf(ref, bundle);
            value = random.nextInt(3) == 0 ? reference(bundle, random.nextBoolean()) : bundle;
        } else {
            AliasName alias = any(random, ALIASES);
            value = alias(random, alias);
            key = keyOf(alias, value);
        }
        return new Entry(offset, key, new Value(random.nextInt(5) == 0 ? null : value));
    }

    /** @param elsewhere true for a place and a card as somebody else may have written them */
    private static byte[] reference(byte[] bundle, boolean elsewhere) {
        BundleReference own = BundleReference.of(bundle, Bundles.read(bundle));
        StoredBundle stored = own.stored();
        return ModelRecords.reference(
                elsewhere
                        ? new BundleReference(
                                new StoredBundle("elsewhere", stored.sha256(), stored.bytes() + 1),
                                new ModelKind(true, "another"),
                                own.card())
                        : own);
    }

    /** To a version that may be there, with its digest or that of its other content. */
    private static byte[] alias(SplittableRandom random, AliasName alias) {
        List<ModelRef> own =
                REFS.stream().filter(ref -> ref.name().equals(alias.name())).toList();
        ModelRef target = any(random, own);
        return ModelRecords.alias(new AliasTarget(
                target,
                Bundles.sha256(any(random, BUNDLES.getOrDefault(target, List.of()))),
                List.of(any(random, own))));
    }

    /** @param foreign also values under the key of another one */
    private static Entry bad(SplittableRandom random, long offset, boolean foreign) {
        ModelRef ref = any(random, REFS);
        AliasName alias = any(random, ALIASES);
        byte[] bundle = any(random, BUNDLES.getOrDefault(ref, List.of()));
        byte[] junk = ("junk " + random.nextInt(3)).getBytes(UTF_8);
        byte[] cut = java.util.Arrays.copyOf(bundle, bundle.length - 1 - random.nextInt(3));
        return switch (random.nextInt(foreign ? 11 : 7)) {
            case 0 -> new Entry(offset, keyOf(ref, junk), new Value(junk));
            case 1 -> new Entry(offset, keyOf(ref, cut), new Value(cut));
            case 2 -> new Entry(offset, keyOf(alias, junk), new Value(junk));
            case 3 -> new Entry(offset, ref.toString(), new Value(bundle));
            case 4 -> new Entry(offset, alias.toString(), new Value(junk));
            case 5 -> new Entry(offset, keyOf("canal@v9", bundle), new Value(bundle));
            case 6 -> new Entry(offset, keyOf("routes", junk), new Value(junk));
            case 7 -> new Entry(offset, keyOf(ref, bundle), new Value(cut));
            case 8 -> new Entry(offset, keyOf(ref, bundle), new Value(junk));
            case 9 -> new Entry(offset, keyOf("routes", ModelRecords.routes(any(random, ROUTES))), new Value(junk));
            default -> new Entry(offset, keyOf(alias, alias(random, alias)), new Value(junk));
        };
    }

    private static <T> T any(SplittableRandom random, List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private static Map<ModelRef, List<byte[]>> bundles() {
        Map<ModelRef, List<byte[]>> bundles = new HashMap<>();
        REFS.forEach(ref -> bundles.put(ref, List.of(bundle(ref, 1f), bundle(ref, 2f))));
        return bundles;
    }
}
