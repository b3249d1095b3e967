package io.foreflow.forecaster.kafka;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigDef;

/** Recognises secrets among the properties of Kafka's clients, and hides their values. */
public final class KafkaSecrets {
    /** Text in place of a secret. */
    public static final String HIDDEN = "hidden";

    /** Parts of names that make them secrets, whoever reads them; without the separators of words. */
    private static final List<String> PARTS = List.of(
            "password",
            "passwd",
            "passphrase",
            "secret",
            "token",
            "credential",
            "apikey",
            "accesskey",
            "privatekey",
            "userinfo",
            "jaas");

    private KafkaSecrets() {}

    /** Returns true for what Kafka defines as a password, and for every name that sounds like a secret. */
    public static boolean isSecret(String name) {
        String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        return PARTS.stream().anyMatch(plain::contains)
                || KafkaProperties.definitions(name).stream().anyMatch(key -> key.type == ConfigDef.Type.PASSWORD);
    }

    /** Returns the same settings in order of their names, with secrets hidden. */
    public static Map<String, String> masked(Map<String, String> settings) {
        Map<String, String> masked = new TreeMap<>();
        settings.forEach((name, value) -> masked.put(name, isSecret(name) ? "[" + HIDDEN + "]" : value));
        return masked;
    }
}
