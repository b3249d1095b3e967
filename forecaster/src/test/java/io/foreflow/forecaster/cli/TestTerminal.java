package io.foreflow.forecaster.cli;

import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.forecaster.terminal.Interruption;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/** Runs command lines and keeps what they print. */
final class TestTerminal {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Environment environment;

    TestTerminal(Path directory, Map<String, String> variables) {
        this(directory, variables, Clock.systemUTC());
    }

    TestTerminal(Path directory, Map<String, String> variables, Clock clock) {
        environment = new Environment(
                variables,
                directory,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                clock,
                new Interruption());
    }

    Environment environment() {
        return environment;
    }

    int run(String... arguments) {
        return new Foreflow(environment).run(arguments);
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
