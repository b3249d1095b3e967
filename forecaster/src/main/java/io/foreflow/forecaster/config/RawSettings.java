package io.foreflow.forecaster.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.foreflow.forecaster.kafka.KafkaProperties;
import io.foreflow.forecaster.kafka.KafkaSecrets;
import io.foreflow.models.series.VisibleText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The raw settings by path, before they are parsed: the file, then the environment, then options of the command line.
 * Later ones override earlier ones.
 */
final class RawSettings {
    static final YAMLMapper YAML = new YAMLMapper(YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(YAMLParser.Feature.EMPTY_STRING_AS_NULL)
            .build());
    private static final String PREFIX = "FOREFLOW_";
    private static final String KAFKA_PREFIX = PREFIX + "KAFKA_";

    /** Variables that are not configuration keys: of the data sets, the launcher and the project's tests. */
    private static final List<String> OTHER_VARIABLES =
            List.of("FOREFLOW_DATA", "FOREFLOW_JAVA_OPTS", "FOREFLOW_REQUIRE_DOCKER", "FOREFLOW_ROOT");

    private final Map<String, RawSetting> byPath = new TreeMap<>();

    /**
     * @param text text as written
     * @param from name of the variable or option that set it; empty for the file
     */
    record RawSetting(String text, String from) {
        /** Leaves out the text, which may be a secret. */
        @Override
        public String toString() {
            return "Setting[from=" + from + "]";
        }
    }

    Map<String, RawSetting> byPath() {
        return byPath;
    }

    /** @param problems gets the problems of reading */
    void addFile(Path file, List<String> problems) {
        JsonNode root;
        try {
            root = YAML.readTree(Files.readString(file));
        } catch (NoSuchFileException e) {
            problems.add("the file does not exist; give another with --config");
            return;
        } catch (MalformedInputException e) {
            problems.add("the file is not text in UTF-8");
            return;
        } catch (JsonProcessingException e) {
            problems.add(
                    "line " + (e.getLocation() == null ? "?" : e.getLocation().getLineNr()) + ": not YAML: "
                            + (holdsSecret(file)
                                    ? "not shown, as the file holds a secret"
                                    : firstLine(e.getOriginalMessage())));
            return;
        } catch (IOException e) {
            problems.add("the file cannot be read (" + e.getMessage() + ")");
            return;
        }
        // A file of comments only is an empty configuration.
        if (root == null || root.isMissingNode() || root.isNull()) {
            return;
        }
        if (!root.isObject()) {
            problems.add("the file must hold keys and values, such as 'http: {port: 8080}'");
            return;
        }
        flatten("", root, problems);
    }

    private void flatten(String path, JsonNode node, List<String> problems) {
        if (path.equals(ConfigKeys.ALERTS.path()) && !node.isNull()) {
            byPath.put(path, new RawSetting(node.toString(), ""));
        } else if (node.isObject()) {
            node.properties()
                    .forEach(entry -> flatten(
                            path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(), entry.getValue(), problems));
        } else if (node.isArray() && ConfigKeys.LISTS.contains(path)) {
            addList(path, node, problems);
        } else if (node.isArray()) {
            String shown = isSecret(path) ? KafkaSecrets.HIDDEN : VisibleText.shown(node.toString());
            problems.add(path + " (" + shown + ") must be a single value, not a list");
        } else if (!node.isNull()) {
            // A key without a value is a section whose keys are all commented out.
            byPath.put(path, new RawSetting(node.asText(), ""));
        }
    }

    /** Quotes a name as in a line of CSV, since it may hold a comma. */
    private static String quoted(String name) {
        return name.indexOf(',') < 0 && name.indexOf('"') < 0 ? name : '"' + name.replace("\"", "\"\"") + '"';
    }

    /** Joins the items of a list with commas, as a variable has them. */
    private void addList(String path, JsonNode list, List<String> problems) {
        List<String> items = new ArrayList<>();
        for (JsonNode item : list) {
            boolean quoted = path.startsWith(ConfigKeys.TABLES);
            if (item.isValueNode() && (quoted || item.asText().indexOf(',') < 0)) {
                items.add(quoted ? quoted(item.asText()) : item.asText());
            } else {
                problems.add(path + " (" + VisibleText.shown(item.toString())
                        + ") must be a list of single values without a comma");
            }
        }
        byPath.put(path, new RawSetting(String.join(",", items), ""));
    }

    /**
     * Variables that begin with {@code FOREFLOW_}: the key's path in capitals with '_' for '.'. Everything behind
     * {@code FOREFLOW_KAFKA_} is a property of the Kafka clients, in small letters with '.' for '_'.
     */
    void addEnvironment(Map<String, String> environment, Collection<String> paths, List<String> problems) {
        Map<String, String> pathByVariable = new TreeMap<>();
        paths.forEach(path -> pathByVariable.put(plain(path), path));
        new TreeMap<>(environment).forEach((variable, value) -> {
            if (!variable.startsWith(PREFIX) || OTHER_VARIABLES.contains(variable)) {
                return;
            }
            if (variable.startsWith(KAFKA_PREFIX) && variable.length() > KAFKA_PREFIX.length()) {
                String property = KafkaProperties.ofVariable(
                        variable.substring(KAFKA_PREFIX.length()).toLowerCase(Locale.ROOT));
                byPath.put(ConfigKeys.KAFKA + "." + property, new RawSetting(value, variable));
                return;
            }
            String path = pathByVariable.get(plain(variable.substring(PREFIX.length())));
            if (path == null) {
                Optional<String> suggestion = Suggestions.nearest(
                        variable, paths.stream().map(RawSettings::variable).toList());
                problems.add("unknown environment variable '" + variable + "'"
                        + suggestion
                                .map(name -> "; did you mean '" + name + "'?")
                                .orElse("; unset it"));
            } else {
                byPath.put(path, new RawSetting(value, variable));
            }
        });
    }

    void addOption(String path, String value, String option) {
        byPath.put(path, new RawSetting(value, option));
    }

    static String variable(String path) {
        return PREFIX + path.toUpperCase(Locale.ROOT).replace('.', '_');
    }

    /** Normalises a name so that configuration paths and environment variables compare equal: MAX_GAP equals MAXGAP. */
    private static String plain(String name) {
        return name.toUpperCase(Locale.ROOT).replace("_", "").replace(".", "");
    }

    /** Returns true for a path whose value must not be shown. */
    static boolean isSecret(String path) {
        String kafka = ConfigKeys.KAFKA + ".";
        return KafkaSecrets.isSecret(path.startsWith(kafka) ? path.substring(kafka.length()) : path);
    }

    /** Returns true if the file holds a secret: a message about text that is not YAML may quote any of it. */
    private static boolean holdsSecret(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.map(line -> line.split("[:=]", 2)[0]).anyMatch(RawSettings::isSecret);
        } catch (IOException | UncheckedIOException e) {
            return true;
        }
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }
}
