package io.foreflow.forecaster.cli;

import io.foreflow.forecaster.config.ConfigSources;
import io.foreflow.forecaster.terminal.Environment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option {@code --config}. */
final class ConfigOption {
    /** File that is used if it exists and no other is given. */
    static final String DEFAULT_FILE = "foreflow.yaml";

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration file. Default: foreflow.yaml in this folder, if it exists.")
    private @Nullable Path config;

    /** Returns the file that is read. */
    Optional<Path> file(Environment environment) {
        if (config != null) {
            return Optional.of(environment.directory().resolve(config));
        }
        Path usual = environment.directory().resolve(DEFAULT_FILE);
        return Files.exists(usual) ? Optional.of(usual) : Optional.empty();
    }

    /**
     * Returns the sources: the file, then environment variables, then options.
     *
     * @param options values by path
     */
    ConfigSources sources(Environment environment, Map<String, String> options) {
        return new ConfigSources(file(environment), environment.variables(), options);
    }
}
