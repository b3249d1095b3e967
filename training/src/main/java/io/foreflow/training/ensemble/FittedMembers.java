package io.foreflow.training.ensemble;

import io.foreflow.models.engine.NamedNetwork;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.model.Member;
import io.foreflow.models.model.MemberShares;
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
 * Members of an ensemble that have been fitted, with the networks that they are made of.
 *
 * @param networks the networks of all members; names are unique
 * @param members the members; each uses networks of this list
 */
record FittedMembers(List<NamedNetwork> networks, List<Member> members) {
    FittedMembers {
        networks = List.copyOf(networks);
        members = List.copyOf(members);
    }

    /** Makes a member of each fitted recipe, with a network for each of its weights. */
    static FittedMembers of(List<FittedRecipe> fits, Function<FittedRecipe, List<Weights>> weights) {
        List<NamedNetwork> networks = new ArrayList<>();
        List<Member> members = new ArrayList<>();
        for (FittedRecipe fit : fits) {
            Recipe recipe = fit.recipe();
            List<Weights> seeds = weights.apply(fit);
            List<String> names = new ArrayList<>();
            for (int seed = 0; seed < seeds.size(); seed++) {
                String name = seed == 0 ? recipe.name() : recipe.name() + "-" + (seed + 1);
                names.add(name);
                networks.add(new NamedNetwork(name, recipe.network(), seeds.get(seed)));
            }
            members.add(
                    new Member(recipe.name(), names, recipe.features().label(), recipe.covariates(), Optional.empty()));
        }
        return new FittedMembers(networks, members);
    }

    /** Returns these members, then the others. */
    FittedMembers and(FittedMembers others) {
        List<NamedNetwork> allNetworks = new ArrayList<>(networks);
        allNetworks.addAll(others.networks);
        List<Member> allMembers = new ArrayList<>(members);
        allMembers.addAll(others.members);
        return new FittedMembers(allNetworks, allMembers);
    }

    /** Returns the names of the members that forecast every sensor, and of the blend of baselines. */
    Set<String> common() {
        Set<String> names = members.stream()
                .filter(member -> member.sensor().isEmpty())
                .map(Member::name)
                .collect(Collectors.toCollection(HashSet::new));
        names.add(MemberShares.BLEND);
        return names;
    }

    /** Returns these members less those that no sensor uses. */
    FittedMembers used(Map<SensorId, MemberShares> shares, MemberShares otherwise) {
        List<Member> kept = members.stream()
                .filter(member -> otherwise.byMember().containsKey(member.name())
                        || member.sensor()
                                .map(sensor -> shares.getOrDefault(sensor, otherwise)
                                        .byMember()
                                        .containsKey(member.name()))
                                .orElseGet(() -> shares.values().stream()
                                        .anyMatch(each -> each.byMember().containsKey(member.name()))))
                .toList();
        if (kept.isEmpty()) {
            // Baselines are best everywhere, but a model must have a network.
            kept = members.stream()
                    .filter(member -> member.sensor().isEmpty())
                    .limit(1)
                    .toList();
        }
        Set<String> wanted =
                kept.stream().flatMap(member -> member.networks().stream()).collect(Collectors.toSet());
        return new FittedMembers(
                networks.stream()
                        .filter(network -> wanted.contains(network.name()))
                        .toList(),
                kept);
    }
}
