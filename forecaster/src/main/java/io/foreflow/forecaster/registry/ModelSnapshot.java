package io.foreflow.forecaster.registry;

import static java.util.Objects.requireNonNull;

import io.foreflow.forecaster.registry.RecordKey.AliasKey;
import io.foreflow.forecaster.registry.RecordKey.BundleKey;
import io.foreflow.forecaster.registry.RecordKey.RoutesKey;
import io.foreflow.models.forecast.ModelRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All models, aliases and routes at one moment, without weights. Immutable; a change makes another snapshot, so that the
 * same object means that nothing has changed.
 *
 * <p>It depends only on the latest good record of each key, and on the order of these records. Compaction keeps them,
 * so that a service that starts on the compacted topic sees the same snapshot. The one exception is a key whose latest
 * record is bad: {@link #losses} lists what a restart would lose.
 */
public final class ModelSnapshot {
    public static final ModelSnapshot EMPTY = new ModelSnapshot(Map.of(), Map.of(), Map.of(), Set.of());

    private final Map<BundleKey, StoredModel> bundles;
    private final Map<AliasKey, StoredAlias> aliases;
    private final Map<RoutesKey, StoredRoutes> routes;
    /**
     * Keys of records whose latest record is bad: compaction keeps the bad record, and drops the good one.
     */
    private final Set<RecordKey> shadowed;

    /** The target of each alias: that of its latest record whose target exists. */
    private final Map<AliasName, StoredAlias> effective;
    /** The model of each name and version. */
    private final Map<ModelRef, StoredModel> standing;

    ModelSnapshot(
            Map<BundleKey, StoredModel> bundles,
            Map<AliasKey, StoredAlias> aliases,
            Map<RoutesKey, StoredRoutes> routes,
            Set<RecordKey> shadowed) {
        this.bundles = Map.copyOf(bundles);
        this.aliases = Map.copyOf(aliases);
        this.routes = Map.copyOf(routes);
        this.shadowed = Set.copyOf(shadowed);
        this.effective = effective(this.bundles, this.aliases);
        this.standing = standing(this.bundles, this.effective);
    }

    private static Map<AliasName, StoredAlias> effective(
            Map<BundleKey, StoredModel> bundles, Map<AliasKey, StoredAlias> aliases) {
        Map<AliasName, StoredAlias> latest = new HashMap<>();
        for (StoredAlias alias : aliases.values()) {
            if (bundles.containsKey(alias.target().key())) {
                latest.merge(alias.key().alias(), alias, (one, other) -> one.offset() > other.offset() ? one : other);
            }
        }
        return Map.copyOf(latest);
    }

    /** Chooses among several contents of one version: the target of an alias, else the first one. */
    private static Map<ModelRef, StoredModel> standing(
            Map<BundleKey, StoredModel> bundles, Map<AliasName, StoredAlias> effective) {
        Map<ModelRef, StoredModel> standing = new HashMap<>();
        bundles.values()
                .forEach(stored -> standing.merge(
                        stored.key().ref(), stored, (one, other) -> one.offset() < other.offset() ? one : other));
        // The champion comes after the challenger, so that it wins.
        for (Alias role : List.of(Alias.CHALLENGER, Alias.CHAMPION)) {
            effective.forEach((alias, record) -> {
                if (alias.alias() == role) {
                    StoredModel stored =
                            requireNonNull(bundles.get(record.target().key()));
                    standing.put(stored.key().ref(), stored);
                }
            });
        }
        return Map.copyOf(standing);
    }

    /** Returns the version of the model {@code name} that forecasts. */
    public Optional<RegisteredModel> champion(String name) {
        return alias(name, Alias.CHAMPION);
    }

    /** Returns the version of the model {@code name} that may become champion. */
    public Optional<RegisteredModel> challenger(String name) {
        return alias(name, Alias.CHALLENGER);
    }

    /** Returns the version that was champion of the model {@code name} before the present one, if it is still there. */
    public Optional<RegisteredModel> predecessor(String name) {
        return target(name, Alias.CHAMPION).flatMap(target -> target.previous().stream()
                .flatMap(ref -> model(ref).stream())
                .findFirst());
    }

    /** Returns when the alias was pointed to its target, by the broker's clock. */
    public Optional<Instant> since(String name, Alias alias) {
        return Optional.ofNullable(effective.get(new AliasName(name, alias))).map(StoredAlias::at);
    }

    public Optional<RegisteredModel> alias(String name, Alias alias) {
        return Optional.ofNullable(effective.get(new AliasName(name, alias)))
                .map(record -> model(requireNonNull(bundles.get(record.target().key()))));
    }

    /** Returns the routes on the topic; without them, those of the configuration count. */
    public Optional<Routing> routing() {
        return storedRoutes().map(StoredRoutes::routing);
    }

    /**
     * Returns the routes that count.
     *
     * @param configured routes of the configuration
     */
    public Routing routing(Routing configured) {
        return routing().orElse(configured);
    }

    /** Returns when the routes on the topic were set, by the broker's clock. */
    public Optional<Instant> routedSince() {
        return storedRoutes().map(StoredRoutes::at);
    }

    /** Returns the latest routes on the topic. */
    Optional<StoredRoutes> storedRoutes() {
        return routes.values().stream().max(Comparator.comparingLong(StoredRoutes::offset));
    }

    /** Returns the target of an alias, with its earlier targets. */
    public Optional<AliasTarget> target(String name, Alias alias) {
        return Optional.ofNullable(effective.get(new AliasName(name, alias))).map(StoredAlias::target);
    }

    public Optional<RegisteredModel> model(ModelRef ref) {
        return Optional.ofNullable(standing.get(ref)).map(this::model);
    }

    /** Returns all models by name, then by creation, then by version. */
    public List<RegisteredModel> models() {
        return standing.values().stream()
                .map(this::model)
                .sorted(Comparator.comparing(
                                (RegisteredModel model) -> model.ref().name())
                        .thenComparing(model -> model.card().build().created())
                        .thenComparing(model -> model.ref().version()))
                .toList();
    }

    /** Returns the number of models. */
    public int size() {
        return standing.size();
    }

    private RegisteredModel model(StoredModel stored) {
        ModelRef ref = stored.key().ref();
        Set<Alias> roles = EnumSet.noneOf(Alias.class);
        Optional<String> forced = Optional.empty();
        for (Alias alias : Alias.values()) {
            StoredAlias record = effective.get(new AliasName(ref.name(), alias));
            if (record != null && record.target().key().equals(stored.key())) {
                roles.add(alias);
                forced = forced.or(record.target()::forced);
            }
        }
        return RegisteredModelBuilder.builder()
                .ref(ref)
                .sha256(stored.key().sha256())
                .bytes(stored.bytes())
                .offset(stored.offset())
                .stored(stored.stored())
                .kind(stored.kind())
                .card(stored.card())
                .aliases(roles)
                .forced(forced)
                .build();
    }

    /**
     * Returns what a service would lose if it started after a compaction of the topic, one line each: models,
     * aliases and routes whose latest record is bad.
     */
    public List<String> losses() {
        if (shadowed.isEmpty()) {
            return List.of();
        }
        ModelSnapshot later = compacted();
        List<String> losses = new ArrayList<>();
        standing.values().stream()
                .filter(stored -> !Optional.of(stored.key())
                        .equals(Optional.ofNullable(
                                        later.standing.get(stored.key().ref()))
                                .map(StoredModel::key)))
                .map(stored -> "model " + stored.key().ref())
                .sorted()
                .forEach(losses::add);
        effective.forEach((alias, record) -> {
            Optional<AliasTarget> then = later.target(alias.name(), alias.alias());
            if (!Optional.of(record.target()).equals(then)) {
                losses.add("alias " + alias + " on " + record.target().target() + " ("
                        + then.map(target -> "an earlier record would count, on " + target.target())
                                .orElse("none would be left")
                        + ")");
            }
        });
        if (!routing().equals(later.routing())) {
            losses.add("the routes");
        }
        return losses;
    }

    /** Returns the records that are left once the topic has been compacted. */
    ModelSnapshot compacted() {
        if (shadowed.isEmpty()) {
            return this;
        }
        Map<BundleKey, StoredModel> goodBundles = new HashMap<>(bundles);
        Map<AliasKey, StoredAlias> goodAliases = new HashMap<>(aliases);
        goodBundles.keySet().removeIf(shadowed::contains);
        goodAliases.keySet().removeIf(shadowed::contains);
        Map<RoutesKey, StoredRoutes> goodRoutes = new HashMap<>(routes);
        goodRoutes.keySet().removeIf(shadowed::contains);
        return new ModelSnapshot(goodBundles, goodAliases, goodRoutes, Set.of());
    }

    /** Returns the aliases whose latest record points to a missing model. */
    Map<AliasName, AliasTarget> unresolved() {
        Map<AliasName, StoredAlias> latest = new HashMap<>();
        aliases.values()
                .forEach(alias -> latest.merge(
                        alias.key().alias(), alias, (one, other) -> one.offset() > other.offset() ? one : other));
        return latest.entrySet().stream()
                .filter(entry -> !bundles.containsKey(entry.getValue().target().key()))
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, entry -> entry.getValue().target()));
    }

    /** Returns the model that {@code ref} stands for; null if there is none. */
    @Nullable
    StoredModel stored(ModelRef ref) {
        return standing.get(ref);
    }

    /** Returns all contents under one name and version, also those that do not count. */
    List<StoredModel> contents(ModelRef ref) {
        return bundles.values().stream()
                .filter(stored -> stored.key().ref().equals(ref))
                .toList();
    }

    /** Returns the records of one alias, the latest first. */
    List<StoredAlias> records(AliasName alias) {
        return aliases.values().stream()
                .filter(record -> record.key().alias().equals(alias))
                .sorted(Comparator.comparingLong(StoredAlias::offset).reversed())
                .toList();
    }

    Map<ModelRef, StoredModel> standing() {
        return standing;
    }

    Map<AliasName, StoredAlias> effective() {
        return effective;
    }

    Map<BundleKey, StoredModel> bundles() {
        return bundles;
    }

    Map<AliasKey, StoredAlias> aliases() {
        return aliases;
    }

    Map<RoutesKey, StoredRoutes> routes() {
        return routes;
    }

    Set<RecordKey> shadowed() {
        return shadowed;
    }

    /** Compares what snapshots show, now and after a restart. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ModelSnapshot that
                && bundles.equals(that.bundles)
                && aliases.equals(that.aliases)
                && routes.equals(that.routes)
                && shadowed.equals(that.shadowed);
    }

    @Override
    public int hashCode() {
        return bundles.hashCode() * 31 + aliases.hashCode();
    }

    @Override
    public String toString() {
        return "models " + standing.keySet() + ", aliases " + effective.keySet() + ", routes "
                + routing().map(Routing::toString).orElse("of the configuration") + ", shadowed " + shadowed;
    }
}
