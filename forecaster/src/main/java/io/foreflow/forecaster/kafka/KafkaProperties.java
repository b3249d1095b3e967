package io.foreflow.forecaster.kafka;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;

/** Checks properties of Kafka's clients by Kafka's own definitions of their names, types and values. */
public final class KafkaProperties {
    private static final ConfigDef STREAMS = StreamsConfig.configDef();
    private static final ConfigDef CONSUMER = ConsumerConfig.configDef();
    private static final ConfigDef PRODUCER = ProducerConfig.configDef();
    private static final ConfigDef ADMIN = AdminClientConfig.configDef();

    /** Definitions of names without a prefix. */
    private static final Map<String, List<ConfigDef.ConfigKey>> PLAIN = union(STREAMS, CONSUMER, PRODUCER, ADMIN);

    /** Prefixes of names that Kafka Streams passes on to one kind of client. */
    private static final Map<String, ConfigDef> PREFIXES = prefixes();

    private static final Set<String> TOPIC = topicConfigs();

    /** Prefixes behind which any name is allowed. */
    private static final List<String> FREE = List.of("config.providers.", StreamsConfig.CLIENT_TAG_PREFIX);

    /** Properties that are lists of classes, and one text that is such a list. */
    private static final Set<String> CLASS_LISTS =
            Set.of("interceptor.classes", "metric.reporters", "partition.assignment.strategy", "security.providers");

    /** The form of a class's name: other text is never shown. */
    private static final Pattern CLASS_NAME = Pattern.compile("[A-Za-z_$][\\w$]*(\\.[A-Za-z_$][\\w$]*)+");

    private static final Pattern ADDRESS =
            Pattern.compile("([^:\\s]+://)?(\\[[0-9a-fA-F:.%]+]|[^:/\\s\\[\\]]+):\\d{1,5}");

    private KafkaProperties() {}

    /**
     * Returns true if one of Kafka's clients, or Kafka Streams, has a property of this name, or one behind a prefix.
     */
    public static boolean isKnown(String name) {
        return !definitions(name).isEmpty()
                || TOPIC.contains(name)
                || FREE.stream().anyMatch(name::startsWith);
    }

    /** Returns the known names that an unknown one may be a slip of, with its prefix if it has one. */
    public static Collection<String> candidates(String name) {
        Set<String> names = new TreeSet<>(PLAIN.keySet());
        PREFIXES.forEach((prefix, definition) -> {
            if (name.startsWith(prefix)) {
                definition.names().forEach(plain -> names.add(prefix + plain));
            }
        });
        if (name.startsWith(StreamsConfig.TOPIC_PREFIX)) {
            names.addAll(TOPIC);
        }
        return names;
    }

    /** Returns the name of a property that an environment variable names, where '_' stands for '.' and for itself. */
    public static String ofVariable(String lowerCase) {
        String dotted = lowerCase.replace('_', '.');
        return isKnown(dotted)
                ? dotted
                : candidates(dotted).stream()
                        .filter(name -> name.replace('_', '.').equals(dotted))
                        .findFirst()
                        .orElse(dotted);
    }

    /**
     * Returns the problem of each value, by name. The texts are rules and never hold a secret.
     *
     * @param settings values by name; unknown names are ignored
     */
    public static Map<String, String> problems(Map<String, String> settings) {
        boolean resolved = settings.keySet().stream().anyMatch(name -> name.endsWith("config.providers"));
        Map<String, String> problems = new TreeMap<>();
        settings.forEach((name, value) -> {
            boolean placeholder = resolved && value.contains("${");
            if (!placeholder) {
                problem(name, value, settings).ifPresent(rule -> problems.put(name, rule));
            }
        });
        return problems;
    }

    /** Returns the classes that are not Kafka's own: they may read properties that Kafka does not know. */
    public static List<String> foreignClasses(Map<String, String> settings) {
        Set<String> classes = new TreeSet<>();
        settings.forEach((name, value) -> {
            String plain = plain(name);
            if (plain.equals(SaslConfigs.SASL_JAAS_CONFIG)) {
                JaasText.loginModule(value).ifPresent(classes::add);
            } else if (isClass(name) || CLASS_LISTS.contains(plain) || isProvider(plain)) {
                classes.addAll(list(value));
            }
        });
        classes.removeIf(name -> !CLASS_NAME.matcher(name).matches()
                || name.startsWith("org.apache.kafka.")
                || name.startsWith("com.sun.security."));
        return List.copyOf(classes);
    }

    static List<ConfigDef.ConfigKey> definitions(String name) {
        List<ConfigDef.ConfigKey> found = PLAIN.get(name);
        if (found != null) {
            return found;
        }
        for (Map.Entry<String, ConfigDef> prefix : PREFIXES.entrySet()) {
            if (name.startsWith(prefix.getKey())) {
                ConfigDef.@Nullable ConfigKey key = prefix.getValue()
                        .configKeys()
                        .get(name.substring(prefix.getKey().length()));
                return key == null ? List.of() : List.of(key);
            }
        }
        return List.of();
    }

