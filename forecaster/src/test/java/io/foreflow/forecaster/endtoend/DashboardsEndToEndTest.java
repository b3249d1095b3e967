package io.foreflow.forecaster.endtoend;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.awaitility.pollinterval.IterativePollInterval.iterative;

import io.foreflow.forecaster.alerts.AlertCondition.AnomalyCondition;
import io.foreflow.forecaster.alerts.AlertCondition.ForecastCondition;
import io.foreflow.forecaster.alerts.AlertCondition.ForecastPart;
import io.foreflow.forecaster.alerts.AlertCondition.Inequality;
import io.foreflow.forecaster.alerts.AlertRule;
import io.foreflow.forecaster.alerts.AlertRules;
import io.foreflow.forecaster.api.LocalHttp;
import io.foreflow.forecaster.broker.EmbeddedKafka;
import io.foreflow.forecaster.dashboards.DashboardRun;
import io.foreflow.forecaster.dashboards.PrometheusServer;
import io.foreflow.forecaster.lifecycle.LifecycleRules;
import io.foreflow.forecaster.registry.Alias;
import io.foreflow.forecaster.registry.Author;
import io.foreflow.forecaster.registry.ModelPublisher;
import io.foreflow.forecaster.registry.Retention;
import io.foreflow.forecaster.service.LiveService;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.sink.PostgresServer;
import io.foreflow.ingest.source.FreewaySimulation;
import io.foreflow.ingest.source.ReplayedReading;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorPattern;
import io.foreflow.models.series.Step;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each query of each dashboard, on a Prometheus that scrapes a real service and on a PostgreSQL that the real sink fills.
 * The service is given sixteen simulated days that end now. Pictures of the dashboards go to {@code target/dashboards}, or
 * to the folder in the property {@code foreflow.previews}.
 */
class DashboardsEndToEndTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final int DAYS = 16;
    private static final int SENSORS = 4;

    /** Days before now from which on metrics are recorded. */
    private static final int RECORDED_DAYS = 8;

    private static final Duration SCRAPES = Duration.ofMinutes(30);
    private static final Duration LATE_SCRAPES = Duration.ofMinutes(10);

    /** Sensors report one after another. */
    private static final Duration BETWEEN_SENSORS = Duration.ofMinutes(15);

    private static final Duration FIRST_SCRAPE = Duration.ofMillis(15);
    private static final double PEAK = 5_000;

    /** Queries that nothing may answer: this service does not restart. */
    private static final Set<String> MAY_BE_EMPTY =
            Set.of("Foreflow / Overview / annotation Restart", "Foreflow / Pipeline / annotation Restart");

    private final Instant now = Instant.now();
    private final Instant lastHour = now.truncatedTo(ChronoUnit.HOURS);
    private final FreewaySimulation simulation =
            new FreewaySimulation(7, SENSORS, lastHour.minus(Duration.ofDays(DAYS)), DAYS * 24, Step.HOUR, UTC);
    private final Deque<ReplayedReading> arrivals = new ArrayDeque<>();
    private final MetricsTape tape = new MetricsTape();
    private long sent;

    @TempDir
    private Path directory;

    @Test
    void shouldAnswerEachQueryOfEachDashboard() throws Exception {
        PrometheusServer.assumeInstalled();
        PostgresServer server = PostgresServer.shared();
        String jdbc = server.newDatabase();
        DashboardRun.makeReader(jdbc);
        try (EmbeddedKafka kafka = EmbeddedKafka.in(directory.resolve("broker"), EmbeddedKafka.ANY_PORT)) {
            kafka.start();
            int sinkPort = freePort();
            try (LiveService service = service(kafka);
                    Sender sender = new Sender(kafka.bootstrapServers(), TopicNames.DEFAULT.readings())) {
                try (ServeProcess sink = sink(kafka, jdbc, sinkPort)) {
                    // given: days with changes of the models
                    int port = service.httpPort();
                    live(kafka, sender, sink, port, sinkPort);
                    Path folder = Files.createDirectories(directory.resolve("prometheus"));
                    PrometheusServer.backfill(folder, tape.write(directory.resolve("samples")));
                    Files.writeString(folder.resolve("test.rules.yml"), """
                            groups:
                            - name: test
                              rules:
                              - alert: ForeflowReadingsRejected
                                expr: sum by (application) (foreflow_readings_rejected_total) > 0
                                labels: {severity: warning}
                            """);
                    String configuration = DashboardRun.scrapeConfiguration(port, sinkPort);
                    try (PrometheusServer prometheus =
                            PrometheusServer.start(folder, configuration, SCRAPES.plusMinutes(5))) {
                        await().atMost(PATIENCE).until(() -> prometheus.hasData("up{job=\"foreflow\"} == 1"));
                        publish(
                                kafka,
                                model("v3"),
                                Alias.CHAMPION,
                                lastHour.minus(Duration.ofHours(5)),
                                "better for two days");
                        sink.awaitTrue(() ->
                                PostgresServer.number(jdbc, "SELECT count(*) FROM model_event WHERE event = 'promoted'")
                                        == 3);
                        await().atMost(PATIENCE)
                                .until(() -> prometheus.hasData("changes(foreflow_model_swaps_total[5m]) > 0")
                                        && prometheus.hasData("ALERTS{alertstate=\"firing\"}")
                                        && prometheus.hasData("foreflow_sink_behind == 0"));
                        assertThat(prometheus.hasData("up == 0")).isFalse();

                        // when
                        DashboardRun run = new DashboardRun(
                                prometheus,
                                jdbc,
                                LATE_SCRAPES,
                                Map.of(instance(port), "foreflow:8080", instance(sinkPort), "sink:8081"));
                        run.answerAll(Path.of(System.getProperty("foreflow.previews", "target/dashboards")));

                        // then
                        assertThat(run.failed()).isEmpty();
                        assertThat(run.empty()).isSubsetOf(MAY_BE_EMPTY);
                        assertThat(run.answered()).isGreaterThan(100);
                    }
                }
            }
        }
    }

    /** Lets the days pass. The last ones leave their metrics on the tape. */
    private void live(EmbeddedKafka kafka, Sender sender, ServeProcess sink, int port, int sinkPort) throws Exception {
        arrive();
        publish(kafka, model("v1"), Alias.CHAMPION, daysAgo(12), "first model");
        Map<Instant, ModelChange> changes = Map.of(
                daysAgo(6), () -> publish(kafka, model("v2"), Alias.CHALLENGER, daysAgo(6), "weekly"),
                daysAgo(4), () -> publish(kafka, model("v2"), Alias.CHAMPION, daysAgo(4), "looked good"),
                daysAgo(3),
                        () -> publisher(kafka, daysAgo(3), "worse than before").rollback("default"),
                daysAgo(2), () -> publish(kafka, model("v3"), Alias.CHALLENGER, daysAgo(2), "trained with November"));
        sendUntil(daysAgo(RECORDED_DAYS), sender, port);
        sink.awaitTrue(() -> sink.said().contains("HTTP listens on"));
        Instant time = daysAgo(RECORDED_DAYS);
        while (!time.isAfter(now)) {
            ModelChange change = changes.get(time);
            if (change != null) {
                change.happen();
            }
            if (time.equals(lastHour.minus(Duration.ofHours(2)))) {
                sender.sendRaw("freeway-1", "{\"sensor\":\"freeway-1\"}");
                sender.sendRaw("freeway-1", "no JSON");
                sent += 2;
            }
            tape.record(sendUntil(time, sender, port), ",job=\"foreflow\",instance=\"" + instance(port) + "\"", time);
            tape.record(
                    LocalHttp.get(sinkPort, "/metrics").body(),
                    ",job=\"foreflow-sink\",instance=\"" + instance(sinkPort) + "\"",
                    time);
            time = time.plus(time.isBefore(daysAgo(1)) ? SCRAPES : LATE_SCRAPES);
        }
    }

    /** A change of the models. */
    private interface ModelChange {
        void happen() throws Exception;
    }

    private static String instance(int port) {
        return LocalHttp.HOST + ":" + port;
    }

    private Instant daysAgo(int days) {
        return lastHour.minus(Duration.ofDays(days));
    }

    /** Makes the readings in the order of their arrival. */
    private void arrive() {
        List<ReplayedReading> all = new ArrayList<>();
        simulation.arrivals().forEachRemaining(arrival -> {
            int sensor = IntStream.range(0, SENSORS)
                    .filter(i -> simulation.sensor(i).equals(arrival.reading().sensor()))
                    .findFirst()
                    .orElseThrow();
            if (!isSilent(arrival.reading())) {
                all.add(new ReplayedReading(
                        arrival.at().plus(BETWEEN_SENSORS.multipliedBy(sensor)), arrival.reading()));
            }
        });
        all.sort(Comparator.comparing(ReplayedReading::at));
        arrivals.addAll(all);
    }

    /** Sends what arrives until then, waits until the service has processed it, and returns its metrics. */
    private String sendUntil(Instant time, Sender sender, int port) throws Exception {
        List<Reading> readings = new ArrayList<>();
        while (!arrivals.isEmpty() && !arrivals.getFirst().at().isAfter(time)) {
            readings.add(arrivals.removeFirst().reading());
        }
        sender.send(readings);
        sent += readings.size();
        // A scrape costs some milliseconds, and there are hundreds.
        return await().atMost(PATIENCE)
                .pollDelay(readings.isEmpty() ? Duration.ZERO : FIRST_SCRAPE)
                .pollInterval(iterative(pause -> pause.multipliedBy(2), FIRST_SCRAPE))
                .until(() -> LocalHttp.get(port, "/metrics").body(), metrics -> processed(metrics) >= sent);
    }

    /** Returns true while the last sensor is out of order: a model cannot forecast from so few values. */
    private boolean isSilent(Reading reading) {
        return reading.sensor().equals(simulation.sensor(SENSORS - 1))
                && reading.time().isAfter(daysAgo(2))
                && reading.time().isBefore(daysAgo(1));
    }

    private static long processed(String metrics) {
        return metrics.lines()
                .filter(line -> line.matches("foreflow_readings_(accepted|duplicates|rejected)_total.*"))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private LiveService service(EmbeddedKafka kafka) throws Exception {
        LiveServiceConfig defaults = LiveServiceConfig.of(kafka.bootstrapServers());
        AlertRules alerts = new AlertRules(List.of(
                new AlertRule(
                        "evening-peak",
                        SensorPattern.of(SensorPattern.EVERY_SENSOR),
                        new ForecastCondition(
                                ForecastPart.UPPER, Inequality.ABOVE, PEAK, Optional.of(Duration.ofHours(6)), 1)),
                new AlertRule("strange", SensorPattern.of(SensorPattern.EVERY_SENSOR), new AnomalyCondition(3))));
        LiveService service = new LiveService(defaults.withReplicationFactor(1)
                .withPartitions(2)
                .withInferenceThreads(0)
                .withLifecycle(LifecycleRules.DEFAULT.withRollsBack(false))
                .withPipeline(defaults.pipeline()
                        .withWindowing(defaults.pipeline().windowing().withReadingsPerBucket(1))
                        .withAlerts(alerts))
                .withStateDir(directory.resolve("state"))
                .withHttp(defaults.http().withPort(0)));
        service.start();
        assertThat(service.awaitReady(PATIENCE)).isTrue();
        return service;
    }

    private ServeProcess sink(EmbeddedKafka kafka, String jdbc, int port) throws Exception {
        return ServeProcess.start(
                "sink",
                directory,
                """
                kafka:
                  bootstrap.servers: %s
                topics:
                  partitions: 2
                sink:
                  jdbc: %s
                  user: %s
                  port: %d
                """.formatted(kafka.bootstrapServers(), jdbc, PostgresServer.USER, port),
                Map.of("PGPASSWORD", PostgresServer.PASSWORD));
    }

    /** A model that is about as good as the baselines together; each version has an error of its own. */
    private TrainedModel model(String version) {
        float error =
                requireNonNull(Map.of("v1", 0.0f, "v2", 0.03f, "v3", -0.004f).get(version));
        return TinyModels.blend(version, UTC, error, daysAgo(version.equals("v3") ? 2 : 9));
    }

    private void publish(EmbeddedKafka kafka, TrainedModel model, Alias alias, Instant time, String reason) {
        publisher(kafka, time, reason).publish(Bundles.write(model), Optional.of(alias));
    }

    private ModelPublisher publisher(EmbeddedKafka kafka, Instant time, String reason) {
        return new ModelPublisher(
                LiveServiceConfig.of(kafka.bootstrapServers()).kafka(),
                TopicNames.DEFAULT,
                Retention.DEFAULT,
                new Author("ada@plant-1", Optional.of(reason)),
                Clock.fixed(time, ZoneOffset.UTC));
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
