package io.foreflow.forecaster.config;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The sources of a configuration; later ones override earlier ones.
 *
 * @param file file in YAML; empty = defaults only
 * @param environment all variables; those that begin with {@code FOREFLOW_} are read
 * @param options values given on the command line, by path
 */
public record ConfigSources(Optional<Path> file, Map<String, String> environment, Map<String, String> options) {
    public ConfigSources {
        environment = Map.copyOf(environment);
        options = Map.copyOf(options);
    }

    /** Returns these sources with one more option, which wins over all others. */
    public ConfigSources with(String path, String value) {
        Map<String, String> more = new HashMap<>(options);
        more.put(path, value);
        return new ConfigSources(file, environment, more);
    }

    /** Shows the names alone: values may be secrets. */
    @Override
    public String toString() {
        return "ConfigSources[file=" + file + ", environment=" + new TreeSet<>(environment.keySet()) + ", options="
                + new TreeSet<>(options.keySet()) + "]";
    }
}
