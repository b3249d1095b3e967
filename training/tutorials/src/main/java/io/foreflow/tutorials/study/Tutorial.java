package io.foreflow.tutorials.study;

import io.foreflow.models.network.NetworkSpec;
import io.foreflow.tutorials.study.StudyJob.Done;
import java.io.IOException;
import java.util.Optional;

/** What {@code recipes run} runs: a recipe that was read, of whatever kind. {@link Tutorials} knows the kinds. */
public interface Tutorial {
    String name();

    /** One line. */
    String title();

    /** What it fits; empty where it looks into what another recipe fitted. */
    Optional<NetworkSpec> network();

    /** What its listener counts, for instance {@code epochs}. */
    String unit();

    /**
     * Does what the recipe says and writes what comes of it.
     *
     * @throws IOException if data or a model is missing, or something cannot be written; the message says what to do
     * @throws IllegalArgumentException if the data or the model does not fit the recipe
     */
    Done run(Setting setting, StudyListener listener) throws IOException, InterruptedException;
}
