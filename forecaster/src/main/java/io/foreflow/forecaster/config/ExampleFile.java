package io.foreflow.forecaster.config;

import java.util.List;

/** The documentation of the configuration: a file with every key, commented out, at its default. */
public final class ExampleFile {
    private static final List<String> ALERTS = List.of(
            AlertSettings.EXAMPLE,
            "{name: frost, sensors: outside, when: lower <= 0}",
            "{name: strange, sensors: \"*\", when: anomaly, for: 3}");

    private ExampleFile() {}

    public static String text() {
        StringBuilder text = new StringBuilder("""
                # Configuration of Foreflow: every key with its default. Copy this file to foreflow.yaml and remove the '#' before
                # the keys that you change. A duration is a number with ms, s, m, h or d, or ISO-8601 such as PT5M.
                #
                # An environment variable wins over the file. Its name is FOREFLOW_ and the key in capitals with '_' for '.', such
                # as FOREFLOW_HTTP_PORT=8081 or FOREFLOW_KAFKA_BOOTSTRAP_SERVERS=broker:9092.

                # Everything below kafka is passed to every Kafka client unchanged. Kafka's own definitions check names and
                # values. An unknown name is refused, unless a class that is not Kafka's own is configured.
                kafka:
                  #bootstrap.servers: localhost:9092
                  # For instance:
                  #   security.protocol: SASL_SSL
                  #   sasl.mechanism: SCRAM-SHA-512
                  #   sasl.jaas.config: org.apache.kafka.common.security.scram.ScramLoginModule required username="me" password="secret";
                  #   num.stream.threads: 2
                """);
        String section = "";
        for (ConfigKey<?> key : ConfigKeys.ALL) {
            int dot = key.path().indexOf('.');
            String keySection = key.path().substring(0, dot);
            if (!keySection.equals(section)) {
                section = keySection;
                text.append("\n").append(section).append(":\n");
            }
            text.append("  # ").append(key.doc()).append('\n');
            text.append("  #").append(key.path().substring(dot + 1)).append(":");
            text.append(key.fallback().isEmpty() ? "" : " " + key.fallback()).append('\n');
            if (key.equals(ConfigKeys.ZONE)) {
                text.append("  # Time zones by sensor; in a variable: FOREFLOW_WINDOW_ZONES=a=Europe/Berlin,b=UTC.\n");
                text.append("  #zones: {}\n");
            }
            if (key.equals(ConfigKeys.COVARIATES)) {
                text.append("  # ").append(ConfigKeys.NEIGHBOURS.doc()).append("\n  #neighbours: {}\n");
            }
            if (key.equals(ConfigKeys.ROLLBACK_WATCH)) {
                text.append("\n# ").append(ConfigKeys.ALERTS.doc()).append("\n#alerts:\n");
                ALERTS.forEach(rule -> text.append("#  - ").append(rule).append('\n'));
            }
            if (key.equals(ConfigKeys.HOLIDAYS)) {
                text.append(
                        "  # Holiday calendars by sensor; in a variable: FOREFLOW_WINDOW_HOLIDAYSBYSENSOR=a=DE-BY,b=none.\n");
                text.append("  #holidaysBySensor: {}\n");
            }
        }
        return text.toString();
    }
}
