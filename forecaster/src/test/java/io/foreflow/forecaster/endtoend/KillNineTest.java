package io.foreflow.forecaster.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.forecaster.alerts.Alert;
import io.foreflow.forecaster.alerts.AlertCondition.AnomalyCondition;
import io.foreflow.forecaster.alerts.AlertCondition.ForecastCondition;
import io.foreflow.forecaster.alerts.AlertCondition.ForecastPart;
import io.foreflow.forecaster.alerts.AlertCondition.Inequality;
import io.foreflow.forecaster.alerts.AlertRule;
import io.foreflow.forecaster.alerts.ClosedStep;
import io.foreflow.forecaster.alerts.SensorAlerts;
import io.foreflow.forecaster.alerts.SensorAlerts.Change;
import io.foreflow.forecaster.topology.AlertJson;
import io.foreflow.forecaster.topology.ForecastJson;
import io.foreflow.forecaster.topology.OutputValues;
import io.foreflow.ingest.publish.PublishListener;
import io.foreflow.ingest.publish.PublishResult;
import io.foreflow.ingest.publish.ReadingsPublisher;
import io.foreflow.ingest.publish.Speed;
import io.foreflow.ingest.publish.TopicAdmin;
import io.foreflow.ingest.publish.TopicPlan;
import io.foreflow.ingest.source.DataFolder;
import io.foreflow.ingest.table.TableOptions;
import io.foreflow.ingest.table.TableReadings;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.score.Contender;
import io.foreflow.models.score.Score;
import io.foreflow.models.series.BucketGrid;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.SensorPattern;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.windowing.wire.WindowTopics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A year of two sensors, and a service that is killed in the middle of it. */
class KillNineTest {
    /** Puts the two sensors on different ones. */
    private static final int PARTITIONS = 3;

    private static final int REVISION_HORIZON = 24;
    private static final ZoneId ZONE = ZoneId.of("America/Los_Angeles");

    /** 8,760 hours of each sensor, the one that is missing included. */
    private static final int FORECASTS = 2 * 8_760;

    /** The first five buckets of each sensor close before there are six. */
    private static final int WINDOWS = FORECASTS - 2 * 5;

    /** Of each sensor's first hour nothing had been forecast, and the hour that is missing has no value. */
    private static final int SCORES = FORECASTS - 2 * 2;

    /** The origins with six hours before them and a day after them. */
    private static final int TRAINING_WINDOWS = 2 * (8_760 - 29);

    /** The rules that the configuration has as text. */
    private static final AlertRule QUIET = new AlertRule(
            "quiet",
            SensorPattern.of("i880-hov"),
            new ForecastCondition(ForecastPart.LOWER, Inequality.BELOW, 120, Optional.of(Duration.ofHours(3)), 2));

    private static final AlertRule STRANGE =
            new AlertRule("strange", SensorPattern.of("i880-*"), new AnomalyCondition(2));

    @TempDir
    Path dir;

    private EmbeddedCluster cluster;
    private @Nullable ServeProcess running;

    @BeforeEach
    void start() {
        cluster = EmbeddedCluster.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (running != null) {
            running.close();
        }
        cluster.close();
    }

