package io.foreflow.forecaster.metrics;

import static java.util.stream.Collectors.toCollection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The rules for Prometheus that come with Foreflow. */
public final class PrometheusRules {
    public static final Path ROOT =
            Path.of(System.getProperty("foreflow.root", "..")).toAbsolutePath().normalize();

    static final Path FILE =
            ROOT.resolve("dashboards/src/main/resources/io/foreflow/dashboards/prometheus/foreflow.rules.yml");

    /** Names of our metrics and of Java's, without those that a rule records, which have colons. */
    private static final Pattern METRIC = Pattern.compile("(?<![\\w:])(?:foreflow|process|jvm|kafka)_\\w+(?![\\w:])");

    private PrometheusRules() {}

    static List<JsonNode> alerts() {
        return all().stream().filter(rule -> rule.has("alert")).toList();
    }

    private static List<JsonNode> all() {
        List<JsonNode> rules = new ArrayList<>();
        try {
            new ObjectMapper(new YAMLFactory())
                    .readTree(FILE.toFile())
                    .path("groups")
                    .forEach(group -> group.path("rules").forEach(rules::add));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rules;
    }

    /** Returns the names of the metrics that rules read. */
    public static SortedSet<String> metrics() {
        return all().stream()
                .flatMap(rule -> METRIC.matcher(rule.path("expr").asText()).results())
                .map(MatchResult::group)
                .collect(toCollection(TreeSet::new));
    }
}
