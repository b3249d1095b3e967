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

/** Finds candidates by the names of models; the only place that does so. */
public final class Candidates {
    /** Candidates that are always included, in the order in which they are shown. */
    public static final List<String> ALWAYS = Stream.concat(
                    Arrays.stream(Baseline.values()).map(Baseline::label), Stream.of(RidgeCandidate.NAME))
            .toList();

    /** Classical counterparts of the networks: for comparison only, no bundle can hold them. */
    private static final List<String> CLASSICAL = List.of(Autoregression.NAME, HoltWinters.NAME);

    private final WindowShape shape;
    private final Provenance provenance;
    private final Path directory;

    /**
     * @param shape shape of the windows
     * @param provenance provenance of intermediate bundles
     * @param directory base of the relative paths of recipe files
     */
    public Candidates(WindowShape shape, Provenance provenance, Path directory) {
        this.shape = shape;
        this.provenance = provenance;
        this.directory = directory;
    }

    /** Returns the names of all models that come with Foreflow; the path of a recipe's file is also accepted. */
    public static List<String> names() {
        List<String> names = new ArrayList<>(ALWAYS);
        names.addAll(CLASSICAL);
        names.add(Ensembles.DEFAULT);
        names.addAll(Recipes.BUILT_IN);
        return names;
    }

    /**
     * Returns the requested candidates, each once, and then {@link #ALWAYS}.
     *
     * @param problems takes a line for each unknown name
     */
    public List<Candidate> find(List<String> requested, List<String> problems) {
        Map<String, Candidate> found = new LinkedHashMap<>();
        Stream.concat(requested.stream().filter(name -> !ALWAYS.contains(name)), ALWAYS.stream())
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
            // It is not a file's name.
        }
        problems.add("model " + name + " must be one of " + String.join(", ", names()) + ", or a recipe's file"
                + Nearest.suggestion(name, names()));
        return Optional.empty();
    }
}
