package io.foreflow.forecaster.registry;

import static java.util.Objects.requireNonNull;

import io.foreflow.forecaster.registry.RecordKey.AliasKey;
import io.foreflow.models.bundle.ModelBundle;
import io.foreflow.models.forecast.ModelRef;
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
 * All models and aliases at one moment. Immutable; a change makes another snapshot, so that the same object means that
 * nothing has changed.
 */
public final class ModelSnapshot {
    public static final ModelSnapshot EMPTY = new ModelSnapshot(Map.of(), Map.of(), Map.of());

    private final Map<ModelRef, Stored> bundles;
    /** What the latest record of each alias asks for. */
    private final Map<AliasKey, AliasTarget> wanted;
    /** What each alias points to: what was last wanted and could be had. */
    private final Map<AliasKey, AliasTarget> effective;

    private final Map<AliasKey, RegisteredModel> byAlias;

    /** A verified bundle and its identity. */
    record Stored(ModelBundle bundle, String sha256, int bytes) {}

    ModelSnapshot(
            Map<ModelRef, Stored> bundles, Map<AliasKey, AliasTarget> wanted, Map<AliasKey, AliasTarget> effective) {
        this.bundles = Map.copyOf(bundles);
        this.wanted = Map.copyOf(wanted);
        this.effective = Map.copyOf(effective);
        Map<AliasKey, RegisteredModel> found = new HashMap<>();
        effective.forEach((alias, target) -> found.put(alias, model(requireNonNull(bundles.get(target.target())))));
        this.byAlias = Map.copyOf(found);
    }

    /** The version of the model {@code name} that forecasts. */
    public Optional<RegisteredModel> champion(String name) {
        return alias(name, Alias.CHAMPION);
    }

    /** The version of the model {@code name} that may become champion. */
    public Optional<RegisteredModel> challenger(String name) {
        return alias(name, Alias.CHALLENGER);
    }

    public Optional<RegisteredModel> alias(String name, Alias alias) {
        return Optional.ofNullable(byAlias.get(new AliasKey(name, alias)));
    }

    /** What the alias points to, with its earlier targets. */
    public Optional<AliasTarget> target(String name, Alias alias) {
        return Optional.ofNullable(effective.get(new AliasKey(name, alias)));
    }

    public Optional<RegisteredModel> model(ModelRef ref) {
        return Optional.ofNullable(bundles.get(ref)).map(this::model);
    }

    /** All models by name, then by creation, then by version. */
    public List<RegisteredModel> models() {
        return bundles.values().stream()
                .map(this::model)
                .sorted(Comparator.comparing(
                                (RegisteredModel model) -> model.ref().name())
                        .thenComparing(model -> model.bundle().card().build().created())
                        .thenComparing(model -> model.ref().version()))
                .toList();
    }

    private RegisteredModel model(Stored stored) {
        Set<Alias> aliases = EnumSet.noneOf(Alias.class);
        Optional<String> forced = Optional.empty();
        for (Alias alias : Alias.values()) {
            AliasTarget target =
                    effective.get(new AliasKey(stored.bundle().ref().name(), alias));
            if (target != null && target.target().equals(stored.bundle().ref())) {
                aliases.add(alias);
                forced = forced.or(target::forced);
            }
        }
        return new RegisteredModel(stored.bundle(), stored.sha256(), stored.bytes(), aliases, forced);
    }

    /** Aliases whose latest record asks for a model that is not there, or not with that digest. */
    Map<AliasKey, AliasTarget> unresolved() {
        return wanted.entrySet().stream()
                .filter(entry -> !entry.getValue().equals(effective.get(entry.getKey())))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Nullable
    Stored stored(ModelRef ref) {
        return bundles.get(ref);
    }

    Map<ModelRef, Stored> bundles() {
        return bundles;
    }

    Map<AliasKey, AliasTarget> wanted() {
        return wanted;
    }

    Map<AliasKey, AliasTarget> effective() {
        return effective;
    }
}
