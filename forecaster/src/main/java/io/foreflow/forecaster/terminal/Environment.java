package io.foreflow.forecaster.terminal;

import static java.util.Objects.requireNonNull;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.TreeSet;

/**
 * The surroundings of the process, replaceable in tests of commands.
 *
 * @param variables environment variables
 * @param directory base of relative paths
 * @param out stream for results
 * @param err stream for everything else
 * @param terminal true if {@code err} is a terminal: only then are there progress bars; long work prints a line now and then elsewhere
 * @param clock the time
 * @param interruption ends commands that run until they are stopped
 */
public record Environment(
        Map<String, String> variables,
        Path directory,
        PrintStream out,
        PrintStream err,
        boolean terminal,
        Clock clock,
        Interruption interruption) {
    public Environment {
        variables = Map.copyOf(variables);
        requireNonNull(directory, "directory");
        requireNonNull(out, "out");
        requireNonNull(err, "err");
        requireNonNull(clock, "clock");
        requireNonNull(interruption, "interruption");
    }

    /** Leaves out the values of variables, which may be secrets. */
    @Override
    public String toString() {
        return "Environment[variables=" + new TreeSet<>(variables.keySet()) + ", directory=" + directory + "]";
    }
}
