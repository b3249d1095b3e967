package io.foreflow.forecaster.cli;

import io.foreflow.forecaster.terminal.CommandException;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.training.data.CovariateChoice;
import io.foreflow.training.data.TrainingReadings;
import io.foreflow.windowing.core.WindowerConfig;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option {@code --covariates}, for commands that train. */
final class CovariatesOption {
    @Option(
            names = "--covariates",
            split = ",",
            paramLabel = "NAME|none",
            description =
                    "Covariates that models may read, separated by commas; in a file, columns of numbers. Default: "
                            + "window.covariates and window.neighbours.")
    private @Nullable List<String> names;

    CovariateChoice choice() {
        return new CovariateChoice(Optional.ofNullable(names));
    }

    /**
     * Returns the windowing for reading a file's columns.
     *
     * @throws IllegalArgumentException if a name cannot be a covariate's, or if {@code none} is given with others
     */
    WindowerConfig applyTo(WindowerConfig windowing) {
        return choice().applyTo(windowing);
    }

    /**
     * Checks that each name was found.
     *
     * @param readings readings of all files
     * @throws CommandException if one was not found
     */
    void requireIn(List<Reading> readings) {
        Set<String> missing = new TreeSet<>(choice().wanted());
        for (Reading reading : readings) {
            if (missing.isEmpty()) {
                return;
            }
            missing.removeAll(reading.covariates().keySet());
        }
        if (!missing.isEmpty()) {
            throw new CommandException("--covariates: no file has a number in a column " + String.join(", ", missing));
        }
    }

    /**
     * Returns the windows with these covariates only.
     *
     * @throws CommandException if no window knows one of them
     */
    List<TrainingWindow> applyTo(List<TrainingWindow> windows) {
        List<String> missing = choice().missing(name -> windows.stream()
                .anyMatch(window -> window.window().covariate(name).past().present() > 0));
        if (!missing.isEmpty()) {
            throw new CommandException("--covariates: no window knows anything of " + String.join(", ", missing));
        }
        return choice().reduce(windows);
    }

    /**
     * Checks that readings have these covariates.
     *
     * @throws CommandException if no reading has one of them
     */
    void requireIn(TrainingReadings readings) {
        List<String> missing = choice().missing(readings::hasCovariate);
        if (!missing.isEmpty()) {
            throw new CommandException("--covariates: no reading has " + String.join(", ", missing));
        }
    }
}
