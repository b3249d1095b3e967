package io.foreflow.ingest.source;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The folder of real data files, with one folder per dataset: the one that {@code FOREFLOW_DATA} names, else
 * {@code ../shared/data} beside the project, else {@code ~/.cache/foreflow/data}.
 */
public final class DataFolder {
    private static final String VARIABLE = "FOREFLOW_DATA";

    private DataFolder() {}

    /**
     * Returns the data folder; empty if there is none.
     *
     * @throws IllegalStateException if {@code FOREFLOW_DATA} does not name a folder
     */
    public static Optional<Path> find() {
        return find(System::getenv, System::getProperty);
    }

    /**
     * Returns the path of a data file, such as {@code nab/realKnownCause/nyc_taxi.csv}; empty if there is no data
     * folder. The file itself may be missing.
     */
    public static Optional<Path> file(String relative) {
        return find().map(folder -> folder.resolve(relative));
    }

    /**
     * Returns the data folder of another environment.
     *
     * @param environment returns the value of a variable
     * @param properties returns the value of a system property
     */
    public static Optional<Path> find(
            UnaryOperator<@Nullable String> environment, UnaryOperator<@Nullable String> properties) {
        String named = environment.apply(VARIABLE);
        if (named != null && !named.isBlank()) {
            Path folder = Path.of(named);
            if (!Files.isDirectory(folder)) {
                throw new IllegalStateException(VARIABLE + " (" + named + ") is not a folder; create it or unset it");
            }
            return Optional.of(folder);
        }
        return beside(properties).or(() -> cached(properties)).filter(Files::isDirectory);
    }

    /**
     * Returns the folder for new data files: the data folder, or, if there is none, {@code ~/.cache/foreflow/data},
     * which may not exist yet.
     */
    public static Path target(UnaryOperator<@Nullable String> environment, UnaryOperator<@Nullable String> properties) {
        return find(environment, properties)
                .or(() -> cached(properties))
                .orElseThrow(() -> new IllegalStateException("there is no home folder; set " + VARIABLE));
    }

    private static Optional<Path> beside(UnaryOperator<@Nullable String> properties) {
        String root = properties.apply("foreflow.root");
        Path project = Path.of(root == null || root.isBlank() ? "" : root).toAbsolutePath();
        return Optional.of(project.resolveSibling("shared").resolve("data")).filter(Files::isDirectory);
    }

    private static Optional<Path> cached(UnaryOperator<@Nullable String> properties) {
        return Optional.ofNullable(properties.apply("user.home"))
                .map(home -> Path.of(home, ".cache", "foreflow", "data"));
    }
}
