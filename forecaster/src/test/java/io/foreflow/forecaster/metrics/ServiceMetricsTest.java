package io.foreflow.forecaster.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.ingest.wire.RejectReason;
import io.foreflow.models.forecast.Forecaster.UnableReason;
import io.foreflow.models.forecast.ModelRef;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ServiceMetricsTest {
    private final ServiceMetrics metrics = new ServiceMetrics();

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void shouldShowEveryCounterBeforeAnythingHappened() {
        // when
        String text = metrics.scrape();

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
        pipeline.accepted();
        pipeline.rejected(RejectReason.FUTURE);
        pipeline.duplicate();
        pipeline.late();
        pipeline.imputed(3);
        pipeline.window();
        pipeline.trainingWindow();
        pipeline.forecast("network", Duration.ofMillis(40));
        pipeline.fallback(FallbackReason.NO_MODEL);

        // then
        assertThat(metrics.scrape())
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
                        "foreflow_forecast_latency_seconds_count 1");
    }

    @Test
    void shouldNameTheModelInUseAndCountSwaps() {
        // given
        metrics.models().inUse(Optional.of(new ModelRef("default", "v1")));
        metrics.models().serving();

        // when
        metrics.models().inUse(Optional.of(new ModelRef("default", "v2")));
        metrics.models().inUse(Optional.of(new ModelRef("default", "v2")));
        metrics.models().loadFailed("notABundle");

        // then
        assertThat(metrics.scrape())
                .contains(
                        "foreflow_model_info{name=\"default\",version=\"v2\"} 1",
                        "foreflow_model_swaps_total 1.0",
                        "foreflow_model_load_failures_total{reason=\"notABundle\"} 1.0")
                .doesNotContain("v1");
    }

    @Test
    void shouldNameNoModelWhenThereIsNone() {
        // given
        metrics.models().inUse(Optional.of(new ModelRef("default", "v1")));

        // when
        metrics.models().inUse(Optional.empty());

        // then
        assertThat(metrics.scrape()).doesNotContain("foreflow_model_info{");
    }

    @Test
    void shouldShowReadiness() {
        // when
        metrics.bindReady(() -> true);

        // then
        assertThat(metrics.scrape()).contains("foreflow_ready 1.0");
    }

    @ParameterizedTest
    @EnumSource(UnableReason.class)
    void shouldHaveALabelForEachReasonOfAForecaster(UnableReason reason) {
        // when
        FallbackReason label = FallbackReason.of(reason);

        // then
        assertThat(label.name()).isEqualTo(reason.name());
    }
}
