package io.foreflow.forecaster.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.forecaster.alerts.Alert;
import io.foreflow.forecaster.alerts.AlertCondition.Comparison;
import io.foreflow.forecaster.alerts.AlertCondition.ForecastCondition;
import io.foreflow.forecaster.alerts.AlertCondition.Part;
import io.foreflow.forecaster.alerts.AlertRule;
import io.foreflow.forecaster.alerts.SensorAlerts;
import io.foreflow.forecaster.alerts.SensorAlerts.Change;
import io.foreflow.forecaster.registry.SensorPattern;
import io.foreflow.forecaster.topology.AlertJson;
import io.foreflow.forecaster.topology.OutputValues;
import io.foreflow.ingest.publish.TopicAdmin;
import io.foreflow.ingest.publish.TopicPlan;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts of a service that is killed while they come and go. */
class AlertsEndToEndTest {
    private static final Instant START = Instant.parse("2025-01-01T00:00:00Z");
    private static final TopicNames TOPICS = TopicNames.DEFAULT;
    private static final List<SensorId> SENSORS =
            List.of(SensorId.of("tank-1"), SensorId.of("tank-2"), SensorId.of("tank-3"));
    private static final int PARTITIONS = 2;
    private static final int HOURS = 24 * 100;

    /** The rule that the configuration has as text. */
    private static final AlertRule FULL = new AlertRule(
            "full",
            SensorPattern.of("tank-*"),
            new ForecastCondition(Part.UPPER, Comparison.ABOVE, 150, Optional.of(Duration.ofHours(3)), 2));

    @TempDir
    Path dir;

    private EmbeddedCluster cluster;

    @BeforeEach
    void start() {
        cluster = EmbeddedCluster.start();
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void shouldRaiseAndClearEachAlertOnceAlthoughItIsKilledInTheMiddle() throws Exception {
        // given: months of readings that rise and fall each day
        Map<String, String> kafka = Map.of("bootstrap.servers", cluster.bootstrapServers());
        try (TopicAdmin admin =
                TopicAdmin.connect(kafka, true, Duration.ofSeconds(30), Clock.systemUTC(), line -> {})) {
            admin.ensure(TopicPlan.all(TOPICS, PARTITIONS, 1));
        }
        sendReadings();
        try (CommittedReader forecasts = new CommittedReader(cluster.bootstrapServers(), TOPICS.forecasts());
                CommittedReader alerts = new CommittedReader(cluster.bootstrapServers(), TOPICS.alerts())) {
            int all = SENSORS.size() * HOURS;
            try (ServeProcess first = serve()) {
                first.awaitTrue(() -> forecasts.all().size() >= all / 10);

                // when
                first.kill();
            }
            assertThat(forecasts.all().size()).as("forecasts at the moment of the kill").isLessThan(all);
            try (ServeProcess second = serve()) {
                second.awaitTrue(() -> forecasts.all().size() >= all);
                second.stop();
            }

            // then: the alerts are those of the forecasts that everybody sees, each of them once
            for (SensorId sensor : SENSORS) {
                List<Alert> expected = expected(sensor, forecasts);
                assertThat(expected).hasSizeGreaterThan(100);
                assertThat(written(sensor, alerts)).extracting(Alert::event, Alert::since, Alert::decision)
                        .isEqualTo(expected.stream()
                                .map(alert -> org.assertj.core.groups.Tuple.tuple(
                                        alert.event(), alert.since(), alert.decision()))
                                .toList());
            }
            assertThat(alerts.all()).extracting(AlertsEndToEndTest::id).doesNotHaveDuplicates();
        }
    }

    private void sendReadings() {
        try (Sender sender = new Sender(cluster.bootstrapServers(), TOPICS.readings())) {
            for (SensorId sensor : SENSORS) {
                sender.send(IntStream.range(0, HOURS)
                        .mapToObj(hour -> Reading.of(
                                sensor,
                                START.plus(Duration.ofHours(hour)),
                                100 - 60 * Math.cos(2 * Math.PI * hour / 24) + (hour * 37) % 11))
                        .toList());
            }
        }
    }

    private ServeProcess serve() throws Exception {
        return ServeProcess.start(dir, """
                kafka: {bootstrap.servers: "%s", commit.interval.ms: 100}
                topics: {partitions: %d, replicationFactor: 1}
                window: {readingsPerBucket: 1}
                alerts: [{name: full, sensors: "tank-*", when: upper > 150, within: 3h, for: 2}]
                inference: {threads: 0}
                http: {port: 0}
                state: {dir: "%s"}
                """.formatted(cluster.bootstrapServers(), PARTITIONS, dir.resolve("state")));
    }

    /** Returns the alerts of a sensor that its forecasts, in the order of their topic, raise and clear. */
    private static List<Alert> expected(SensorId sensor, CommittedReader forecasts) {
        SensorAlerts state = SensorAlerts.none(sensor);
        List<Alert> expected = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : forecasts.all()) {
            Forecast forecast = OutputValues.readForecast(record.value());
            if (forecast.sensor().equals(sensor)) {
                Change change = state.forecast(List.of(FULL), forecast, forecast.issuedAt());
                state = change.state();
                expected.addAll(change.changes());
            }
        }
        return expected;
    }

    private static List<Alert> written(SensorId sensor, CommittedReader alerts) {
        return alerts.all().stream()
                .map(record -> AlertJson.read(record.value()))
                .filter(alert -> alert.sensor().equals(sensor))
                .toList();
    }

    private static String id(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.headers().lastHeader("ce_id").value(), UTF_8);
    }
}
