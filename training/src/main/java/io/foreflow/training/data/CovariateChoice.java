package io.foreflow.training.data;

import io.foreflow.models.series.Covariate;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.windowing.core.Neighbours;
import io.foreflow.windowing.core.WindowerConfig;
import java.text.Normalizer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The covariates that models may read.
 *
 * @param names their names; {@value #NONE} alone for none; empty: those of the windowing
 */
public record CovariateChoice(Optional<List<String>> names) {
    /** Stands for no covariate. */
    public static final String NONE = "none";

    /** The covariates of the windowing. */
    public static final CovariateChoice AS_CONFIGURED = new CovariateChoice(Optional.empty());

    public CovariateChoice {
        names = names.map(List::copyOf);
    }

    /**
     * Returns the windowing that makes windows with these covariates.
     *
     * @throws IllegalArgumentException if a name cannot be a covariate's, or if {@value #NONE} is given with others
     */
    public WindowerConfig applyTo(WindowerConfig windowing) {
        if (names.isEmpty()) {
            return windowing;
        }
        if (names.get().contains(NONE) && !isNone()) {
            throw new IllegalArgumentException(NONE + " stands alone, it cannot be beside others");
        }
        return windowing.withNeighbours(Neighbours.NONE).withCovariates(isNone() ? List.of() : names.get());
    }

    /** Returns the covariates that were named, in Unicode's NFC. */
    public SortedSet<String> wanted() {
        return isNone() ? Collections.emptySortedSet() : normalised();
    }

    /** Returns the covariates that were named and that {@code known} does not know. */
    public List<String> missing(Predicate<String> known) {
        return wanted().stream().filter(known.negate()).toList();
    }

    /** Returns the windows with these covariates only; all windows may lack one of them. */
    public List<TrainingWindow> reduce(List<TrainingWindow> windows) {
        if (names.isEmpty()) {
            return windows;
        }
        Set<String> kept = wanted();
        return windows.stream()
                .map(window -> kept.containsAll(window.window().covariates().keySet()) ? window : only(kept, window))
                .toList();
    }

    private static TrainingWindow only(Set<String> kept, TrainingWindow window) {
        Map<String, Covariate> covariates = new TreeMap<>(window.window().covariates());
        covariates.keySet().retainAll(kept);
        return new TrainingWindow(
                window.window().toBuilder().covariates(covariates).build(), window.target(), window.targetImputed());
    }

    /** Returns the choice as text, equal for equal choices. */
    public String text() {
        return String.join(",", normalised());
    }

    private SortedSet<String> normalised() {
        SortedSet<String> normalised = new TreeSet<>();
        names.orElse(List.of()).forEach(name -> normalised.add(Normalizer.normalize(name, Normalizer.Form.NFC)));
        return normalised;
    }

    private boolean isNone() {
        return names.equals(Optional.of(List.of(NONE)));
    }
}
