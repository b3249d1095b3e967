package io.foreflow.forecaster.dashboards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GrafanaTextTest {
    private static final Instant FROM = Instant.parse("2026-11-30T00:00:00Z");
    private static final GrafanaText TEXT = new GrafanaText(
            Map.of("job", List.of(".+"), "rule", List.of("a", "b"), "sensor", List.of("o'clock$1", "x")),
            FROM,
            FROM.plusSeconds(3_600),
            Duration.ofSeconds(30),
            Duration.ofSeconds(15));

    @Test
    void shouldFillInPromql() {
        assertThat(TEXT.promql("rate(a_total{job=~\"$job\",rule=~\"${rule}\"}[$__rate_interval])"))
                .isEqualTo("rate(a_total{job=~\".+\",rule=~\"(a|b)\"}[60s])");
        assertThat(TEXT.promql("increase(a_total[$__range]) or max_over_time(b[$__interval])"))
                .isEqualTo("increase(a_total[3600s]) or max_over_time(b[30s])");
    }

    @Test
    void shouldFillInSql() {
        assertThat(TEXT.sql("SELECT 1 FROM t WHERE $__timeFilter(t.at) AND sensor IN (${sensor:sqlstring})"))
                .isEqualTo("SELECT 1 FROM t WHERE t.at BETWEEN '2026-11-30T00:00:00Z' AND '2026-11-30T01:00:00Z'"
                        + " AND sensor IN ('o''clock$1','x')");
        assertThat(TEXT.sql("a >= $__timeFrom() AND a < $__timeTo()"))
                .isEqualTo("a >= '2026-11-30T00:00:00Z' AND a < '2026-11-30T01:00:00Z'");
    }

    @Test
    void shouldRefuseWhatGrafanaDoesNotKnowAndWhatCouldBreakOutOfItsQuotes() {
        assertThatThrownBy(() -> TEXT.promql("up{job=~\"$jobs\"}")).hasMessageContaining("jobs is unknown");
        assertThatThrownBy(() -> TEXT.sql("SELECT $__timeBucket(at)")).hasMessageContaining("__timeBucket is unknown");
        assertThatThrownBy(() -> TEXT.sql("SELECT '$sensor'")).hasMessageContaining("${sensor:sqlstring}");
    }
}
