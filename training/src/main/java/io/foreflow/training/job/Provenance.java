package io.foreflow.training.job;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.BuildFacts;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The facts of a model's card that do not come from the data.
 *
 * @param ref name and version of the new model
 * @param created time of the training
 * @param foreflow version of this software
 * @param jdk version of the JDK that runs the training
 * @param architecture operating system and processor
 */
public record Provenance(ModelRef ref, Instant created, String foreflow, String jdk, String architecture) {
    private static final DateTimeFormatter VERSION =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    public Provenance {
        requireNonNull(ref, "ref");
        requireNonNull(created, "created");
        requireNonNull(foreflow, "foreflow");
        requireNonNull(jdk, "jdk");
        requireNonNull(architecture, "architecture");
    }

    /**
     * Returns the build facts of a model.
     *
     * @param recipe name of the recipe
     * @param engine name of the engine that fitted it
     */
    public BuildFacts buildOf(String recipe, String engine) {
        return new BuildFacts(recipe, created, engine, foreflow, jdk, architecture);
    }

    /** Returns a model's name with the time as its version. */
    public static ModelRef ref(String name, Instant now) {
        return new ModelRef(name, VERSION.format(now));
    }

    /** Returns one line about the machine of the running process. */
    public static String machine() {
        return System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", "
                + Runtime.getRuntime().availableProcessors() + " processors, "
                + Runtime.getRuntime().maxMemory() / (1024 * 1024) + " MiB heap";
    }

    /** Creates a provenance with the JDK and the architecture of the running process. */
    public static Provenance ofThisProcess(ModelRef ref, Instant created, String foreflow) {
        return new Provenance(
                ref,
                created,
                foreflow,
                System.getProperty("java.vm.version", "unknown"),
                System.getProperty("os.name", "unknown") + " " + System.getProperty("os.arch", "unknown"));
    }
}
