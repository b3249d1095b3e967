package io.foreflow.forecaster.sink;

import static java.util.Objects.requireNonNull;

import io.foreflow.forecaster.kafka.KafkaSecrets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import org.postgresql.Driver;

/**
 * The settings of the sink.
 *
 * @param jdbc address of the database, such as {@code jdbc:postgresql://db:5432/foreflow}; empty if none is set
 * @param user user of the database; empty: what the driver takes, which is the name of the system's user
 * @param password file with the password; empty: the variable {@code PGPASSWORD}, else the driver's {@code ~/.pgpass}
 * @param retentionDays age in days after which whole months of rows are dropped; 0 keeps all
 * @param port port of HTTP; 0 takes a free one, empty: no HTTP
 */
public record SinkSettings(
        String jdbc, Optional<String> user, Optional<Path> password, int retentionDays, OptionalInt port) {
    private static final String PREFIX = "jdbc:postgresql:";
    private static final String EXAMPLE = "jdbc:postgresql://localhost:5432/foreflow";

    /** @throws IllegalArgumentException that lists every problem, one a line */
    public SinkSettings {
        requireNonNull(user, "user");
        requireNonNull(password, "password");
        List<String> problems = new ArrayList<>();
        if (!jdbc.isEmpty()) {
            problems.addAll(problems(jdbc));
        }
        if (retentionDays < 0) {
            problems.add("sink.retention (" + retentionDays + ") must not be negative");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
    }

    private static List<String> problems(String jdbc) {
        if (!jdbc.startsWith(PREFIX)) {
            return List.of("sink.jdbc must be the address of a PostgreSQL database, such as " + EXAMPLE);
        }
        // The address may hold a secret: no message shows what stands behind its question mark.
        Properties properties = Driver.parseURL(jdbc, new Properties());
        if (properties == null) {
            return List.of("sink.jdbc (" + withoutParameters(jdbc) + ") is not an address that PostgreSQL's driver"
                    + " knows; write it like " + EXAMPLE);
        }
        return properties.stringPropertyNames().stream()
                .filter(KafkaSecrets::isSecret)
                .sorted()
                .map(name -> "sink.jdbc must not hold a " + name + ", which others can read; write it into a file and"
                        + " name that with --password-file or sink.password")
                .toList();
    }

    /** Returns the address for messages. */
    public String shown() {
        return withoutParameters(jdbc);
    }

    private static String withoutParameters(String jdbc) {
        int question = jdbc.indexOf('?');
        return question < 0 ? jdbc : jdbc.substring(0, question);
    }
}
