package io.foreflow.forecaster.cli;

import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.forecaster.terminal.Interruption;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The entry point of the program. */
public final class Main {
    /** Maximum time that a command has to end after SIGTERM. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private Main() {}

    public static void main(String[] args) {
        // Some libraries log with Java's own logger; their messages at INFO are for their authors.
        Logger.getLogger("").setLevel(Level.WARNING);
        // Some print to standard output, which belongs to the result of the command.
        System.setOut(System.err);
        Interruption interruption = new Interruption();
        Environment environment = new Environment(
                System.getenv(),
                Path.of("").toAbsolutePath(),
                utf8(FileDescriptor.out),
                utf8(FileDescriptor.err),
                isOnTerminal() && isTerminal(System.getenv("TERM")),
                Clock.systemUTC(),
                interruption);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(interruption), "foreflow-shutdown"));
        int exitCode = new Foreflow(environment).run(args);
        environment.out().flush();
        environment.err().flush();
        interruption.ended(exitCode);
        System.exit(exitCode);
    }

    /** Runs at Ctrl-C and SIGTERM, and also at a normal end, when nothing is left to wait for. */
    private static void end(Interruption interruption) {
        // Java's own exit code would be 130 or 143, although everything ended properly.
        interruption.request(PATIENCE).ifPresent(exitCode -> Runtime.getRuntime()
                .halt(exitCode));
    }

    /** Returns whether the process has a terminal. From JDK 22 on there is a console without one, and the console says so. */
    private static boolean isOnTerminal() {
        return Optional.ofNullable(System.console()).filter(Main::isTerminal).isPresent();
    }

    private static boolean isTerminal(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the console does not tell whether it is a terminal", e);
        }
    }

    private static boolean isTerminal(@Nullable String term) {
        return term != null && !term.equals("dumb");
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
