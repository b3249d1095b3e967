package io.foreflow.training.group;

import io.foreflow.training.evaluate.Verdict;
import io.foreflow.training.job.TrainingResult;

/** The result of training one group. */
public sealed interface GroupTraining {

    /**
     * A model.
     *
     * @param verdict decision of the gate, without a champion
     */
    record TrainedGroup(TrainingResult result, Verdict verdict) implements GroupTraining {}

    /**
     * No model, because there is too little data.
     *
     * @param reason a line for people
     */
    record UntrainedGroup(String reason) implements GroupTraining {}
}