    @Test
    void shouldMakeEveryForecastOnceAlthoughItIsKilledInTheMiddle() throws Exception {
        // given: all readings, and a service that has begun to forecast
        Map<String, String> kafka = Map.of("bootstrap.servers", cluster.bootstrapServers());
        TopicNames topics = TopicNames.DEFAULT;
        createTopics(kafka, topics);
        publish(kafka, topics);

        try (CommittedReader forecasts = new CommittedReader(cluster.bootstrapServers(), topics.forecasts());
                CommittedReader windows = new CommittedReader(cluster.bootstrapServers(), topics.windows());
                CommittedReader training = new CommittedReader(cluster.bootstrapServers(), topics.trainingWindows());
                CommittedReader scores = new CommittedReader(cluster.bootstrapServers(), topics.scores());
                CommittedReader alerts = new CommittedReader(cluster.bootstrapServers(), topics.alerts());
                CommittedReader rejected = new CommittedReader(cluster.bootstrapServers(), topics.rejected())) {
            ServeProcess first = serve();
            first.awaitTrue(() -> forecasts.all().size() >= FORECASTS / 10);

            // when
            first.kill();
            assertThat(forecasts.all().size())
                    .as("forecasts at the moment of the kill")
                    .isLessThan(FORECASTS * 9 / 10);
            ServeProcess second = serve();
            second.awaitTrue(() -> forecasts.all().size() >= FORECASTS
                    && training.all().size() >= TRAINING_WINDOWS
                    && scores.all().size() >= SCORES);
            second.stop();

            // then
            List<Forecast> made = forecasts.all().stream()
                    .map(record -> ForecastJson.read(record.value()))
                    .toList();
            assertThat(made).hasSize(FORECASTS);
            assertThat(made).allMatch(forecast -> forecast.revision() == 0);
            assertThat(made.stream().map(f -> f.sensor() + " " + f.origin()).distinct())
                    .hasSize(FORECASTS);
            assertThat(distinct(windows, bytes -> WindowTopics.readWindow(bytes)))
                    .isEqualTo(WINDOWS);
            assertThat(windows.all()).hasSize(WINDOWS);
            assertThat(distinct(training, bytes -> WindowTopics.readTrainingWindow(bytes)
                            .window()))
                    .isEqualTo(TRAINING_WINDOWS);
            assertThat(training.all()).hasSize(TRAINING_WINDOWS);
            assertThat(rejected.all()).isEmpty();
            assertScored(scores, made);
            assertAlerted(alerts, made, scores);
        }
    }

    /**
     * Every hour was scored once, and against the very forecasts that are on their topic, up to the precision of floats,
     * whoever had made them.
     */
    private static void assertScored(CommittedReader reader, List<Forecast> made) {
        Map<String, Forecast> byOrigin =
                made.stream().collect(Collectors.toMap(f -> f.sensor() + " " + f.origin(), Function.identity()));
        List<Score> scores = reader.all().stream()
                .map(record -> OutputValues.readScore(record.value()))
                .toList();
        assertThat(scores).hasSize(SCORES);
        assertThat(scores.stream()
                        .map(score -> score.sensor() + " " + score.time())
                        .distinct())
                .hasSize(SCORES);
        assertThat(scores).allSatisfy(score -> {
            Values expected = Values.generate(score.hits().size(), lead -> {
                Forecast forecast =
                        byOrigin.get(score.sensor() + " " + score.time().minus(Duration.ofHours(lead)));
                return forecast == null ? Double.NaN : forecast.values().at(lead) - score.actual();
            });
            assertThat(score.errors(Contender.FORECAST).toArray())
                    .usingComparatorWithPrecision(1e-3)
                    .containsExactly(expected.toArray());
        });
    }

    /** Alerts are those of the forecasts and readings that are on their topics, each raised once and cleared once. */
    private static void assertAlerted(CommittedReader alerts, List<Forecast> made, CommittedReader scores) {
        List<Alert> written = alerts.all().stream()
                .map(record -> AlertJson.read(record.value()))
                .toList();
        assertThat(alerts.all())
                .extracting(record ->
                        new String(record.headers().lastHeader("ce_id").value(), UTF_8))
                .doesNotHaveDuplicates();
        for (String id : List.of("i880-hov", "i880-ordinary")) {
            SensorId sensor = SensorId.of(id);
            List<Forecast> forecasts =
                    made.stream().filter(one -> one.sensor().equals(sensor)).toList();
            Map<Instant, Forecast> byOrigin =
                    forecasts.stream().collect(Collectors.toMap(Forecast::origin, Function.identity()));
            List<Alert> expected = new ArrayList<>();
            if (QUIET.sensors().matches(sensor)) {
                SensorAlerts state = SensorAlerts.none(sensor);
                for (Forecast forecast : forecasts) {
                    Change change = state.forecast(List.of(QUIET), forecast, forecast.issuedAt());
                    state = change.state();
                    expected.addAll(change.changes());
                }
            }
            assertThat(texts(written, sensor, QUIET)).isEqualTo(texts(expected, sensor, QUIET));
            SensorAlerts state = SensorAlerts.none(sensor);
            for (ConsumerRecord<byte[], byte[]> record : scores.all()) {
                Score score = OutputValues.readScore(record.value());
                Forecast forecast = byOrigin.get(score.time());
                if (score.sensor().equals(sensor)
                        && forecast != null
                        && forecast.interval().isPresent()) {
                    ClosedStep step =
                            new ClosedStep(score.time(), score.time().plus(Duration.ofHours(1)), score.actual());
                    Change change = state.reading(
                            List.of(STRANGE), step, forecast.interval().get(), forecast.model(), forecast.issuedAt());
                    state = change.state();
                    expected.addAll(change.changes());
                }
            }
            assertThat(texts(written, sensor, STRANGE)).isEqualTo(texts(expected, sensor, STRANGE));
        }
        assertThat(written).extracting(Alert::rule).contains(QUIET.name(), STRANGE.name());
        assertThat(written).hasSizeGreaterThan(100);
    }

