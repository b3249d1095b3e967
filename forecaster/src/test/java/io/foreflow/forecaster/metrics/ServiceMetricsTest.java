package io.foreflow.forecaster.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.foreflow.forecaster.api.LocalHttp;
import io.foreflow.forecaster.metrics.SensorOverview.SensorError;
import io.foreflow.forecaster.metrics.ServiceMetrics.MetricsText;
import io.foreflow.ingest.wire.RejectReason;
import io.foreflow.models.forecast.Forecaster.UnableReason;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.series.Step;
import java.io.File;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ServiceMetricsTest {
    private final ServiceMetrics metrics = new ServiceMetrics(MetricsDetail.BRIEF, "mine", "1.2");

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void shouldShowEveryCounterBeforeAnythingHappened() {
        // when
        String text = scrape();

        // then
        assertThat(text)
                .contains(
                        "foreflow_readings_accepted_total 0.0",
                        "foreflow_readings_duplicates_total 0.0",
                        "foreflow_readings_late_total 0.0",
                        "foreflow_slots_imputed_total 0.0",
                        "foreflow_windows_total 0.0",
                        "foreflow_training_windows_total 0.0",
                        "foreflow_forecasts_impossible_total 0.0",
                        "foreflow_model_swaps_total 0.0",
                        "foreflow_scores_total{lead=\"1\"} 0.0",
                        "foreflow_scores_total{lead=\"25+\"} 0.0",
                        "foreflow_scaled_error_values_total{forecast=\"lastWeek\",lead=\"13-24\"} 0.0",
                        "foreflow_scaled_deviation_total{lead=\"2-6\",side=\"over\"} 0.0",
                        "foreflow_interval_hits_total{inside=\"true\",lead=\"7-12\"} 0.0",
                        "foreflow_drifts_total 0.0",
                        "foreflow_forecasts_clipped_total 0.0",
                        "foreflow_forecasts_covariates_total{known=\"none\"} 0.0",
                        "foreflow_retraining_requests_total 0.0",
                        "foreflow_readings_rejected_total{reason=\"notJson\"} 0.0",
                        "foreflow_fallbacks_total{reason=\"zoneMismatch\"} 0.0",
                        "jvm_memory_used_bytes");
    }

    @Test
    void shouldCountWhatTheTopologyTells() {
        // given
        PipelineMetrics pipeline = metrics.pipeline();

        // when
        pipeline.accepted(1_800_000_000_000L);
        pipeline.rejected(RejectReason.FUTURE);
        pipeline.duplicate();
        pipeline.late();
        pipeline.imputed(3);
        pipeline.window();
        pipeline.trainingWindow();
        pipeline.forecast("network", 1_800_000_000_000L, 1_800_000_000_040L);
        pipeline.fallback(FallbackReason.NO_MODEL);

        // then
        assertThat(scrape())
                .contains(
                        "foreflow_readings_accepted_total 1.0",
                        "foreflow_readings_rejected_total{reason=\"future\"} 1.0",
                        "foreflow_readings_duplicates_total 1.0",
                        "foreflow_readings_late_total 1.0",
                        "foreflow_slots_imputed_total 3.0",
                        "foreflow_windows_total 1.0",
                        "foreflow_training_windows_total 1.0",
                        "foreflow_forecasts_total{method=\"network\"} 1.0",
                        "foreflow_fallbacks_total{reason=\"noModel\"} 1.0",
                        "foreflow_forecast_latency_seconds_bucket{le=\"0.05\"} 1",
                        "foreflow_newest_reading_timestamp_seconds 1.8E9",
                        "foreflow_newest_forecast_timestamp_seconds 1.80000000004E9",
                        "foreflow_forecast_latency_seconds_count 1");
    }

    @Test
    void shouldNameTheModelInUseAndCountSwaps() {
        // given
        metrics.models().inUse(Set.of(new ModelRef("default", "v1")));
        metrics.models().serving();

        // when
        metrics.models().inUse(Set.of(new ModelRef("default", "v2")));
        metrics.models().inUse(Set.of(new ModelRef("default", "v2")));
        metrics.models().loadFailed("notABundle");

        // then
        assertThat(scrape())
                .contains(
                        "foreflow_model_info{name=\"default\",version=\"v2\"} 1",
                        "foreflow_model_swaps_total 1.0",
                        "foreflow_model_load_failures_total{reason=\"notABundle\"} 1.0")
                .doesNotContain("v1");
    }

    @Test
    void shouldNameNoModelWhenThereIsNone() {
        // given
        metrics.models().inUse(Set.of(new ModelRef("default", "v1")));

        // when
        metrics.models().inUse(Set.of());

        // then
        assertThat(scrape()).doesNotContain("foreflow_model_info{");
    }

    @Test
    void shouldShowReadiness() {
        // when
        metrics.bindReady(() -> true);

        // then
        assertThat(scrape()).contains("foreflow_ready 1.0");
    }

    @Test
    void shouldShowSensorsByStateAndTheWorst() {
        // given
        AtomicReference<Optional<SensorOverview>> overview = new AtomicReference<>(Optional.of(new SensorOverview(
                Map.of("live", 3L, "replaying", 0L, "stale", 1L),
                List.of(new SensorError("pump-7", 2.5), new SensorError("pump-9", 1.25)))));
        metrics.bindSensors(overview::get);

        // when
        String first = scrape();
        overview.set(Optional.of(new SensorOverview(Map.of("live", 4L), List.of(new SensorError("pump-9", 1.5)))));
        String second = scrape();
        overview.set(Optional.empty());
        String restoring = scrape();

        // then
        assertThat(first)
                .contains(
                        "foreflow_sensors{state=\"live\"} 3.0",
                        "foreflow_sensors{state=\"stale\"} 1.0",
                        "foreflow_worst_sensor_mase{rank=\"1\",sensor=\"pump-7\"} 2.5",
                        "foreflow_worst_sensor_mase{rank=\"2\",sensor=\"pump-9\"} 1.25");
        assertThat(second)
                .contains(
                        "foreflow_sensors{state=\"live\"} 4.0",
                        "foreflow_worst_sensor_mase{rank=\"1\",sensor=\"pump-9\"} 1.5")
                .doesNotContain("pump-7", "rank=\"2\"");
        assertThat(restoring).doesNotContain("foreflow_sensors{", "foreflow_worst_sensor_mase{");
    }

    @Test
    void shouldShowWhenTheModelInUseWasTrained() {
        // given
        AtomicReference<Optional<Instant>> trained = new AtomicReference<>(Optional.empty());
        metrics.models().bindTrained(trained::get);

        // when
        String without = scrape();
        trained.set(Optional.of(Instant.ofEpochSecond(1_800_000_000)));

        // then
        assertThat(without).contains("foreflow_model_trained_timestamp_seconds NaN");
        assertThat(scrape()).contains("foreflow_model_trained_timestamp_seconds 1.8E9");
    }

    @Test
    void shouldShowTheStepAndCountChangesByRuleFromTheStart() {
        // given
        metrics.bindStep(Step.of(Duration.ofMinutes(5)));
        metrics.models().bindRules(List.of("promotion.auto", "rollback.auto"));

        // when
        metrics.models().changedByRule("rollback.auto");

        // then
        assertThat(scrape())
                .contains(
                        "foreflow_step_seconds 300.0",
                        "foreflow_model_rule_changes_total{rule=\"promotion.auto\"} 0.0",
                        "foreflow_model_rule_changes_total{rule=\"rollback.auto\"} 1.0");
    }

    @Test
    void shouldHaveLatencyBucketsFromFiveMillisecondsToFiveMinutes() {
        assertThat(scrape())
                .contains(
                        "foreflow_forecast_latency_seconds_bucket{le=\"0.005\"} 0",
                        "foreflow_forecast_latency_seconds_bucket{le=\"300.0\"} 0",
                        "foreflow_inference_latency_seconds_bucket{le=\"0.005\"} 0",
                        "foreflow_inference_latency_seconds_bucket{le=\"300.0\"} 0");
    }

    @ParameterizedTest
    @EnumSource(UnableReason.class)
    void shouldHaveALabelForEachReasonOfAForecaster(UnableReason reason) {
        // when
        FallbackReason label = FallbackReason.of(reason);

        // then
        assertThat(label.name()).isEqualTo(reason.name());
    }

    @Test
    void shouldTagEveryMetricWithTheApplicationAndNameTheVersion() {
        // when
        List<String> samples = metrics.scrape("")
                .text()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .toList();

        // then
        assertThat(samples).isNotEmpty().allSatisfy(sample -> assertThat(sample).contains("application=\"mine\""));
        assertThat(scrape()).contains("foreflow_build_info{java=", "version=\"1.2\"} 1");
    }

    @Test
    void shouldAnswerInOpenMetricsWhereTheReaderAcceptsIt() {
        // when
        MetricsText open = metrics.scrape("application/openmetrics-text;version=1.0.0;q=0.5,text/plain;q=0.2");
        MetricsText plain = metrics.scrape("*/*");

        // then
        assertThat(open.contentType()).startsWith("application/openmetrics-text; version=1.0.0");
        assertThat(open.text()).endsWith("# EOF\n");
        assertThat(plain.contentType()).startsWith("text/plain; version=0.0.4");
        assertThat(plain.text()).doesNotContain("# EOF");
    }

    /** Prometheus' own tool checks names, units, descriptions and types. */
    @Test
    void shouldFollowTheNamingRulesOfPrometheus() throws Exception {
        assumeTrue(isInstalled("promtool"), "promtool (Debian package prometheus) is not installed");
        // given
        metrics.pipeline().forecast("network", 1_800_000_000_000L, 1_800_000_000_040L);
        metrics.models().inUse(Set.of(new ModelRef("default", "v1")));
        metrics.models().loadFailed("notABundle");
        metrics.bindReady(() -> true);
        metrics.bindInferenceReady(() -> true);
        metrics.models().bindTrained(() -> Optional.of(Instant.EPOCH));
        metrics.models().bindRules(List.of("rollback.auto"));
        metrics.bindStep(Step.HOUR);
        metrics.bindSensors(
                () -> Optional.of(new SensorOverview(Map.of("live", 1L), List.of(new SensorError("pump \"7\"\n", 1)))));

        // when
        Process promtool = new ProcessBuilder("promtool", "check", "metrics")
                .redirectErrorStream(true)
                .start();
        try (OutputStream in = promtool.getOutputStream()) {
            in.write(metrics.scrape("").text().getBytes(UTF_8));
        }
        String said = new String(promtool.getInputStream().readAllBytes(), UTF_8);

        // then
        assertThat(said.lines().filter(line -> line.startsWith("foreflow_"))).isEmpty();
        assertThat(said).doesNotContain("error while linting");
    }

    static boolean isInstalled(String tool) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    }

    /** Returns the metrics without their common tag. */
    private String scrape() {
        return LocalHttp.withoutApplication(metrics.scrape("").text());
    }
}
