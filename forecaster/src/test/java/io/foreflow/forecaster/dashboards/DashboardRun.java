package io.foreflow.forecaster.dashboards;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.forecaster.dashboards.DashboardPicture.DashboardAnswers;
import io.foreflow.forecaster.sink.PostgresServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Asks each query of each dashboard as Grafana would, and draws the dashboards. */
public final class DashboardRun {
    private static final String READER = "grafana";
    private static final String READER_PASSWORD = "grafana's \"secret";
    private static final int POINTS = 120;

    private final PrometheusServer prometheus;
    private final String jdbc;
    private final Duration scrapeInterval;
    private final Map<String, String> names;

    /** A whole second, after the latest sample. */
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);

    private final List<String> failed = new ArrayList<>();
    private final TreeSet<String> empty = new TreeSet<>();
    private int answered;

    /** @param names names of instances in pictures, by their addresses */
    public DashboardRun(PrometheusServer prometheus, String jdbc, Duration scrapeInterval, Map<String, String> names) {
        this.prometheus = prometheus;
        this.jdbc = jdbc;
        this.scrapeInterval = scrapeInterval;
        this.names = Map.copyOf(names);
    }

    /** Makes the user of the PostgreSQL data source, with the script that comes with the dashboards. */
    public static void makeReader(String jdbc) throws IOException, InterruptedException, SQLException {
        PostgresServer.execute(jdbc, "DROP ROLE IF EXISTS " + READER);
        String[] address = jdbc.replaceAll(".*//", "").split("[:/]");
        ProcessBuilder script = new ProcessBuilder(
                "bash",
                GrafanaDashboard.RESOURCES.resolve("postgres/grafana-user.sh").toString());
        script.environment()
                .putAll(Map.of(
                        "PGHOST",
                        address[0],
                        "PGPORT",
                        address[1],
                        "PGPASSWORD",
                        PostgresServer.PASSWORD,
                        "POSTGRES_USER",
                        PostgresServer.USER,
                        "POSTGRES_DB",
                        address[2],
                        "GRAFANA_SQL_PASSWORD",
                        READER_PASSWORD));
        Process process = script.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError("grafana-user.sh failed: " + said);
        }
    }

    /** Returns the scrape configuration that comes with the dashboards, with other addresses and without patience. */
    public static String scrapeConfiguration(int servicePort, int sinkPort) {
        return GrafanaDashboard.read(GrafanaDashboard.RESOURCES.resolve("prometheus/prometheus.yml"))
                .replace("foreflow:8080", "127.0.0.1:" + servicePort)
                .replace("sink:8081", "127.0.0.1:" + sinkPort)
                .replace("_interval: 15s", "_interval: 1s");
    }

    /** Returns the queries that were refused, and why. */
    public List<String> failed() {
        return failed;
    }

    /** Returns the queries without data. */
    public TreeSet<String> empty() {
        return empty;
    }

    /** Returns the number of queries that were accepted. */
    public int answered() {
        return answered;
    }

    /** @param pictures folder for the pictures */
    public void answerAll(Path pictures) throws IOException, SQLException {
        Files.createDirectories(pictures);
        try (Connection connection = DriverManager.getConnection(jdbc, READER, READER_PASSWORD)) {
            for (GrafanaDashboard dashboard : GrafanaDashboard.all()) {
                DashboardAnswers answers = answers(dashboard, connection);
                String picture = DashboardPicture.svg(dashboard, answers);
                for (Map.Entry<String, String> name : names.entrySet()) {
                    picture = picture.replace(name.getKey(), name.getValue());
                }
                Files.writeString(pictures.resolve(dashboard.name() + ".svg"), picture);
            }
        }
    }

    private DashboardAnswers answers(GrafanaDashboard dashboard, Connection connection) {
        Instant from = dashboard.time("from", now);
        Instant to = dashboard.time("to", now);
        Duration step = Duration.between(from, to).dividedBy(POINTS);
        Map<String, List<String>> values = new HashMap<>();
        Map<String, String> shown = new LinkedHashMap<>();
        GrafanaText text = new GrafanaText(values, from, to, step, scrapeInterval);
        for (JsonNode variable : dashboard.variables()) {
            String chosen = choose(dashboard, variable, text, connection);
            shown.put(
                    variable.path("label").asText(), variable.path("includeAll").asBoolean() ? "All" : chosen);
            values.put(variable.path("name").asText(), List.of(chosen));
        }
        Map<Integer, List<QueryFrame>> panels = new HashMap<>();
        for (JsonNode panel : dashboard.charts()) {
            List<QueryFrame> frames = new ArrayList<>();
            dashboard.queries(panel).forEach(query -> frames.addAll(answer(query, text, connection)));
            panels.put(panel.path("id").asInt(), frames);
        }
        List<QueryFrame> annotations = new ArrayList<>();
        for (JsonNode annotation : dashboard.annotations()) {
            List<QueryFrame> frames = answer(dashboard.query(annotation), text, connection);
            annotations.add(frames.isEmpty() ? new QueryFrame(List.of(QueryFrame.TIME), List.of()) : frames.get(0));
        }
        return new DashboardAnswers(from, to, panels, annotations, shown);
    }

    /** Returns the value that stands in queries; the first one if people must choose. */
    private String choose(GrafanaDashboard dashboard, JsonNode variable, GrafanaText text, Connection connection) {
        String type = variable.path("type").asText();
        if (type.equals("textbox")) {
            return variable.path("query").asText();
        }
        if (type.equals("datasource")) {
            return variable.path("query").asText();
        }
        DashboardQuery query = dashboard.variableQuery(variable);
        List<String> values = new ArrayList<>();
        try {
            if (query.isPromql()) {
                values.addAll(prometheus.labelValues(query, text));
            } else {
                select(text.sql(query.text()), connection)
                        .rows()
                        .forEach(row -> values.add(String.valueOf(row.get(0))));
            }
            answered++;
        } catch (IOException | SQLException e) {
            failed.add(query.place() + ": " + e.getMessage());
        }
        if (values.isEmpty()) {
            empty.add(query.place());
            return "";
        }
        return variable.path("includeAll").asBoolean()
                ? variable.path("allValue").asText()
                : values.get(0);
    }

    private List<QueryFrame> answer(DashboardQuery query, GrafanaText text, Connection connection) {
        try {
            List<QueryFrame> frames = query.isPromql()
                    ? prometheus.answer(query, text)
                    : List.of(select(text.sql(query.text()), connection));
            answered++;
            if (frames.stream().noneMatch(QueryFrame::hasData)) {
                empty.add(query.place());
            }
            return frames;
        } catch (IOException | SQLException e) {
            failed.add(query.place() + ": " + e.getMessage());
            return List.of();
        }
    }

    private static QueryFrame select(String query, Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            int count = result.getMetaData().getColumnCount();
            List<String> columns = new ArrayList<>();
            for (int i = 1; i <= count; i++) {
                columns.add(requireNonNull(result.getMetaData().getColumnLabel(i)));
            }
            List<List<@Nullable Object>> rows = new ArrayList<>();
            while (result.next()) {
                List<@Nullable Object> row = new ArrayList<>();
                for (int i = 1; i <= count; i++) {
                    row.add(value(result.getObject(i)));
                }
                rows.add(row);
            }
            return new QueryFrame(columns, rows);
        }
    }

    private static @Nullable Object value(@Nullable Object sql) {
        if (sql instanceof Timestamp time) {
            return time.toInstant();
        }
        return sql instanceof Number number ? (Object) number.doubleValue() : sql == null ? null : sql.toString();
    }
}
