package io.foreflow.forecaster.registry;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.model.InferenceTask;
import io.foreflow.models.model.ModelTask;
import io.foreflow.models.tabular.ClassTree;
import io.foreflow.models.tabular.Classes;

/**
 * The purpose of a model.
 *
 * @param isForecaster false if it answers single records
 * @param label name for people, for instance {@code forecaster} or {@code classifier of texts}
 */
public record ModelKind(boolean isForecaster, String label) {
    public ModelKind {
        requireNonNull(label, "label");
    }

    static ModelKind of(ModelTask task) {
        if (!(task instanceof InferenceTask inference)) {
            return new ModelKind(true, "forecaster");
        }
        boolean classifies = inference.output() instanceof Classes || inference.output() instanceof ClassTree;
        return new ModelKind(
                false,
                (classifies ? "classifier" : "regressor") + " of "
                        + inference.input().kind());
    }
}
