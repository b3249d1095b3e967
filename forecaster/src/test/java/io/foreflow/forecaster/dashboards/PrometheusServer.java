package io.foreflow.forecaster.dashboards;

import static java.util.Objects.requireNonNull;
import static java.util.regex.Matcher.quoteReplacement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** A Prometheus of Debian in a folder of its own. */
public final class PrometheusServer implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern LABEL = Pattern.compile("\\{\\{\\s*(\\w+)\\s*}}");
    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.+),\\s*(\\w+)\\)");
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final Process process;
    private final int port;
    private final Path log;

    private PrometheusServer(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /** Skips the test, saying so, where Prometheus is not installed. */
    public static void assumeInstalled() {
        Assumptions.assumeTrue(
                isInstalled("prometheus") && isInstalled("promtool"),
                "Prometheus is not installed: apt-get install prometheus");
    }

    static boolean isInstalled(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** Runs promtool and returns what it says. */
    static String promtool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        Process promtool = new ProcessBuilder(command).redirectErrorStream(true).start();
        promtool.getOutputStream().close();
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!promtool.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || promtool.exitValue() != 0) {
            promtool.destroyForcibly();
            throw new AssertionError(command + " failed:\n" + said);
        }
        return said;
    }

    /**
     * Makes blocks of samples of the past.
     *
     * @param samples in OpenMetrics, with times
     */
    public static void backfill(Path folder, Path samples) throws IOException, InterruptedException {
        promtool(
                "tsdb",
                "create-blocks-from",
                "--max-block-duration=1000h",
                "openmetrics",
                samples.toString(),
                folder.resolve("data").toString());
    }

    /**
     * @param configuration as YAML
     * @param lookback how long a sample counts as the present one
     */
    public static PrometheusServer start(Path folder, String configuration, Duration lookback) throws IOException {
        Path file = Files.writeString(folder.resolve("prometheus.yml"), configuration);
        Path log = folder.resolve("prometheus.log");
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Process process = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + file,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--storage.tsdb.retention.time=60d",
                        "--query.lookback-delta=" + lookback.toSeconds() + "s",
                        "--web.listen-address=" + HOST + ":" + port,
                        "--log.level=warn")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new PrometheusServer(process, port, log);
    }

    /** Returns true if a query answers something, and no error. */
    public boolean hasData(String promql) {
        try {
            return !get("query", Map.of("query", promql)).path("result").isEmpty();
        } catch (IOException e) {
            if (!process.isAlive()) {
                throw new AssertionError("Prometheus has ended:\n" + GrafanaDashboard.read(log), e);
            }
            return false;
        }
    }

    /** Answers a query as Grafana's data source does. */
    public List<QueryFrame> answer(DashboardQuery query, GrafanaText text) throws IOException {
        String promql = text.promql(query.text());
        if (query.moment()) {
            JsonNode data = get(
                    "query",
                    Map.of("query", promql, "time", Long.toString(text.to().getEpochSecond())));
            List<JsonNode> samples = GrafanaDashboard.list(data.path("result"));
            return query.table()
                    ? List.of(table(samples))
                    : samples.stream()
                            .map(sample -> series(query, sample, List.of(sample.path("value"))))
                            .toList();
        }
        JsonNode data = get(
                "query_range",
                Map.of(
                        "query", promql,
                        "start", Long.toString(text.from().getEpochSecond()),
                        "end", Long.toString(text.to().getEpochSecond()),
                        "step", Long.toString(text.step().toSeconds())));
        return GrafanaDashboard.list(data.path("result")).stream()
                .map(sample -> series(query, sample, GrafanaDashboard.list(sample.path("values"))))
                .toList();
    }

    /** Returns the values of Grafana's {@code label_values(metric, label)}. */
    public List<String> labelValues(DashboardQuery query, GrafanaText text) throws IOException {
        var match = LABEL_VALUES.matcher(query.text());
        if (!match.matches()) {
            throw new IllegalArgumentException(query.place() + " must be label_values(metric, label)");
        }
        Set<String> values = new LinkedHashSet<>();
        for (JsonNode sample :
                get("query", Map.of("query", text.promql(match.group(1)))).path("result")) {
            values.add(sample.path("metric").path(match.group(2)).asText());
        }
        return List.copyOf(values);
    }

    private static QueryFrame series(DashboardQuery query, JsonNode sample, List<JsonNode> values) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (JsonNode value : values) {
            rows.add(List.of(
                    Instant.ofEpochMilli(Math.round(value.path(0).asDouble() * 1_000)),
                    parsed(value.path(1).asText())));
        }
        return new QueryFrame(List.of(QueryFrame.TIME, name(query, sample.path("metric"))), rows);
    }

    private static Double parsed(String number) {
        return switch (number) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.valueOf(number);
        };
    }

    private static String name(DashboardQuery query, JsonNode labels) {
        return query.legend().isEmpty()
                ? "value"
                : LABEL.matcher(query.legend())
                        .replaceAll(match ->
                                quoteReplacement(labels.path(match.group(1)).asText()));
    }

    private static QueryFrame table(List<JsonNode> samples) {
        Set<String> labels = new LinkedHashSet<>();
        samples.forEach(sample -> sample.path("metric").fieldNames().forEachRemaining(labels::add));
        List<String> columns = new ArrayList<>(labels);
        columns.add("Value");
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (JsonNode sample : samples) {
            List<@Nullable Object> row = new ArrayList<>();
            labels.forEach(label -> row.add(sample.path("metric").path(label).asText()));
            row.add(parsed(sample.path("value").path(1).asText()));
            rows.add(row);
        }
        return new QueryFrame(columns, rows);
    }

    private JsonNode get(String path, Map<String, String> parameters) throws IOException {
        StringBuilder form = new StringBuilder();
        parameters.forEach((name, value) -> form.append(form.isEmpty() ? "" : "&")
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + HOST + ":" + port + "/api/v1/" + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form.toString()))
                .build();
        try {
            HttpResponse<String> response = CLIENT.send(request, BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IOException(parameters.get("query") + ": " + response.body());
            }
            return requireNonNull(MAPPER.readTree(response.body())).path("data");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
