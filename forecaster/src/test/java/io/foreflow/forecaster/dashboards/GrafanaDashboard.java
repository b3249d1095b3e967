package io.foreflow.forecaster.dashboards;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.forecaster.dashboards.DashboardQuery.QueryLanguage;
import io.foreflow.ingest.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A dashboard as Grafana reads it.
 *
 * @param name name of its file, without {@code .json}
 */
public record GrafanaDashboard(String name, JsonNode json) {
    static final Path ROOT =
            Path.of(Optional.ofNullable(System.getProperty("foreflow.root")).orElse(".."));
    static final Path RESOURCES = ROOT.resolve("dashboards/src/main/resources/io/foreflow/dashboards");

    /** Reads all dashboards, by name. */
    public static List<GrafanaDashboard> all() {
        try (Stream<Path> files = Files.list(RESOURCES.resolve("grafana"))) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .map(file -> new GrafanaDashboard(
                            file.getFileName().toString().replace(".json", ""),
                            Json.object(read(file).getBytes(UTF_8))))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String title() {
        return json.path("title").asText();
    }

    /** Returns all panels, rows included. */
    List<JsonNode> panels() {
        return list(json.path("panels"));
    }

    /** Returns the panels that show something: all but rows. */
    List<JsonNode> charts() {
        return panels().stream()
                .filter(panel -> !panel.path("type").asText().equals("row"))
                .toList();
    }

    List<JsonNode> variables() {
        return list(json.path("templating").path("list"));
    }

    List<JsonNode> variables(String type) {
        return variables().stream()
                .filter(variable -> variable.path("type").asText().equals(type))
                .toList();
    }

    List<JsonNode> annotations() {
        return list(json.path("annotations").path("list"));
    }

    /** Returns the queries of a panel. */
    List<DashboardQuery> queries(JsonNode panel) {
        String place = title() + " / " + panel.path("title").asText();
        return list(panel.path("targets")).stream()
                .map(target -> DashboardQuery.ofTarget(
                        place + " " + target.path("refId").asText(), target))
                .toList();
    }

    DashboardQuery query(JsonNode annotation) {
        String place = title() + " / annotation " + annotation.path("name").asText();
        return DashboardQuery.ofTarget(place, annotation.has("target") ? annotation.path("target") : annotation);
    }

    /** Returns the query of a variable: SQL, or Grafana's {@code label_values(…)}. */
    DashboardQuery variableQuery(JsonNode variable) {
        return new DashboardQuery(
                title() + " / variable " + variable.path("name").asText(),
                uid(variable).contains("prometheus") ? QueryLanguage.PROMQL : QueryLanguage.SQL,
                variable.path("query").asText(),
                true,
                true,
                "");
    }

    /** Returns a time such as {@code now-3d}. */
    Instant time(String end, Instant now) {
        String text = json.path("time").path(end).asText();
        if (!text.matches("now([+-]\\d+[hd])?")) {
            throw new IllegalArgumentException(title() + ": time." + end + " (" + text + ") is not now, now-6h or so");
        }
        if (text.equals("now")) {
            return now;
        }
        long count = Long.parseLong(text.substring(3, text.length() - 1));
        return now.plus(text.endsWith("h") ? Duration.ofHours(count) : Duration.ofDays(count));
    }

    /** Returns the name, for the names of tests. */
    @Override
    public String toString() {
        return name;
    }

    static String uid(JsonNode owner) {
        return owner.path("datasource").path("uid").asText();
    }

    static List<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }
}
