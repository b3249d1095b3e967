package io.foreflow.tutorials.study;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.tutorials.study.StudyJob.Done;
import java.io.IOException;
import java.util.Optional;

/** Trains, evaluates and reports one system: the kind {@code study}. */
record StudyTutorial(StudyRecipe recipe) implements Tutorial {
    static Tutorial read(String source, ObjectNode document) {
        return new StudyTutorial(StudyReader.read(source, document));
    }

    @Override
    public String name() {
        return recipe.name();
    }

    @Override
    public String title() {
        return recipe.title();
    }

    @Override
    public Optional<NetworkSpec> network() {
        return Optional.of(recipe.network());
    }

    @Override
    public String unit() {
        return "epochs";
    }

    @Override
    public Done run(Setting setting, StudyListener listener) throws IOException, InterruptedException {
        setting.requireNoModel(name());
        return StudyJob.run(recipe, setting, listener);
    }
}
