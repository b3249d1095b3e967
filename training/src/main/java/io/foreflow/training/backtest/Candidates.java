package io.foreflow.training.backtest;

import io.foreflow.models.forecast.Baseline;
import io.foreflow.models.network.Nearest;
import io.foreflow.models.series.WindowShape;
import io.foreflow.training.ensemble.Ensembles;
import io.foreflow.training.job.Provenance;
import io.foreflow.training.recipe.InvalidRecipeException;
import io.foreflow.training.recipe.Recipes;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The one place where the name of a model becomes something that can be fitted. */
public final class Candidates {
    /** Those that are always beside the others, in the order in which they are shown. */
    public static final List<String> ALWAYS = Stream.concat(
                    Arrays.stream(Baseline.values()).map(Baseline::label), Stream.of(RidgeCandidate.NAME))
            .toList();

    /** The classical twins of the networks: for comparison only, no bundle can hold them. */
    private static final List<String> CLASSICAL = List.of(Autoregression.NAME, HoltWinters.NAME);

    private final WindowShape shape;
    private final Provenance provenance;
    private final Path directory;

    /**
     * @param shape of the windows
     * @param provenance of bundles that are made on the way
     * @param directory in which the relative paths of recipe files begin
     */
    public Candidates(WindowShape shape, Provenance provenance, Path directory) {
        this.shape = shape;
        this.provenance = provenance;
        this.directory = directory;
    }

    /** The names of all models that come with Foreflow; a recipe's file is one too. */
    public static List<String> names() {
        List<String> names = new ArrayList<>(ALWAYS);
        names.addAll(CLASSICAL);
        names.add(Ensembles.DEFAULT);
        names.addAll(Recipes.BUILT_IN);
        return names;
    }

    /**
     * What was asked for, each once, and then {@link #ALWAYS}.
     *
     * @param problems takes a line for each name that is none
     */
    public List<Candidate> find(List<String> asked, List<String> problems) {
        Map<String, Candidate> found = new LinkedHashMap<>();
        Stream.concat(asked.stream().filter(name -> !ALWAYS.contains(name)), ALWAYS.stream())
                .distinct()
                .forEach(name -> find(name, problems).ifPresent(candidate -> {
                    if (found.put(candidate.name(), candidate) != null) {
                        problems.add("two models are called " + candidate.name());
                    }
                }));
        return List.copyOf(found.values());
    }

    private Optional<Candidate> find(String name, List<String> problems) {
        Optional<Baseline> baseline = Baseline.labelled(name);
        if (baseline.isPresent()) {
            return baseline.map(BaselineCandidate::new);
        }
        if (name.equals(RidgeCandidate.NAME)) {
            return Optional.of(new RidgeCandidate());
        }
        if (name.equals(Autoregression.NAME)) {
            return Optional.of(new Autoregression());
        }
        if (name.equals(HoltWinters.NAME)) {
            return Optional.of(new HoltWinters());
        }
        if (name.equals(Ensembles.DEFAULT)) {
            return Optional.of(new EnsembleCandidate(Ensembles.defaultPlan(shape), provenance));
        }
        try {
            if (Recipes.BUILT_IN.contains(name)) {
                return Optional.of(new RecipeCandidate(Recipes.builtIn(name, shape), provenance));
            }
            Path file = directory.resolve(name);
            if (Files.isRegularFile(file)) {
                return Optional.of(new RecipeCandidate(Recipes.find(file.toString(), shape), provenance));
            }
        } catch (InvalidRecipeException e) {
            problems.add(String.valueOf(e.getMessage()));
            return Optional.empty();
        } catch (InvalidPathException e) {
            // No file's name, then.
        }
        problems.add("model " + name + " is none of " + String.join(", ", names()) + ", nor a recipe's file"
                + Nearest.suggestion(name, names()));
        return Optional.empty();
    }
}
