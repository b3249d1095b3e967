package io.foreflow.forecaster.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Writes docs/configuration.md from the keys: each with its meaning, values, default and environment variable. */
final class ConfigReference {
    private static final int WIDTH = 120;
    private static final String MUST_BE = "must be ";
    private static final String NONE = "none";

    /** Texts of which nearly every key refuses one; its message states the rule. */
    private static final List<String> UNUSABLE = List.of("", "?", ",", "\u0001", "no such value");

    private static final String INTRODUCTION = """
            # Configuration

            This page lists every key of `foreflow.yaml`. It is generated from the keys in the code.
            [foreflow.example.yaml](../forecaster/src/main/dist/foreflow.example.yaml) has the same keys as a file to copy.

            - The service reads the file that `--config` names, or `foreflow.yaml` in the current folder.
            - An environment variable wins over the file. A wrong or unknown key stops the start; the message names each one.
            - A duration is a number with ms, s, m, h or d, or ISO-8601 such as PT5M.
            - A list is a YAML list in the file; in a variable its entries are separated by commas.

            ## kafka

            ### `kafka`

            Properties of every Kafka client, unchanged. Kafka's own definitions check names and values. An unknown name is refused,
            unless a class that is not Kafka's own is configured.

            - Values: properties by name, such as `bootstrap.servers`
            - Default: `bootstrap.servers: %s`
            - Variable: `FOREFLOW_KAFKA_` and the name in capitals with `_` for `.`, such as `FOREFLOW_KAFKA_BOOTSTRAP_SERVERS`
            """;

    private ConfigReference() {}

    static String text() {
        StringBuilder text = new StringBuilder(INTRODUCTION.formatted(ConfigKeys.BOOTSTRAP_SERVERS));
        String section = "";
        for (ConfigKey<?> key : ConfigKeys.ALL) {
            String keySection = key.path().substring(0, key.path().indexOf('.'));
            if (!keySection.equals(section)) {
                section = keySection;
                text.append("\n## ").append(section).append('\n');
            }
            entry(text, key.path(), key.doc(), values(key), fallback(key));
            if (key.equals(ConfigKeys.ZONE)) {
                entry(text, ConfigKeys.ZONES, "Time zones by sensor.", bySensor("a=Europe/Berlin,b=UTC"), NONE);
            } else if (key.equals(ConfigKeys.HOLIDAYS)) {
                entry(
                        text,
                        ConfigKeys.HOLIDAYS_BY_SENSOR,
                        "Holiday calendars by sensor.",
                        bySensor("a=DE-BY,b=none"),
                        NONE);
            } else if (key.equals(ConfigKeys.ROLLBACK_WATCH)) {
                ConfigKey<?> alerts = ConfigKeys.ALERTS;
                text.append("\n## ").append(alerts.path()).append('\n');
                entry(text, alerts.path(), alerts.doc() + " See [Alerts](alerts.md).", values(alerts), NONE);
            } else if (key.equals(ConfigKeys.COVARIATES)) {
                ConfigKey<?> neighbours = ConfigKeys.NEIGHBOURS;
                entry(text, neighbours.path(), neighbours.doc(), bySensor("a=b;c,b=a"), NONE);
            }
        }
        return text.toString();
    }

    private static void entry(StringBuilder text, String path, String doc, String values, String fallback) {
        text.append("\n### `").append(path).append("`\n\n");
        wrap(text, doc, "");
        text.append('\n');
        wrap(text, "- Values: " + values, "  ");
        text.append("- Default: ").append(fallback).append('\n');
        text.append("- Variable: `").append(RawSettings.variable(path)).append("`\n");
    }

    private static String fallback(ConfigKey<?> key) {
        if (key.fallback().isEmpty()) {
            return key.path().startsWith(ConfigKeys.TABLES) ? "found in each file" : NONE;
        }
        return "`" + key.fallback() + "`";
    }

    private static String bySensor(String example) {
        return "one for each sensor; in the variable such as " + example;
    }

    /** Returns the rule that a key's own messages state. */
    private static String values(ConfigKey<?> key) {
        String list = ConfigKeys.LISTS.contains(key.path()) ? "a list" : "";
        return UNUSABLE.stream()
                .flatMap(text -> rule(key, text).stream())
                .findFirst()
                .map(rule -> Stream.of(list, rule).filter(part -> !part.isEmpty()))
                .map(parts -> String.join(" of ", parts.toList()))
                .orElse(list.isEmpty() ? "any text" : list);
    }

    private static Optional<String> rule(ConfigKey<?> key, String text) {
        try {
            key.parse(text);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            if (!message.startsWith(MUST_BE)) {
                return Optional.of("one of the forms above");
            }
            int why = message.indexOf(": ");
            return Optional.of(message.substring(MUST_BE.length(), why < 0 ? message.length() : why));
        }
    }

    /** Appends {@code words} in lines of at most {@value #WIDTH} characters. */
    private static void wrap(StringBuilder text, String words, String indent) {
        String line = "";
        for (String word : words.split(" ")) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > WIDTH) {
                text.append(line).append('\n');
                line = indent + word;
            } else {
                line = line.isEmpty() ? word : line + " " + word;
            }
        }
        text.append(line).append('\n');
    }
}
