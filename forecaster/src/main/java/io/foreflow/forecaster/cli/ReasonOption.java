package io.foreflow.forecaster.cli;

import io.foreflow.forecaster.registry.Author;
import io.foreflow.forecaster.registry.ModelPublisher;
import io.foreflow.forecaster.registry.Retention;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.terminal.Environment;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option for the reason of a change of models, for commands that write to the models topic. */
final class ReasonOption {
    @Option(names = "--reason", paramLabel = "TEXT", description = "Reason of the change, for foreflow models history.")
    private @Nullable String reason;

    /** Returns a publisher whose changes name this user and the reason. */
    ModelPublisher publisher(Environment environment, LiveServiceConfig config, Retention retention) {
        return publisher(environment, config, retention, Optional.empty());
    }

    /**
     * Returns a publisher whose changes name this user and a reason.
     *
     * @param otherwise reason if none was given
     */
    ModelPublisher publisher(
            Environment environment, LiveServiceConfig config, Retention retention, Optional<String> otherwise) {
        Author author = new Author(
                user(),
                Optional.ofNullable(reason).filter(text -> !text.isBlank()).or(() -> otherwise));
        return config.publisher(retention, author, environment.clock());
    }

    private static String user() {
        return System.getProperty("user.name", "?") + "@" + host();
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            // A machine without a name of its own still has users.
            return "localhost";
        }
    }
}
