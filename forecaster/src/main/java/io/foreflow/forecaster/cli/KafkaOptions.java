package io.foreflow.forecaster.cli;

import io.foreflow.forecaster.config.ConfigSources;
import io.foreflow.forecaster.config.Configuration;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.sink.SinkSettings;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.ingest.table.TableKey;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of every command that uses Kafka. */
final class KafkaOptions {
    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            description = "Address of Kafka; wins over the configuration. Default: localhost:9092.")
    private @Nullable String bootstrap;

    /** Returns the configuration: file, then environment variables, then options. */
    LiveServiceConfig load(Environment environment) {
        return Configuration.read(sources(environment));
    }

    /**
     * Returns the configuration's settings of the sink.
     *
     * @param options further options, by path
     */
    SinkSettings sink(Environment environment, Map<String, String> options) {
        Map<String, String> all = new HashMap<>(options);
        all.putAll(sources(environment).options());
        return Configuration.sink(config.sources(environment, all));
    }

    /** Returns the configuration's settings for tables. */
    Map<TableKey, String> tables(Environment environment) {
        return Configuration.tables(sources(environment));
    }

    /** Returns the file that is read. */
    Optional<Path> file(Environment environment) {
        return config.file(environment);
    }

    /** Returns the sources of the configuration. */
    ConfigSources sources(Environment environment) {
        return config.sources(environment, bootstrap == null ? Map.of() : Map.of("kafka.bootstrap.servers", bootstrap));
    }
}
