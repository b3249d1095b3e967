package io.foreflow.forecaster.dashboards;

import static io.foreflow.forecaster.dashboards.GrafanaDashboard.list;
import static io.foreflow.forecaster.dashboards.GrafanaDashboard.uid;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.forecaster.dashboards.DashboardQuery.QueryLanguage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rules of Grafana's dashboard linter (grafana/dashboard-linter, docs/rules), which are about Prometheus, and some of
 * our own. The linter's rules about Loki have nothing to check here.
 */
class DashboardRulesTest {
    /** Ids of Grafana's units that are used. */
    private static final Set<String> UNITS = Set.of("none", "short", "percentunit", "s", "cpm");

    /** Metrics of Prometheus itself: its alerts have the labels of their rules, not those of a scrape. */
    private static final Set<String> NOT_SCRAPED = Set.of("ALERTS");

    private static final Set<String> COUNTER_FUNCTIONS = Set.of("rate", "irate", "increase");
    private static final int GRID_COLUMNS = 24;

    private static final Pattern SELECTOR = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)\\{([^}]*)}");
    private static final Pattern BARE_METRIC =
            Pattern.compile("\\b(?:foreflow|kafka|jvm|process|system)_\\w+\\b(?!\\{)");
    private static final Pattern RATE = Pattern.compile("\\bi?rate\\([^\\[\\]]*\\[([^]]+)]");
    private static final Pattern COUNTER = Pattern.compile("(?:(\\w+)\\()?\\b\\w+_total\\{");
    private static final Pattern FOREFLOW_METRIC = Pattern.compile("\\bforeflow_\\w+");
    private static final Pattern MOUNT = Pattern.compile("- \\./(dashboards/\\S+?):(\\S+?):ro");
    private static final Pattern DASHBOARD_LINK = Pattern.compile("/d/([a-z-]+)");

    static Stream<GrafanaDashboard> dashboards() {
        return GrafanaDashboard.all().stream();
    }

    @Test
    void shouldFindTheFiveDashboardsWithFixedUids() {
        assertThat(GrafanaDashboard.all())
                .extracting(GrafanaDashboard::name)
                .containsExactly("accuracy", "forecast", "models", "overview", "pipeline");
        assertThat(GrafanaDashboard.all())
                .allSatisfy(dashboard ->
                        assertThat(dashboard.json().path("uid").asText()).isEqualTo("foreflow-" + dashboard.name()));
    }

    /** template-datasource-rule. */
    @ParameterizedTest
    @MethodSource("dashboards")
    void shouldLetPeopleChooseTheDataSources(GrafanaDashboard dashboard) {
        assertThat(dashboard.variables("datasource")).isNotEmpty().allSatisfy(variable -> {
            String kind = variable.path("query").asText();
            assertThat(kind).isIn("prometheus", "postgres");
            assertThat(variable.path("name").asText()).isEqualTo(kind + "_datasource");
            assertThat(variable.path("label").asText()).isEqualToIgnoringCase(kind + " data source");
        });
    }

    /** template-job-rule, template-instance-rule; the application is ours. */
    @ParameterizedTest
    @MethodSource("dashboards")
    void shouldLetPeopleChooseApplicationJobAndInstance(GrafanaDashboard dashboard) {
        List<String> names = isOnPrometheus(dashboard) ? List.of("application", "job", "instance") : List.<String>of();
        for (String name : names) {
            JsonNode variable = dashboard.variables("query").stream()
                    .filter(one -> one.path("name").asText().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(dashboard.title() + " has no variable " + name));
            assertThat(uid(variable)).isEqualTo("${prometheus_datasource}");
            assertThat(variable.path("label").asText()).isEqualToIgnoringCase(name);
            assertThat(variable.path("multi").asBoolean()).isTrue();
            assertThat(variable.path("includeAll").asBoolean()).isTrue();
            assertThat(variable.path("allValue").asText()).isEqualTo(name.equals("application") ? ".*" : ".+");
        }
    }

    /** template-label-promql-rule, template-on-time-change-reload-rule. */
    @ParameterizedTest
    @MethodSource("dashboards")
    void shouldAskForValuesOfVariablesAgainWhenTheTimeChanges(GrafanaDashboard dashboard) {
        assertThat(dashboard.variables("query")).isNotEmpty().allSatisfy(variable -> {
            assertThat(variable.path("refresh").asInt()).isEqualTo(2);
            if (dashboard.variableQuery(variable).isPromql()) {
                assertThat(variable.path("query").asText()).matches("label_values\\(\\w+(\\{.+})?, \\w+\\)");
            }
        });
    }

    /** panel-datasource-rule. */
    @ParameterizedTest
    @MethodSource("dashboards")
    void shouldAskTheChosenDataSources(GrafanaDashboard dashboard) {
        Set<String> chosen = dashboard.variables("datasource").stream()
                .map(variable -> "${" + variable.path("name").asText() + "}")
                .collect(toSet());
        List<JsonNode> owners = new ArrayList<>(dashboard.charts());
        dashboard.charts().forEach(panel -> owners.addAll(list(panel.path("targets"))));
        owners.addAll(dashboard.variables("query"));
        owners.addAll(dashboard.annotations());

        assertThat(owners).allSatisfy(owner -> assertThat(uid(owner)).isIn(chosen));
    }

    /** panel-title-description-rule, panel-units-rule, panel-no-targets-rule. */
    @ParameterizedTest
    @MethodSource("dashboards")
    void shouldSayWhatEachPanelShows(GrafanaDashboard dashboard) {
        assertThat(dashboard.json().path("description").asText()).isNotBlank();
        assertThat(dashboard.charts()).isNotEmpty().allSatisfy(panel -> {
            assertThat(panel.path("title").asText()).isNotBlank();
            assertThat(panel.path("description").asText())
                    .as(panel.path("title").asText())
                    .endsWith(".");
            assertThat(panel.path("fieldConfig").path("defaults").path("unit").asText())
                    .as(panel.path("title").asText())
                    .isIn(UNITS);
            assertThat(list(panel.path("targets"))).isNotEmpty();
        });
    }

    /** target-rate-interval-rule: other windows stand in {@code increase}. */
    @ParameterizedTest
    @MethodSource("dashboards")
    void shouldLetGrafanaChooseTheWindowOfRates(GrafanaDashboard dashboard) {
        assertThat(promql(dashboard))
                .allSatisfy(query -> assertThat(RATE.matcher(query.text()).results())
                        .as(query.place())
                        .allSatisfy(rate -> assertThat(rate.group(1)).isEqualTo("$__rate_interval")));
    }

    /** target-job-rule, target-instance-rule; the application is ours. */
    @ParameterizedTest
    @MethodSource("dashboards")
    void shouldSelectMetricsByApplicationJobAndInstance(GrafanaDashboard dashboard) {
        assertThat(promql(dashboard)).allSatisfy(query -> {
            assertThat(BARE_METRIC.matcher(query.text()).results().map(MatchResult::group))
                    .as(query.place())
                    .isEmpty();
            assertThat(SELECTOR.matcher(query.text()).results())
                    .as(query.place())
                    .isNotEmpty()
                    .allSatisfy(selector -> {
                        assertThat(selector.group(2)).contains("application=~\"$application\"");
                        if (!NOT_SCRAPED.contains(selector.group(1))) {
                            assertThat(selector.group(2)).contains("job=~\"$job\"", "instance=~\"$instance\"");
                        }
                    });
        });
    }

    /** target-counter-agg-rule. */
    @ParameterizedTest
    @MethodSource("dashboards")
    void shouldShowTheGrowthOfCounters(GrafanaDashboard dashboard) {
        assertThat(promql(dashboard))
                .allSatisfy(query -> assertThat(COUNTER.matcher(query.text()).results())
                        .as(query.place())
                        .allSatisfy(counter -> assertThat(counter.group(1)).isIn(COUNTER_FUNCTIONS)));
    }

    /** uneditable-dashboard: they come from files. */
    @ParameterizedTest
    @MethodSource("dashboards")
    void shouldNotBeEditable(GrafanaDashboard dashboard) {
        assertThat(dashboard.json().path("editable").asBoolean(true)).isFalse();
    }

    /** target-promql-rule. */
    @Test
    void shouldBeValidPromql(@TempDir Path folder) throws Exception {
        assumeTrue(PrometheusServer.isInstalled("promtool"), "promtool (Debian package prometheus) is not installed");
        Map<String, List<String>> values =
                Map.of("application", List.of(".*"), "job", List.of(".+"), "instance", List.of(".+"));
        Instant now = Instant.EPOCH;
        GrafanaText text = new GrafanaText(values, now, now, Duration.ofMinutes(1), Duration.ofSeconds(15));
        StringBuilder rules = new StringBuilder("groups:\n- name: queries\n  rules:\n");
        dashboards().flatMap(dashboard -> promql(dashboard).stream()).forEach(query -> rules.append(
                        "  - record: \"a\"\n    expr: '")
                .append(text.promql(query.text()).replace("'", "''"))
                .append("'\n"));

        assertThat(PrometheusServer.promtool(
                        "check",
                        "rules",
                        "--lint=none",
                        Files.writeString(folder.resolve("rules.yml"), rules).toString()))
                .contains("SUCCESS");
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void shouldPlacePanelsSideBySide(GrafanaDashboard dashboard) {
        assertThat(dashboard.panels())
                .extracting(panel -> panel.path("id").asInt())
                .doesNotHaveDuplicates();
        assertThat(dashboard.charts())
                .extracting(panel -> panel.path("title").asText())
                .doesNotHaveDuplicates();
        List<JsonNode> panels = dashboard.panels();
        for (int i = 0; i < panels.size(); i++) {
            JsonNode one = panels.get(i).path("gridPos");
            assertThat(end(one, "x", "w")).isLessThanOrEqualTo(GRID_COLUMNS);
            for (JsonNode later : panels.subList(i + 1, panels.size())) {
                JsonNode other = later.path("gridPos");
                assertThat(overlap(one, other, "x", "w") && overlap(one, other, "y", "h"))
                        .as("%s: %s covers %s", dashboard.title(), panels.get(i).path("title"), later.path("title"))
                        .isFalse();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void shouldUseEachVariable(GrafanaDashboard dashboard) {
        String text = dashboard.json().toString();
        assertThat(dashboard.variables()).allSatisfy(variable -> assertThat(text)
                .containsPattern("\\$\\{?" + variable.path("name").asText() + "\\b"));
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void shouldLinkToDashboardsThatExist(GrafanaDashboard dashboard) {
        Set<String> uids =
                dashboards().map(one -> one.json().path("uid").asText()).collect(toSet());
        assertThat(DASHBOARD_LINK.matcher(dashboard.json().toString()).results())
                .allSatisfy(link -> assertThat(link.group(1)).isIn(uids));
    }

    @Test
    void shouldMountFoldersThatExistInDockerCompose() {
        String compose = GrafanaDashboard.read(GrafanaDashboard.ROOT.resolve("docker-compose.yml"));
        assertThat(MOUNT.matcher(compose).results()).hasSize(4).allSatisfy(mount -> assertThat(
                        GrafanaDashboard.ROOT.resolve(mount.group(1)))
                .isNotEmptyDirectory());
        assertThat(MOUNT.matcher(compose).results().map(mount -> mount.group(2)))
                .contains(setting("provisioning/dashboards/foreflow.yaml", "path"));
        assertThat(setting("provisioning/datasources/foreflow.yaml", "timeInterval"))
                .isEqualTo(setting("prometheus/prometheus.yml", "scrape_interval"));
    }

    @Test
    void shouldScrapeWithAValidConfiguration() throws Exception {
        assumeTrue(PrometheusServer.isInstalled("promtool"), "promtool (Debian package prometheus) is not installed");
        Path configuration = GrafanaDashboard.RESOURCES.resolve("prometheus/prometheus.yml");

        assertThat(PrometheusServer.promtool("check", "config", "--syntax-only", configuration.toString()))
                .contains("SUCCESS");
    }

    /** Returns the value of a key in a file of YAML that has it once. */
    private static String setting(String file, String key) {
        Matcher setting = Pattern.compile("(?m)^ *" + key + ": (\\S+)$")
                .matcher(GrafanaDashboard.read(GrafanaDashboard.RESOURCES.resolve(file)));
        assertThat(setting.find()).as("%s of %s", key, file).isTrue();
        return setting.group(1);
    }

    @Test
    void shouldUseDocumentedMetrics() {
        String documents = GrafanaDashboard.read(GrafanaDashboard.ROOT.resolve("docs/operating.md"))
                + GrafanaDashboard.read(GrafanaDashboard.ROOT.resolve("docs/sql-sink.md"));
        assertThat(metrics()).hasSizeGreaterThan(20).allSatisfy(metric -> assertThat(documents)
                .contains(metric.replaceAll("_(bucket|sum|count)$", "")));
    }

    private static Set<String> metrics() {
        return dashboards()
                .flatMap(dashboard -> promql(dashboard).stream())
                .flatMap(
                        query -> FOREFLOW_METRIC.matcher(query.text()).results().map(MatchResult::group))
                .collect(toSet());
    }

    private static boolean isOnPrometheus(GrafanaDashboard dashboard) {
        return dashboard.variables("datasource").stream()
                .anyMatch(variable -> variable.path("query").asText().equals("prometheus"));
    }

    private static List<DashboardQuery> promql(GrafanaDashboard dashboard) {
        return dashboard.charts().stream()
                .flatMap(panel -> dashboard.queries(panel).stream())
                .filter(query -> query.language() == QueryLanguage.PROMQL)
                .toList();
    }

    private static boolean overlap(JsonNode one, JsonNode other, String start, String length) {
        return one.path(start).asInt() < end(other, start, length)
                && other.path(start).asInt() < end(one, start, length);
    }

    private static int end(JsonNode grid, String start, String length) {
        return grid.path(start).asInt() + grid.path(length).asInt();
    }
}
