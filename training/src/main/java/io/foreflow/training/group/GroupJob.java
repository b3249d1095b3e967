package io.foreflow.training.group;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.training.data.CovariateChoice;
import io.foreflow.training.data.TooLittleDataException;
import io.foreflow.training.data.TrainingReadings;
import io.foreflow.training.ensemble.RecipeChoice;
import io.foreflow.training.fit.TrainingListener;
import io.foreflow.training.gate.Gate;
import io.foreflow.training.group.GroupFolder.GroupRun;
import io.foreflow.training.group.GroupTraining.TrainedGroup;
import io.foreflow.training.group.GroupTraining.UntrainedGroup;
import io.foreflow.training.job.FailedTrainingException;
import io.foreflow.training.job.Provenance;
import io.foreflow.training.job.TrainingResult;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/**
 * Trains one group: a pure function from the windows of its sensors to a model, the same in the command and on a
 * cluster.
 *
 * @param run the training that the group belongs to
 * @param foreflow version of this software
 */
public record GroupJob(GroupRun run, RecipeChoice recipe, CovariateChoice covariates, String foreflow) {
    public GroupJob {
        requireNonNull(run, "run");
        requireNonNull(recipe, "recipe");
        requireNonNull(covariates, "covariates");
        requireNonNull(foreflow, "foreflow");
    }

    /**
     * Returns the name and version of a group's model.
     *
     * @throws FailedTrainingException if its name cannot be a model's
     */
    public ModelRef ref(SensorGroup group) {
        try {
            return new ModelRef(group.modelName(run.ref().name()), run.ref().version());
        } catch (IllegalArgumentException e) {
            throw new FailedTrainingException("group " + group.name() + ": " + e.getMessage(), e);
        }
    }

    /** Returns the SHA-256, hex, of everything that a group's bundle follows from. */
    public String digest(SensorGroup group, TrainingReadings readings) {
        MessageDigest digest = GroupFolder.newSha256();
        String facts = String.join(
                "\n", ref(group).toString(), run.created().toString(), foreflow, recipe.text(), covariates.text(), "");
        digest.update(facts.getBytes(UTF_8));
        readings.digest(group.sensors(), digest);
        return HexFormat.of().formatHex(digest.digest());
    }

    /**
     * Trains a group.
     *
     * @param windows windows of its sensors
     * @param listener hears of the progress
     * @throws FailedTrainingException if it cannot be trained, or if there is too little data for the shared model
     */
    public GroupTraining train(SensorGroup group, List<TrainingWindow> windows, TrainingListener listener) {
        List<TrainingWindow> reduced = covariates.reduce(windows);
        TrainingResult result;
        try {
            result = recipe.train(reduced, Provenance.ofThisProcess(ref(group), run.created(), foreflow), listener);
        } catch (FailedTrainingException e) {
            if (!(e.getCause() instanceof TooLittleDataException tooLittle)) {
                throw new FailedTrainingException("group " + group.label() + ": " + e.getMessage(), e);
            }
            if (group.isShared()) {
                throw new FailedTrainingException(
                        "there is too little data for the shared model: " + tooLittle.getMessage(), e);
            }
            return new UntrainedGroup(String.valueOf(tooLittle.getMessage()));
        }
        return new TrainedGroup(
                result,
                new Gate(reduced, result.data().cut()).judge(result.evaluation().evaluation()));
    }
}
