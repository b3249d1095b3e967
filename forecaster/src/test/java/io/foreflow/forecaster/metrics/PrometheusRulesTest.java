package io.foreflow.forecaster.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The alert rules. MetricsEndToEndTest compares their metrics with those of a live service. */
class PrometheusRulesTest {
    private static final Path SCENARIOS = Path.of("src/test/resources/prometheus/foreflow.rules.test.yml");
    private static final Path RUNBOOK = PrometheusRules.ROOT.resolve("docs/runbook.md");
    private static final String RUNBOOK_URL = "https://github.com/foreflow/foreflow/blob/main/docs/runbook.md#";
    private static final Pattern SECTION = Pattern.compile("(?m)^### (Foreflow\\w+)$");
    private static final Pattern FIRES = Pattern.compile("alertname=\"(\\w+)\",alertstate=\"firing\"");

    @Test
    void shouldBeRulesOfPrometheus() throws Exception {
        assertSucceeds("promtool", "check", "rules", PrometheusRules.FILE.toString());
    }

    @Test
    void shouldFireWhereTheyShouldAndNowhereElse() throws Exception {
        assertSucceeds("promtool", "test", "rules", SCENARIOS.toString());
    }

    @Test
    void shouldHaveAScenarioOfEachAlert() throws IOException {
        assertThat(names())
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(FIRES.matcher(Files.readString(SCENARIOS))
                        .results()
                        .map(match -> match.group(1))
                        .distinct()
                        .toList());
    }

    @Test
    void shouldSayHowUrgentTheyAreAndWhereToRead() {
        assertThat(PrometheusRules.alerts()).allSatisfy(alert -> {
            String name = alert.path("alert").asText();
            JsonNode annotations = alert.path("annotations");
            assertThat(alert.path("labels").path("severity").asText()).as(name).isIn(Set.of("critical", "warning"));
            assertThat(annotations.path("summary").asText()).as(name).isNotEmpty();
            assertThat(annotations.path("description").asText()).as(name).isNotEmpty();
            assertThat(annotations.path("runbook_url").asText())
                    .as(name)
                    .isEqualTo(RUNBOOK_URL + name.toLowerCase(Locale.ROOT));
        });
    }

    @Test
    void shouldHaveASectionOfTheRunbookEach() throws IOException {
        // when
        List<String> sections = SECTION.matcher(Files.readString(RUNBOOK))
                .results()
                .map(match -> match.group(1))
                .toList();

        // then
        assertThat(sections).containsExactlyInAnyOrderElementsOf(names());
    }

    private static List<String> names() {
        return PrometheusRules.alerts().stream()
                .map(alert -> alert.path("alert").asText())
                .toList();
    }

    private static void assertSucceeds(String... command) throws Exception {
        assumeTrue(
                ServiceMetricsTest.isInstalled(command[0]),
                command[0] + " (Debian package prometheus) is not installed");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
