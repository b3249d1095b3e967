package io.foreflow.ingest.source;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where real data files lie: the folder that {@code FOREFLOW_DATA} names, else {@code ../shared/data} beside the project,
 * else {@code ~/.cache/foreflow/data}; one folder a dataset.
 */
public final class DataFolder {
    private static final String VARIABLE = "FOREFLOW_DATA";

    private DataFolder() {}

    /**
     * The data folder, or empty when there is none.
     *
     * @throws IllegalStateException if {@code FOREFLOW_DATA} names something that is no folder
     */
    public static Optional<Path> find() {
        return find(System::getenv, System::getProperty);
    }

    /**
     * Where a data file lies, such as {@code nab/realKnownCause/nyc_taxi.csv}; empty when there is no data folder. Whether the
     * file is in it is for the reader to find out.
     */
    public static Optional<Path> file(String relative) {
        return find().map(folder -> folder.resolve(relative));
    }

    /**
     * The same for another environment.
     *
     * @param environment gives a variable's value
     * @param properties gives a system property's value
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
     * Where data files are to be put: the data folder, or, when there is none, {@code ~/.cache/foreflow/data}, which need not be
     * there yet.
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
