package io.foreflow.forecaster.app.command;

import io.foreflow.forecaster.app.LiveServiceConfig;
import io.foreflow.forecaster.app.config.ConfigSources;
import io.foreflow.forecaster.app.config.Configuration;
import io.foreflow.forecaster.app.terminal.Environment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of every command that talks to Kafka. */
final class KafkaOptions {
    /** Used when it is there and no other is given. */
    static final String DEFAULT_FILE = "foreflow.yaml";

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration; foreflow.yaml of this folder, if there is one, unless given.")
    private @Nullable Path config;

    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            description = "Kafka's address; wins over the configuration (localhost:9092 unless configured).")
    private @Nullable String bootstrap;

    /** The configuration: file, then environment variables, then options. */
    LiveServiceConfig load(Environment environment) {
        Map<String, String> options = new LinkedHashMap<>();
        if (bootstrap != null) {
            options.put("kafka.bootstrap.servers", bootstrap);
        }
        return Configuration.read(new ConfigSources(file(environment), environment.variables(), options));
    }

    /** The file that is read. */
    Optional<Path> file(Environment environment) {
        if (config != null) {
            return Optional.of(environment.directory().resolve(config));
        }
        Path usual = environment.directory().resolve(DEFAULT_FILE);
        return Files.exists(usual) ? Optional.of(usual) : Optional.empty();
    }
}
