package io.foreflow.forecaster.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.foreflow.forecaster.api.LocalHttp;
import io.foreflow.forecaster.registry.Alias;
import io.foreflow.forecaster.registry.ModelPublisher;
import io.foreflow.forecaster.service.LiveService;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.service.LiveServiceException;
import io.foreflow.forecaster.topology.ForecastJson;
import io.foreflow.forecaster.topology.OutputValues;
import io.foreflow.forecaster.topology.PipelineConfig;
import io.foreflow.ingest.wire.Json;
import io.foreflow.ingest.wire.RejectedHeaders;
import io.foreflow.ingest.wire.TopicFormat;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.score.Contender;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.windowing.core.WindowerConfig;
import io.foreflow.windowing.streams.OutputTopics;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The live service between real topics. A subclass brings the cluster. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class EndToEndSuite {
    private static final Pattern BAD_MODEL_COUNTED = Pattern.compile("foreflow_model_load_failures_total\\{.*} [1-9]");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final int PARTITIONS = 3;
    private static final int REVISION_HORIZON = 24;

    /** Just below what a producer sends and a topic takes by default. */
    private static final int LARGEST = 1_048_000;

    /** Closed buckets before the first window, and hours after an origin before its training window is final. */
    private static final int HISTORY = 6;

    private static final int HORIZON = 24;

    @TempDir
    Path dir;

    private KafkaCluster cluster;

    abstract KafkaCluster startCluster();

    @BeforeAll
    void start() {
        cluster = startCluster();
    }

    @AfterAll
    void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void shouldForecastEveryClosedBucketOnceWhateverComesInBetween() throws Exception {
        // given: four sensors in disorder, with duplicates, and one that is heard of once
        int hours = 96;
        List<SensorId> sensors = List.of(id("north"), id("south"), id("east"), id("west"));
        SensorId lonely = id("lonely");
        Random random = new Random(237);
        LiveServiceConfig config = config("disorder", windowing().withGrace(Duration.ofHours(3)));
        TopicNames topics = config.pipeline().topics();
        LiveService service = new LiveService(config);
        List<BadRecord> bad = badRecords();

        // when: half of it comes, with bad records in between, then the service is stopped and started again
        service.start();
        try (Sender sender = new Sender(cluster.bootstrapServers(), topics.readings());
                CommittedReader forecasts = reader(topics.forecasts())) {
            sender.send(disorder(sensors, 0, hours / 2, random));
            for (BadRecord record : bad) {
                sender.sendRaw(record.key(), record.value());
            }
            awaitTrue(() -> forecasts.all().size() >= sensors.size() * hours / 4);
            service.close();
            sender.send(disorder(sensors, hours / 2, hours, random));
            sender.send(List.of(Reading.of(lonely, Series.START, 5)));
            service = new LiveService(config);
            service.start();
            for (SensorId sensor : sensors) {
                sender.send(List.of(Series.last(sensor, hours, REVISION_HORIZON)));
            }
            sender.send(List.of(Series.last(lonely, 1, REVISION_HORIZON)));

            // then: nothing is missing and nothing is there twice
            int expected = sensors.size() * hours + 1;
            int expectedTraining = sensors.size() * (hours - HISTORY - HORIZON + 1);
            try (CommittedReader training = reader(topics.trainingWindows());
                    CommittedReader windows = reader(topics.windows());
                    CommittedReader scores = reader(topics.scores());
                    CommittedReader rejected = reader(topics.rejected())) {
                awaitTrue(() -> forecasts.all().size() >= expected
                        && training.all().size() >= expectedTraining
                        && scores.all().size() >= sensors.size() * (hours - 1)
                        && rejected.all().size() >= bad.size());
                service.close();

                List<Forecast> made = forecasts(forecasts);
                assertThat(made).hasSize(expected);
                assertThat(made)
                        .extracting(Forecast::sensor, Forecast::origin, Forecast::revision)
                        .doesNotHaveDuplicates();
                assertThat(made).allSatisfy(forecast -> {
                    assertThat(forecast.fallback()).isTrue();
                    assertThat(forecast.revision()).isZero();
                    assertThat(forecast.values().isComplete()).isTrue();
                });
                for (SensorId sensor : sensors) {
                    assertThat(originsOf(sensor, made)).isEqualTo(hoursAfterStart(1, hours));
                }
                assertThat(originsOf(lonely, made)).isEqualTo(hoursAfterStart(1, 1));
                assertThat(forecasts.all()).extracting(EndToEndSuite::eventId).doesNotHaveDuplicates();

                assertThat(windows.all()).hasSize(sensors.size() * (hours - HISTORY + 1));
                assertThat(sensorsAndOrigins(windows)).doesNotHaveDuplicates();
                assertThat(training.all()).hasSize(expectedTraining);
                assertThat(sensorsAndOrigins(training)).doesNotHaveDuplicates();

                // of each sensor's first hour nothing had been forecast
                assertThat(scores.all()).hasSize(sensors.size() * (hours - 1));
                assertThat(scores.all()).extracting(EndToEndSuite::eventId).doesNotHaveDuplicates();
                assertThat(scores.all()).allSatisfy(record -> assertThat(OutputValues.readScore(record.value())
                                .errors(Contender.FORECAST)
                                .at(0))
                        .isFinite());
                assertThat(made.stream().filter(forecast -> forecast.interval().isEmpty()))
                        .as("only a first reading has nothing to go by")
                        .hasSize(sensors.size() + 1);

                assertRejected(bad, rejected.all(), topics.readings());
            }
        } finally {
            service.close();
        }
    }

    @Test
    void shouldTakeAPublishedModelIntoUseWithoutARestart() throws Exception {
        // given
        SensorId sensor = id("i880-hov");
        LiveServiceConfig config = config("swap", windowing());
        TopicNames topics = config.pipeline().topics();
        try (LiveService service = new LiveService(config)) {
            service.start();
            assertThat(service.awaitReady(PATIENCE)).isTrue();
            try (Sender sender = new Sender(cluster.bootstrapServers(), topics.readings());
                    CommittedReader reader = reader(topics.forecasts())) {
                ModelPublisher publisher = new ModelPublisher(config.kafka(), topics);
                sender.send(Series.hours(sensor, 0, 30));
                awaitTrue(() -> reader.all().size() >= 30);

                // when: a model, a better one, a damaged one and one for another zone
                publish(publisher, TinyModels.level("v1", UTC));
                awaitTrue(() ->
                        LocalHttp.get(service.httpPort(), "/readyz").body().contains("default@v1"));
                sender.send(Series.hours(sensor, 30, 40));
                awaitTrue(() -> reader.all().size() >= 40);

                publish(publisher, TinyModels.level("v2", UTC));
                awaitTrue(() ->
                        LocalHttp.get(service.httpPort(), "/readyz").body().contains("default@v2"));
                sender.send(Series.hours(sensor, 40, 50));
                awaitTrue(() -> reader.all().size() >= 50);

                try (Sender vandal = new Sender(cluster.bootstrapServers(), topics.models())) {
                    vandal.sendRaw("default@v3#" + "0".repeat(64), "PK\u0003\u0004 and then nothing");
                }
                awaitTrue(() -> BAD_MODEL_COUNTED
                        .matcher(LocalHttp.metrics(service.httpPort()))
                        .find());
                sender.send(Series.hours(sensor, 50, 60));
                awaitTrue(() -> reader.all().size() >= 60);

                publish(publisher, TinyModels.level("v4", ZoneId.of("Europe/Berlin")));
                awaitTrue(() ->
                        LocalHttp.get(service.httpPort(), "/readyz").body().contains("default@v4"));
                sender.send(Series.hours(sensor, 60, 70));
                awaitTrue(() -> reader.all().size() >= 70);

                // then
                assertThat(LocalHttp.metrics(service.httpPort()))
                        .contains("foreflow_fallbacks_total{reason=\"zoneMismatch\"} 10.0")
                        .contains("foreflow_fallbacks_total{reason=\"noModel\"} 30.0")
                        .contains("foreflow_readings_accepted_total 70.0")
                        .contains("foreflow_model_info{name=\"default\",version=\"v4\"} 1")
                        .contains("foreflow_ready 1.0")
                        .contains("kafka_stream_");
                List<Forecast> made = forecasts(reader);
                assertThat(made).hasSize(70);
                assertThat(made.subList(0, 30)).allMatch(Forecast::fallback);
                assertThat(made.subList(30, 40)).allSatisfy(forecast -> {
                    assertThat(forecast.fallback()).isFalse();
                    assertThat(forecast.method()).isEqualTo("network");
                    assertThat(forecast.model()).hasValue(new ModelRef("default", "v1"));
                });
                assertThat(made.subList(40, 60))
                        .allSatisfy(forecast -> assertThat(forecast.model()).hasValue(new ModelRef("default", "v2")));
                assertThat(made.subList(60, 70)).allMatch(Forecast::fallback);
            }
        }
    }

    @Test
    void shouldForecastAgainWhenALateReadingRevisesTheNewestWindow() throws Exception {
        // given
        SensorId sensor = id("late");
        LiveServiceConfig config = config("late", windowing());
        TopicNames topics = config.pipeline().topics();
        List<Reading> hours = Series.hours(sensor, 0, 20);
        try (LiveService service = new LiveService(config)) {
            service.start();
            try (Sender sender = new Sender(cluster.bootstrapServers(), topics.readings());
                    CommittedReader reader = reader(topics.forecasts())) {
                sender.send(hours);
                awaitTrue(() -> reader.all().size() >= 20);

                // when
                sender.send(List.of(Reading.of(sensor, hours.get(18).time(), 1)));
                awaitTrue(() -> reader.all().size() >= 21);

                // then
                Forecast before = forecasts(reader).get(19);
                Forecast after = forecasts(reader).get(20);
                assertThat(after.origin()).isEqualTo(before.origin());
                assertThat(after.revision()).isEqualTo(1);
            }
        }
    }

    @Test
    void shouldReadSomebodyElsesTopic() throws Exception {
        // given
        String foreign = "factory";
        LiveServiceConfig base = config("foreign", windowing());
        LiveServiceConfig config = base.withPipeline(base.pipeline()
                .withInput(new io.foreflow.ingest.wire.InputMapping(foreign, "/device/id", "/ts", "/payload/flow")));
        TestTopics.create(cluster.bootstrapServers(), foreign, 2);

        // when
        try (LiveService service = new LiveService(config)) {
            service.start();
            try (Sender sender = new Sender(cluster.bootstrapServers(), foreign);
                    CommittedReader reader = reader(config.pipeline().topics().forecasts())) {
                for (int hour = 0; hour < 8; hour++) {
                    long millis = Series.START.plus(Duration.ofHours(hour)).toEpochMilli();
                    sender.sendRaw(
                            "press-1",
                            "{\"device\":{\"id\":\"press-1\"},\"ts\":" + millis + ",\"payload\":{\"flow\":" + hour
                                    + "}}");
                }
                awaitTrue(() -> reader.all().size() >= 8);

                // then
                assertThat(forecasts(reader)).hasSize(8).allMatch(forecast -> forecast.sensor()
                        .equals(id("press-1")));
            }
        }
    }

    @Test
    void shouldNameTheTopicsThatAreMissingWhenItMayNotCreateThem() {
        // given
        LiveServiceConfig config = config("forbidden", windowing())
                .withPartitions(PARTITIONS)
                .withReplicationFactor(1)
                .withCreateTopics(false);

        // when, then
        try (LiveService service = new LiveService(config)) {
            assertThatThrownBy(service::start)
                    .isInstanceOf(LiveServiceException.class)
                    .hasMessageContaining("forbidden.readings.v1")
                    .hasMessageContaining("forbidden.models.v1");
        }
    }

    @Test
    void shouldRefuseAnotherNumberOfPartitions() throws Exception {
        // given
        LiveServiceConfig config = config("partitions", windowing());
        try (LiveService service = new LiveService(config)) {
            service.start();
        }

        // when, then
        try (LiveService service = new LiveService(
                config.withPartitions(PARTITIONS + 1).withReplicationFactor(1).withCreateTopics(true))) {
            assertThatThrownBy(service::start)
                    .isInstanceOf(LiveServiceException.class)
                    .hasMessageContaining("partitions.readings.v1 has " + PARTITIONS + " partitions");
        }
    }

    @Test
    void shouldNotStartWhenItsPortIsInUse() throws Exception {
        // given
        try (ServerSocket other = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress());
                LiveService service =
                        new LiveService(config("port", windowing()).withHttp(LocalHttp.HOST, other.getLocalPort()))) {

            // when, then
            assertThatThrownBy(service::start)
                    .isInstanceOf(LiveServiceException.class)
                    .hasMessageContaining("in use");
            assertThat(service.stopped()).isCompleted();
        }
    }

    private record BadRecord(String key, byte[] value, String reason) {}

    private static List<BadRecord> badRecords() {
        String time = Series.START.plus(Duration.ofHours(40)).toString();
        String future = Instant.parse("2190-01-01T00:00:00Z").toString();
        String longAgo = Series.START.minus(Duration.ofDays(365)).toString();
        List<BadRecord> records = new ArrayList<>();
        records.add(new BadRecord("north", bytes("hello"), "notJson"));
        records.add(new BadRecord("north", bytes("x".repeat(990_000)), "notJson"));
        records.add(new BadRecord("north", bytes("x".repeat(LARGEST)), "notJson"));
        records.add(new BadRecord("north", new byte[] {(byte) 0xff, (byte) 0xfe}, "notUtf8"));
        records.add(new BadRecord("north", bytes(reading("north", time, "NaN")), "badValue"));
        records.add(new BadRecord("north", bytes(reading("north", time, "\"12\"")), "badValue"));
        records.add(new BadRecord("north", bytes(reading("north", "2025-03-03T00:00:00", "1")), "badTime"));
        records.add(new BadRecord("north", bytes(reading("north", future, "1")), "future"));
        records.add(new BadRecord("north", bytes(reading("south", time, "1")), "keyMismatch"));
        records.add(new BadRecord("north", bytes("{\"sensor\":\"north\",\"time\":\"" + time + "\"}"), "missingField"));
        records.add(new BadRecord("north", bytes(reading("north", longAgo, "1")), "tooLate"));
        return records;
    }

    private static String reading(String sensor, String time, String value) {
        return "{\"sensor\":\"" + sensor + "\",\"time\":\"" + time + "\",\"value\":" + value + "}";
    }

    private static void assertRejected(
            List<BadRecord> bad, List<ConsumerRecord<byte[], byte[]>> rejected, String topic) {
        assertThat(rejected.stream().collect(groupingBy(record -> header(record, RejectedHeaders.REASON), counting())))
                .isEqualTo(bad.stream().collect(groupingBy(BadRecord::reason, counting())));
        assertThat(rejected).allSatisfy(record -> {
            assertThat(header(record, RejectedHeaders.TOPIC)).isEqualTo(topic);
            assertThat(header(record, RejectedHeaders.OFFSET)).matches("\\d+");
            assertThat(header(record, RejectedHeaders.PARTITION)).matches("\\d+");
            assertThat(bad)
                    .anyMatch(sent -> Arrays.equals(sent.value(), record.value()) || isCut(record, sent.value()));
        });
    }

    /** True if the record is the beginning of one that was too large to be passed on whole, and says how large. */
    private static boolean isCut(ConsumerRecord<byte[], byte[]> record, byte[] original) {
        return record.headers().lastHeader("foreflow.truncated") != null
                && Arrays.equals(record.value(), Arrays.copyOf(original, record.value().length));
    }

    private static List<Reading> disorder(List<SensorId> sensors, int from, int to, Random random) {
        List<List<Reading>> each = new ArrayList<>();
        for (SensorId sensor : sensors) {
            List<Reading> readings = new ArrayList<>();
            for (Reading reading : Series.disordered(Series.hours(sensor, from, to), 3, random)) {
                readings.add(reading);
                if (random.nextInt(5) == 0) {
                    readings.add(reading);
                }
            }
            each.add(readings);
        }
        return Series.mixed(each, random);
    }

    private static List<Instant> hoursAfterStart(int from, int to) {
        List<Instant> hours = new ArrayList<>();
        for (int hour = from; hour <= to; hour++) {
            hours.add(Series.START.plus(Duration.ofHours(hour)));
        }
        return hours;
    }

    private static List<Instant> originsOf(SensorId sensor, Collection<Forecast> forecasts) {
        return forecasts.stream()
                .filter(forecast -> forecast.sensor().equals(sensor))
                .map(Forecast::origin)
                .toList();
    }

    private static List<Forecast> forecasts(CommittedReader reader) {
        return reader.all().stream()
                .map(record -> ForecastJson.read(record.value()))
                .toList();
    }

    private static List<Map.Entry<String, Instant>> sensorsAndOrigins(CommittedReader reader) {
        Function<ConsumerRecord<byte[], byte[]>, Map.Entry<String, Instant>> identity = record -> {
            var json = Json.object(record.value());
            return Map.entry(Json.text(json, "sensor"), Json.time(json, "origin"));
        };
        return reader.all().stream().map(identity).toList();
    }

    private static String eventId(ConsumerRecord<byte[], byte[]> record) {
        return header(record, "ce_id");
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static SensorId id(String name) {
        return SensorId.of(name);
    }

    private static void publish(ModelPublisher publisher, TrainedModel bundle) {
        publisher.publish(Bundles.write(bundle), Optional.of(Alias.CHAMPION));
    }

    private static WindowerConfig windowing() {
        return WindowerConfig.defaults();
    }

    private LiveServiceConfig config(String prefix, WindowerConfig windowing) {
        return LiveServiceConfig.of(cluster.bootstrapServers())
                .withPipeline(PipelineConfig.defaults()
                        .withTopics(new TopicNames(prefix))
                        .withOutputs(new OutputTopics(true, true, TopicFormat.JSON))
                        .withWindowing(windowing))
                .withApplicationId(prefix)
                .withStateDir(dir.resolve(prefix))
                .withHttp(LocalHttp.HOST, 0)
                .withPartitions(PARTITIONS)
                .withReplicationFactor(1)
                .withCreateTopics(true);
    }

    private CommittedReader reader(String topic) {
        return new CommittedReader(cluster.bootstrapServers(), topic);
    }

    private static void awaitTrue(Callable<Boolean> condition) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(condition);
    }
}
