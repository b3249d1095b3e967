package io.foreflow.forecaster.sink;

import io.foreflow.forecaster.terminal.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.postgresql.ds.PGSimpleDataSource;

/** Knows how to connect to the database. */
final class SinkConnector {
    private static final String USER = "PGUSER";
    private static final String PASSWORD = "PGPASSWORD";

    /** Time in seconds after which a database that no longer says anything counts as away; a batch takes one or two. */
    private static final int SILENCE = 300;

    private final SinkSettings settings;
    private final Map<String, String> variables;

    /** @param variables environment variables */
    SinkConnector(SinkSettings settings, Map<String, String> variables) {
        this.settings = settings;
        this.variables = variables;
    }

    /**
     * Returns a source of connections. The password is read anew, since it may have been changed.
     *
     * @throws CommandException if the file of the password cannot be read
     */
    PGSimpleDataSource source() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(settings.jdbc());
        source.setApplicationName("foreflow sink");
        source.setTcpKeepAlive(true);
        if (source.getSocketTimeout() == 0) {
            source.setSocketTimeout(SILENCE);
        }
        settings.user().or(() -> Optional.ofNullable(variables.get(USER))).ifPresent(source::setUser);
        settings.password()
                .map(SinkConnector::read)
                .or(() -> Optional.ofNullable(variables.get(PASSWORD)))
                .ifPresent(source::setPassword);
        return source;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new CommandException(
                    "the password of the database cannot be read from " + file
                            + "; give its file with --password-file or sink.password",
                    e);
        }
    }
}
