package io.foreflow.forecaster.cli;

import static java.util.Objects.requireNonNull;

import io.foreflow.forecaster.offline.TrainingReadings;
import io.foreflow.forecaster.terminal.CommandException;
import io.foreflow.models.series.Covariate;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.windowing.core.Neighbours;
import io.foreflow.windowing.core.WindowerConfig;
import java.text.Normalizer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option {@code --covariates}, for commands that train. */
final class CovariatesOption {
    private static final String NONE = "none";

    @Option(
            names = "--covariates",
            split = ",",
            paramLabel = "NAME|none",
            description =
                    "Covariates that models may read, separated by commas; in a file, columns of numbers. Default: "
                            + "window.covariates and window.neighbours.")
    private @Nullable List<String> names;

    /**
     * Returns the windowing for reading a file's columns.
     *
     * @throws IllegalArgumentException if a name cannot be a covariate's, or if {@code none} is given with others
     */
    WindowerConfig applyTo(WindowerConfig windowing) {
        if (names == null) {
            return windowing;
        }
        if (names.contains(NONE) && !isNone()) {
            throw new IllegalArgumentException(NONE + " stands alone, it cannot be beside others");
        }
        return windowing.withNeighbours(Neighbours.NONE).withCovariates(isNone() ? List.of() : names);
    }

    /**
     * Checks that each name was found.
     *
     * @param readings readings of all files
     * @throws CommandException if one was not found
     */
    void requireIn(List<Reading> readings) {
        if (names == null || isNone()) {
            return;
        }
        Set<String> missing = new TreeSet<>(normalised());
        for (Reading reading : readings) {
            missing.removeAll(reading.covariates().keySet());
            if (missing.isEmpty()) {
                return;
            }
        }
        throw new CommandException("--covariates: no file has a number in a column " + String.join(", ", missing));
    }

    /**
     * Returns the windows with these covariates only.
     *
     * @throws CommandException if no window knows one of them
     */
    List<TrainingWindow> applyTo(List<TrainingWindow> windows) {
        List<String> missing = wanted().stream()
                .filter(name -> windows.stream()
                        .noneMatch(
                                window -> window.window().covariate(name).past().present() > 0))
                .sorted()
                .toList();
        if (!missing.isEmpty()) {
            throw new CommandException("--covariates: no window knows anything of " + String.join(", ", missing));
        }
        return reduce(windows);
    }

    /**
     * Checks that readings have these covariates.
     *
     * @throws CommandException if no reading has one of them
     */
    void requireIn(TrainingReadings readings) {
        List<String> missing = wanted().stream()
                .filter(name -> !readings.hasCovariate(name))
                .sorted()
                .toList();
        if (!missing.isEmpty()) {
            throw new CommandException("--covariates: no reading has " + String.join(", ", missing));
        }
    }

    private Set<String> wanted() {
        return names == null || isNone() ? Set.of() : new HashSet<>(normalised());
    }

    /** Returns the windows with these covariates only; all windows may lack one of them. */
    List<TrainingWindow> reduce(List<TrainingWindow> windows) {
        if (names == null) {
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

    /** Returns the option as text, equal for equal options. */
    String text() {
        return names == null ? "" : String.join(",", new TreeSet<>(normalised()));
    }

    private List<String> normalised() {
        return requireNonNull(names).stream()
                .map(name -> Normalizer.normalize(name, Normalizer.Form.NFC))
                .toList();
    }

    private boolean isNone() {
        return List.of(NONE).equals(names);
    }
}