    /** Returns all but the wall-clock times of a sensor's alerts. */
    private static List<String> texts(List<Alert> alerts, SensorId sensor, AlertRule rule) {
        return alerts.stream()
                .filter(alert -> alert.sensor().equals(sensor) && alert.rule().equals(rule.name()))
                .map(alert -> alert.event() + " " + alert.since() + " " + alert.crossing() + " " + alert.trigger())
                .toList();
    }

    private static long distinct(CommittedReader reader, Function<byte[], Window> read) {
        return reader.all().stream()
                .map(record -> read.apply(record.value()))
                .map(window -> window.sensor() + " " + window.origin())
                .distinct()
                .count();
    }

    private static void createTopics(Map<String, String> kafka, TopicNames topics) throws InterruptedException {
        try (TopicAdmin admin =
                TopicAdmin.connect(kafka, true, Duration.ofSeconds(30), Clock.systemUTC(), line -> {})) {
            admin.ensure(TopicPlan.all(topics, PARTITIONS, 1));
        }
    }

    /** A year of two freeways where there is a data folder, else of two made-up sensors; an hour of each is missing. */
    private void publish(Map<String, String> kafka, TopicNames topics) throws Exception {
        Optional<Path> file = DataFolder.file("pems_i880_2021/i880_flow_hourly_long.csv.gz");
        if (file.isEmpty()) {
            publishMadeUp(topics);
            return;
        }
        try (TableReadings readings = TableReadings.open(file.get(), TableOptions.NONE, ZONE);
                ReadingsPublisher publisher = ReadingsPublisher.connect(kafka, topics, Clock.systemUTC())) {
            PublishResult published = publisher.publish(readings, Speed.MAX, PublishListener.NONE);
            assertThat(published).isEqualTo(new PublishResult(FORECASTS - 2, 0, Optional.empty()));
            publisher.publishFinal(sensor -> BucketGrid.of(Step.HOUR, ZONE), REVISION_HORIZON);
        }
    }

    private void publishMadeUp(TopicNames topics) {
        try (Sender sender = new Sender(cluster.bootstrapServers(), topics.readings())) {
            for (SensorId sensor : List.of(SensorId.of("i880-hov"), SensorId.of("i880-ordinary"))) {
                List<Reading> year = new ArrayList<>(Series.hours(sensor, 0, FORECASTS / 2));
                year.remove(1_000);
                sender.send(year);
                sender.send(List.of(Series.last(sensor, FORECASTS / 2, REVISION_HORIZON)));
            }
        }
    }

    private ServeProcess serve() throws IOException {
        ServeProcess process = ServeProcess.start(dir, """
                kafka:
                  bootstrap.servers: %s
                  session.timeout.ms: 6000
                topics:
                  partitions: %d
                  windows: true
                  trainingWindows: true
                window:
                  zone: %s
                alerts:
                  - {name: quiet, sensors: i880-hov, when: lower < 120, within: 3h, for: 2}
                  - {name: strange, sensors: "i880-*", when: anomaly, for: 2}
                http:
                  port: 0
                """.formatted(cluster.bootstrapServers(), PARTITIONS, ZONE));
        running = process;
        return process;
    }
}
