package io.foreflow.forecaster.registry;

import io.foreflow.models.forecast.ModelRef;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Rule for the number of versions of each model that stay on the topic. When a version is added, the oldest ones are
 * deleted, except the targets of aliases and their earlier targets, to which an alias may be rolled back.
 *
 * @param versions number of versions of each name that stay, the added one included; 0: all
 */
public record Retention(int versions) {
    /** Keeps 20 versions. */
    public static final Retention DEFAULT = new Retention(20);

    public Retention {
        if (versions < 0) {
            throw new IllegalArgumentException("the number of versions (" + versions + ") must be at least 0");
        }
    }

    /**
     * Returns the versions to delete when {@code added} is added, the oldest first.
     *
     * @param alias alias that will point to it
     */
    List<ModelRef> superfluous(ModelSnapshot before, ModelRef added, Optional<Alias> alias) {
        if (versions == 0) {
            return List.of();
        }
        List<StoredModel> known = before.standing().values().stream()
                .filter(stored -> stored.key().ref().name().equals(added.name()))
                .sorted(Comparator.comparingLong(StoredModel::offset))
                .toList();
        Set<ModelRef> needed = needed(before, added.name(), alias);
        return known.stream()
                .map(stored -> stored.key().ref())
                .limit(Math.max(0, known.size() + 1 - versions))
                .filter(ref -> !needed.contains(ref))
                .toList();
    }

    /**
     * Returns the targets of a model's aliases, and their possible rollback targets once {@code moving} points to the
     * added version.
     */
    private static Set<ModelRef> needed(ModelSnapshot before, String name, Optional<Alias> moving) {
        Set<ModelRef> needed = new HashSet<>();
        Arrays.stream(Alias.values())
                .forEach(alias -> before.target(name, alias).ifPresent(target -> {
                    needed.add(target.target());
                    boolean moves = moving.isPresent() && moving.get() == alias;
                    target.previous().stream()
                            .limit(moves ? AliasTarget.MAX_PREVIOUS - 1 : AliasTarget.MAX_PREVIOUS)
                            .forEach(needed::add);
                }));
        return needed;
    }
}
