package io.foreflow.forecaster.config;

import java.util.List;
import java.util.stream.Collectors;

/** Reports a configuration that cannot be used. The message names every problem, one a line. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    /**
     * @param what name of the source, for instance a file
     * @param problems at least one
     */
    ConfigException(String what, List<String> problems) {
        super(message(what, problems));
        this.problems = List.copyOf(problems);
    }

    /** The problems, each with its path, its value, the rule and, where possible, a suggestion. */
    public List<String> problems() {
        return problems;
    }

    private static String message(String what, List<String> problems) {
        if (problems.size() == 1) {
            return what + ": " + problems.get(0);
        }
        return what + " has " + problems.size() + " problems:"
                + problems.stream().map(problem -> "\n  - " + problem).collect(Collectors.joining());
    }
}
