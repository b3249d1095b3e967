package io.foreflow.training.ensemble;

import io.foreflow.models.bundle.ModelBundle.Member;
import io.foreflow.models.bundle.ModelBundle.Mix;
import io.foreflow.models.bundle.ModelBundle.Part;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.series.SensorId;
import io.foreflow.training.fit.FittedRecipe;
import io.foreflow.training.recipe.Recipe;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Members of an ensemble that have been fitted, with the parts that they are made of.
 *
 * @param parts of all members, by unique names
 * @param members each of parts that are there
 */
record Parts(List<Part> parts, List<Member> members) {
    Parts {
        parts = List.copyOf(parts);
        members = List.copyOf(members);
    }

    /** A member of each network, with a part of each of its weights. */
    static Parts of(List<FittedRecipe> networks, Function<FittedRecipe, List<Weights>> weights) {
        List<Part> parts = new ArrayList<>();
        List<Member> members = new ArrayList<>();
        for (FittedRecipe network : networks) {
            Recipe recipe = network.recipe();
            List<Weights> seeds = weights.apply(network);
            List<String> names = new ArrayList<>();
            for (int seed = 0; seed < seeds.size(); seed++) {
                String name = seed == 0 ? recipe.name() : recipe.name() + "-" + (seed + 1);
                names.add(name);
                parts.add(new Part(name, recipe.network(), seeds.get(seed)));
            }
            members.add(
                    new Member(recipe.name(), names, recipe.features().label(), recipe.covariates(), Optional.empty()));
        }
        return new Parts(parts, members);
    }

    /** These, then the others. */
    Parts and(Parts others) {
        List<Part> allParts = new ArrayList<>(parts);
        allParts.addAll(others.parts);
        List<Member> allMembers = new ArrayList<>(members);
        allMembers.addAll(others.members);
        return new Parts(allParts, allMembers);
    }

    /** The names of what forecasts every sensor. */
    Set<String> common() {
        Set<String> names = members.stream()
                .filter(member -> member.sensor().isEmpty())
                .map(Member::name)
                .collect(Collectors.toCollection(HashSet::new));
        names.add(Mix.BLEND);
        return names;
    }

    /** Without the members that no mix asks for. */
    Parts used(Map<SensorId, Mix> mixes, Mix otherwise) {
        List<Member> asked = members.stream()
                .filter(member -> otherwise.shares().containsKey(member.name())
                        || member.sensor()
                                .map(sensor -> mixes.getOrDefault(sensor, otherwise)
                                        .shares()
                                        .containsKey(member.name()))
                                .orElseGet(() -> mixes.values().stream()
                                        .anyMatch(mix -> mix.shares().containsKey(member.name()))))
                .toList();
        if (asked.isEmpty()) {
            // Baselines are best everywhere; a model has a network all the same.
            asked = members.stream()
                    .filter(member -> member.sensor().isEmpty())
                    .limit(1)
                    .toList();
        }
        Set<String> wanted =
                asked.stream().flatMap(member -> member.parts().stream()).collect(Collectors.toSet());
        return new Parts(
                parts.stream().filter(part -> wanted.contains(part.name())).toList(), asked);
    }
}
