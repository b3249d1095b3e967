package io.foreflow.tutorials.study;

import io.foreflow.training.job.Provenance;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The folders, options and provenance of a run.
 *
 * @param options data, seeds, threads
 * @param model file of the trained model to look into; empty: what the recipe names
 * @param runs folder where each recipe's run has left a folder of its name
 * @param provenance of the model to be
 * @param machine system with its architecture, processors and memory
 * @param folder is created if it is not there; what is there of the same names is replaced
 */
public record RunSetting(
        RunOptions options, Optional<Path> model, Path runs, Provenance provenance, String machine, Path folder) {

    /** Returns the machine for reports; the model's card has the system and the Java of its {@link Provenance}. */
    Machine reported() {
        return new Machine(provenance.foreflow(), machine + ", Java " + provenance.jdk());
    }

    /** @throws IllegalArgumentException if there is one */
    void requireNoModel(String recipe) {
        if (model.isPresent()) {
            throw new IllegalArgumentException(recipe + " trains a model of its own and looks into no other");
        }
    }
}