    private static Optional<String> problem(String name, String value, Map<String, String> settings) {
        String plain = plain(name);
        if (plain.equals(SaslConfigs.SASL_JAAS_CONFIG)) {
            return JaasText.problem(value, settings.containsKey(handlerBeside(name)));
        }
        if (plain.equals("bootstrap.servers")) {
            return list(value).stream().allMatch(address -> ADDRESS.matcher(address)
                                    .matches())
                            && !list(value).isEmpty()
                    ? Optional.empty()
                    : Optional.of("must be HOST:PORT, several separated by commas");
        }
        if (CLASS_LISTS.contains(plain)) {
            return list(value).stream()
                    .filter(listed -> !isThere(listed))
                    .findFirst()
                    .map(listed -> "must name existing classes" + named(listed));
        }
        return refusedByAll(name, value);
    }

    /**
     * Returns a problem only if all clients refuse the value: a few names mean more to Kafka Streams than to a
     * consumer.
     */
    private static Optional<String> refusedByAll(String name, String value) {
        @Nullable String rule = null;
        for (ConfigDef.ConfigKey key : definitions(name)) {
            try {
                Object parsed = ConfigDef.parseType(key.name, value, key.type);
                if (key.validator != null) {
                    key.validator.ensureValid(key.name, parsed);
                }
                return Optional.empty();
            } catch (ConfigException e) {
                rule = rule == null ? rule(key, value, e) : rule;
            }
        }
        return Optional.ofNullable(rule);
    }

    /** Returns Kafka's own message without the value, which is shown before it, or must not be shown. */
    private static String rule(ConfigDef.ConfigKey key, String value, ConfigException e) {
        String message = String.valueOf(e.getMessage());
        String repeated = " for configuration " + key.name;
        int end = message.lastIndexOf(repeated);
        String reason = (end < 0 ? message : message.substring(end + repeated.length()))
                .replaceFirst("^[:.]?\\s*", "")
                .strip();
        boolean secret = KafkaSecrets.isSecret(key.name) && !value.isEmpty() && reason.contains(value);
        return reason.isEmpty() || secret
                ? "must be " + key.type.toString().toLowerCase(Locale.ROOT)
                : "is refused by Kafka: " + reason;
    }

    private static String handlerBeside(String name) {
        return name.substring(0, name.length() - SaslConfigs.SASL_JAAS_CONFIG.length())
                + SaslConfigs.SASL_CLIENT_CALLBACK_HANDLER_CLASS;
    }

    private static boolean isThere(String name) {
        try {
            Class.forName(name, false, Utils.getContextOrKafkaClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    private static String named(String text) {
        return CLASS_NAME.matcher(text).matches() ? "; " + text + " is not" : "";
    }

    private static boolean isClass(String name) {
        return definitions(name).stream().anyMatch(key -> key.type == ConfigDef.Type.CLASS);
    }

    private static boolean isProvider(String name) {
        return name.startsWith("config.providers.") && name.endsWith(".class");
    }

    private static String plain(String name) {
        return PREFIXES.keySet().stream()
                .filter(prefix -> !PLAIN.containsKey(name) && name.startsWith(prefix))
                .map(prefix -> name.substring(prefix.length()))
                .findFirst()
                .orElse(name);
    }

    private static List<String> list(String value) {
        return Arrays.stream(value.split(",", -1))
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .toList();
    }

    private static Map<String, List<ConfigDef.ConfigKey>> union(ConfigDef... definitions) {
        Map<String, List<ConfigDef.ConfigKey>> union = new TreeMap<>();
        for (ConfigDef definition : definitions) {
            definition.configKeys().forEach((name, key) -> union.computeIfAbsent(name, any -> new ArrayList<>())
                    .add(key));
        }
        return union;
    }

    private static Map<String, ConfigDef> prefixes() {
        Map<String, ConfigDef> prefixes = new LinkedHashMap<>();
        prefixes.put(StreamsConfig.MAIN_CONSUMER_PREFIX, CONSUMER);
        prefixes.put(StreamsConfig.RESTORE_CONSUMER_PREFIX, CONSUMER);
        prefixes.put(StreamsConfig.GLOBAL_CONSUMER_PREFIX, CONSUMER);
        prefixes.put(StreamsConfig.CONSUMER_PREFIX, CONSUMER);
        prefixes.put(StreamsConfig.PRODUCER_PREFIX, PRODUCER);
        prefixes.put(StreamsConfig.ADMIN_CLIENT_PREFIX, ADMIN);
        return prefixes;
    }

    /** Returns the settings of topics. Kafka defines them only in its server; their names are public. */
    private static Set<String> topicConfigs() {
        Set<String> names = new TreeSet<>();
        for (Field field : TopicConfig.class.getFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getName().endsWith("_CONFIG")) {
                try {
                    names.add(StreamsConfig.TOPIC_PREFIX + field.get(null));
                } catch (IllegalAccessException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        return names;
    }
}
