package io.foreflow.training.job;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.BuildFacts;
import java.time.Instant;

/**
 * What a model's card says that the data does not.
 *
 * @param ref name and version of the model to be
 * @param created when
 * @param foreflow version of this software
 * @param jdk that runs the training
 * @param architecture operating system and processor
 */
public record Provenance(ModelRef ref, Instant created, String foreflow, String jdk, String architecture) {
    public Provenance {
        requireNonNull(ref, "ref");
        requireNonNull(created, "created");
        requireNonNull(foreflow, "foreflow");
        requireNonNull(jdk, "jdk");
        requireNonNull(architecture, "architecture");
    }

    /**
     * How a model was made that comes of this.
     *
     * @param recipe what was trained
     * @param engine that fitted it
     */
    public BuildFacts buildOf(String recipe, String engine) {
        return new BuildFacts(recipe, created, engine, foreflow, jdk, architecture);
    }

    /** With the JDK and the architecture of the running process. */
    public static Provenance ofThisProcess(ModelRef ref, Instant created, String foreflow) {
        return new Provenance(
                ref,
                created,
                foreflow,
                System.getProperty("java.vm.version", "unknown"),
                System.getProperty("os.name", "unknown") + " " + System.getProperty("os.arch", "unknown"));
    }
}
