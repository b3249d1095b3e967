package io.foreflow.tutorials.study;

import io.foreflow.models.network.NetworkSpec;
import io.foreflow.training.fit.WorkListener;
import io.foreflow.tutorials.study.RunFolder.RunOutput;
import java.io.IOException;
import java.util.Optional;

/** A recipe that {@code recipes run} runs. {@link Tutorials} finds and reads them. */
public sealed interface Tutorial permits StudyRecipe, ClassTreeTutorial, ModelTutorial {
    TutorialHeading heading();

    default String name() {
        return heading().name();
    }

    /** Returns one line. */
    default String title() {
        return heading().title();
    }

    default String description() {
        return heading().description();
    }

    /** Returns the network that is fitted; empty for a recipe that looks into what another one fitted. */
    Optional<NetworkSpec> fitted();

    /**
     * Runs the recipe and writes the results.
     *
     * @throws IOException if data or a model is missing, or a file cannot be written; the message says what to do
     * @throws IllegalArgumentException if the data or the model does not fit the recipe
     */
    RunOutput run(RunSetting setting, WorkListener listener) throws IOException, InterruptedException;
}
