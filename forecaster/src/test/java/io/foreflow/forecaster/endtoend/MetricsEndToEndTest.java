package io.foreflow.forecaster.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreflow.forecaster.api.LocalHttp;
import io.foreflow.forecaster.broker.EmbeddedKafka;
import io.foreflow.forecaster.metrics.PrometheusRules;
import io.foreflow.forecaster.metrics.SinkMetrics;
import io.foreflow.forecaster.service.LiveService;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The metrics of a live service with twelve partitions. */
class MetricsEndToEndTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Instant START = Instant.parse("2026-02-01T00:00:00Z");
    private static final int MOST_SAMPLES = 1_500;
    private static final int HOURS = 3;

    @TempDir
    private Path dir;

    private EmbeddedKafka kafka;

    @BeforeEach
    void start() throws Exception {
        kafka = EmbeddedKafka.in(dir.resolve("broker"), EmbeddedKafka.ANY_PORT);
        kafka.start();
    }

    @AfterEach
    void stop() {
        kafka.close();
    }

    @Test
    void shouldShowAsManySamplesWhateverTheNumberOfSensorsAndEachLagOnce() throws Exception {
        // given
        try (LiveService service = service()) {
            int port = service.httpPort();
            send(3);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(lags(port)).hasSize(LiveServiceConfig.DEFAULT_PARTITIONS));
            List<String> few = samples(port);

            // when
            send(3_000);
            await().atMost(PATIENCE).until(() -> value(port, "foreflow_buckets_closed_total") >= (HOURS - 1) * 3_000);
            await().atMost(PATIENCE).until(() -> value(port, "foreflow_readings_behind") == 0);

            // then
            List<String> many = samples(port);
            assertThat(many).hasSizeLessThanOrEqualTo(MOST_SAMPLES);
            assertThat(ofForeflow(many)).hasSameSizeAs(ofForeflow(few));
            assertThat(lags(port)).hasSize(LiveServiceConfig.DEFAULT_PARTITIONS).allSatisfy(sample -> assertThat(sample)
                    .endsWith(" 0.0"));
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(samples(port))
                    .anyMatch(sample ->
                            sample.startsWith("foreflow_sensors{state=\"replaying\"}") && sample.endsWith(" 3000.0")));
            assertThat(samples(port))
                    .filteredOn(sample -> sample.startsWith("foreflow_worst_sensor_mase"))
                    .hasSizeLessThanOrEqualTo(10);
            assertThat(many)
                    .anyMatch(sample -> sample.startsWith("kafka_stream_thread_process_total{"))
                    .anyMatch(sample -> sample.startsWith("kafka_producer_record_send_total{"));
        }
    }

    /** A rule that reads a metric of another name would never fire. */
    @Test
    void shouldShowEveryMetricOfTheAlertRules() throws Exception {
        // given
        SortedSet<String> missing = new TreeSet<>(PrometheusRules.metrics());
        assertThat(missing).hasSizeGreaterThan(20);
        SinkMetrics sink = new SinkMetrics(List.of("forecast"), "plant", "1", Clock.systemUTC());

        // when
        try (LiveService service = service();
                sink) {
            send(3);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(samples(service.httpPort()))
                    .anyMatch(sample -> sample.startsWith("foreflow_sensors{")));
            List<String> shown = new ArrayList<>(samples(service.httpPort()));
            sink.scrape("").text().lines().forEach(shown::add);
            shown.forEach(sample -> missing.remove(sample.split("[{ ]", 2)[0]));
        }

        // then
        assertThat(missing).isEmpty();
    }

    /** Returns the lags of the readings topic: one of each partition, by the consumer that reads it. */
    private static List<String> lags(int port) throws Exception {
        return samples(port).stream()
                .filter(sample -> sample.startsWith("kafka_consumer_fetch_manager_records_lag"))
                .filter(sample -> sample.contains("topic=\"" + TopicNames.DEFAULT.readings() + "\""))
                .toList();
    }

    private static List<String> ofForeflow(List<String> samples) {
        return samples.stream()
                .filter(sample -> sample.startsWith("foreflow_"))
                // At most ten, and fewer while fewer sensors have scores; three, and none while state moves.
                .filter(sample ->
                        !sample.startsWith("foreflow_worst_sensor_mase") && !sample.startsWith("foreflow_sensors{"))
                .toList();
    }

    private LiveService service() throws Exception {
        LiveServiceConfig defaults = LiveServiceConfig.of(kafka.bootstrapServers());
        LiveService service = new LiveService(defaults.withReplicationFactor(1)
                .withStateDir(dir.resolve("state"))
                .withHttp(defaults.http().withPort(0)));
        service.start();
        assertThat(service.awaitReady(PATIENCE)).isTrue();
        return service;
    }

    private void send(int sensors) throws Exception {
        try (Sender sender = new Sender(kafka.bootstrapServers(), TopicNames.DEFAULT.readings())) {
            for (int hour = 0; hour < HOURS; hour++) {
                Instant time = START.plus(Duration.ofHours(hour));
                sender.send(IntStream.range(0, sensors)
                        .mapToObj(i -> Reading.of(SensorId.of("s" + i), time, i))
                        .toList());
            }
        }
    }

    private static double value(int port, String metric) throws Exception {
        return LocalHttp.metrics(port)
                .lines()
                .filter(line -> line.startsWith(metric + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> samples(int port) throws Exception {
        return LocalHttp.metrics(port)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .toList();
    }
}
