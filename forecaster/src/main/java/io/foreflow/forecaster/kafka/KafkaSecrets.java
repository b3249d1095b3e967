package io.foreflow.forecaster.kafka;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigDef;

/** Tells which properties of Kafka's clients are secrets, and hides their values. */
public final class KafkaSecrets {
    /** Stands where a secret would stand. */
    public static final String HIDDEN = "hidden";

    /** A name with one of these is a secret, whoever reads it; without what parts words. */
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

    /** The same settings in order of their names, with secrets hidden. */
    public static Map<String, String> masked(Map<String, String> settings) {
        Map<String, String> masked = new TreeMap<>();
        settings.forEach((name, value) -> masked.put(name, isSecret(name) ? "[" + HIDDEN + "]" : value));
        return masked;
    }
}
