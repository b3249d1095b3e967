package io.foreflow.forecaster.terminal;

import static java.util.Objects.requireNonNull;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.TreeSet;

/**
 * What surrounds the process, so that commands can be run by tests.
 *
 * @param variables of the environment
 * @param directory in which relative paths begin
 * @param out where results go
 * @param err where everything else goes
 * @param terminal whether {@code err} is looked at by somebody: only then are there progress bars
 * @param clock the time
 * @param interruption ends commands that would run until they are stopped
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
