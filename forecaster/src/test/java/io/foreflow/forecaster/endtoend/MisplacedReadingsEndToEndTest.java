package io.foreflow.forecaster.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.foreflow.forecaster.api.LocalHttp;
import io.foreflow.forecaster.service.LiveService;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.service.LiveServiceException;
import io.foreflow.forecaster.topology.ForecastJson;
import io.foreflow.forecaster.topology.PipelineConfig;
import io.foreflow.ingest.wire.InputMapping;
import io.foreflow.ingest.wire.RejectedHeaders;
import io.foreflow.ingest.wire.TopicFormat;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.windowing.core.WindowerConfig;
import io.foreflow.windowing.streams.OutputTopics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** A sensor is one sensor on whatever partitions its producers put its readings. */
@TestInstance(Lifecycle.PER_CLASS)
class MisplacedReadingsEndToEndTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PARTITIONS = 3;
    private static final int HOURS = 60;
    private static final SensorId SENSOR = SensorId.of("pump-7");

    /** The partition to which the readings of {@link #SENSOR} belong. */
    private static final int HOME = BuiltInPartitioner.partitionForKey(key(), PARTITIONS);

    @TempDir
    Path dir;

    private KafkaCluster cluster;

    /** Sends one reading as a producer would. */
    private interface Placing {
        void send(Sender sender, int hour, Reading reading);
    }

    @BeforeAll
    void start() {
        cluster = EmbeddedCluster.start();
    }

    @AfterAll
    void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void shouldForecastASensorOfAnotherPartitionerAsIfItHadBeenPlacedRightly() throws Exception {
        // when
        List<Forecast> placed = forecasts("placed", (sender, hour, reading) -> sender.sendTo(HOME, key(), reading), 0);
        List<Forecast> misplaced =
                forecasts("misplaced", (sender, hour, reading) -> sender.sendTo(other(0), key(), reading), HOURS);

        // then
        assertThat(placed).hasSize(HOURS);
        assertSame(misplaced, placed);
    }

    @Test
    void shouldForecastASensorWithoutKeysOrOnSeveralPartitionsAsOne() throws Exception {
        // when: each partition in turn; one reading after the other, because partitions have no common order
        List<Forecast> placed = forecasts("before", (sender, hour, reading) -> sender.sendTo(HOME, key(), reading), 0);
        List<Forecast> keyless =
                forecasts("keyless", (sender, hour, reading) -> sender.sendTo(other(1), null, reading), HOURS);
        List<Forecast> mixed = forecasts(
                "mixed",
                (sender, hour, reading) ->
                        sender.sendTo((HOME + hour) % PARTITIONS, hour % 2 == 0 ? null : key(), reading),
                HOURS - HOURS / PARTITIONS);

        // then
        assertSame(keyless, placed);
        assertSame(mixed, placed);
    }

    @Test
    void shouldRejectWhatLiesOnTheWrongPartitionWhereItMayNotBeMoved() throws Exception {
        // given
        LiveServiceConfig base = config("rejecting");
        InputMapping rejecting = new InputMapping(null, "/sensor", "/time", "/value", false);
        LiveServiceConfig config = base.withPipeline(base.pipeline().withInput(rejecting));
        TopicNames topics = config.pipeline().topics();
        List<Reading> readings = Series.hours(SENSOR, 0, 2);

        // when
        try (LiveService service = new LiveService(config)) {
            service.start();
            try (Sender sender = new Sender(cluster.bootstrapServers(), topics.readings());
                    CommittedReader rejected = new CommittedReader(cluster.bootstrapServers(), topics.rejected());
                    CommittedReader forecasts = new CommittedReader(cluster.bootstrapServers(), topics.forecasts())) {
                sender.sendTo(other(0), key(), readings.get(0));
                sender.sendTo(HOME, key(), readings.get(1));
                awaitTrue(() -> !rejected.all().isEmpty() && !forecasts.all().isEmpty());

                // then
                assertThat(rejected.all()).singleElement().satisfies(record -> {
                    assertThat(new String(
                                    record.headers()
                                            .lastHeader(RejectedHeaders.REASON)
                                            .value(),
                                    UTF_8))
                            .isEqualTo("wrongPartition");
                    assertThat(new String(
                                    record.headers()
                                            .lastHeader(RejectedHeaders.DETAIL)
                                            .value(),
                                    UTF_8))
                            .contains("partition " + other(0), "partition " + HOME + " of 3", "murmur2_random");
                });
                assertThat(forecasts.all()).hasSize(1);
                assertThat(LocalHttp.metrics(service.httpPort()))
                        .contains("foreflow_readings_misplaced_total 1.0")
                        .contains("foreflow_readings_rejected_total{reason=\"wrongPartition\"} 1.0");
            }
        }
    }

    @Test
    void shouldCheckAForeignTopicByItsOwnNumberOfPartitions() throws Exception {
        // given
        int partitions = 5;
        int home = BuiltInPartitioner.partitionForKey(key(), partitions);
        TestTopics.create(cluster.bootstrapServers(), "meters", partitions);
        LiveServiceConfig base = config("foreign");
        LiveServiceConfig config =
                base.withPipeline(base.pipeline().withInput(new InputMapping("meters", null, "/time", "/value")));

        // when
        try (LiveService service = new LiveService(config)) {
            service.start();
            try (Sender sender = new Sender(cluster.bootstrapServers(), "meters");
                    CommittedReader forecasts = new CommittedReader(
                            cluster.bootstrapServers(),
                            config.pipeline().topics().forecasts())) {
                int hour = 0;
                for (Reading reading : Series.hours(SENSOR, 0, 10)) {
                    sender.sendTo(hour % 2 == 0 ? home : (home + 1) % partitions, key(), reading);
                    int expected = ++hour;
                    awaitTrue(() -> forecasts.all().size() >= expected);
                }

                // then: one state, whose last window has six values of history
                assertThat(forecasts.all()).hasSize(10);
                assertThat(LocalHttp.metrics(service.httpPort()))
                        .contains("foreflow_readings_misplaced_total 5.0")
                        .contains("foreflow_windows_total 5.0");
            }
        }
    }

    @Test
    void shouldSayThatAForeignTopicIsNotThere() throws Exception {
        // given
        LiveServiceConfig base = config("nowhere");
        LiveServiceConfig config =
                base.withPipeline(base.pipeline().withInput(new InputMapping("mters", null, "/time", "/value")));

        // when, then
        try (LiveService service = new LiveService(config)) {
            assertThatThrownBy(service::start)
                    .isInstanceOf(LiveServiceException.class)
                    .hasMessageContaining("input.topic (mters) does not exist");
        }
    }

    @Test
    void shouldMakeEveryForecastOnceAlthoughItIsKilledOnTheWay() throws Exception {
        // given: two sensors, each wholly on a wrong partition, one of them without keys
        int hours = 1_500;
        SensorId second = SensorId.of("pump-8");
        int home = BuiltInPartitioner.partitionForKey(second.value().getBytes(UTF_8), PARTITIONS);
        TopicNames topics = new TopicNames("killed");
        String configuration = "kafka: {bootstrap.servers: '" + cluster.bootstrapServers() + "'}\nhttp: {port: 0}\n"
                + "topics: {prefix: killed, partitions: " + PARTITIONS + "}\napplication: {id: killed}\n";
        LiveServiceConfig creating = config("killed");
        try (LiveService service = new LiveService(creating.withApplicationId("creating"))) {
            service.start();
        }
        try (Sender sender = new Sender(cluster.bootstrapServers(), topics.readings());
                CommittedReader forecasts = new CommittedReader(cluster.bootstrapServers(), topics.forecasts())) {
            for (int hour = 0; hour < hours; hour++) {
                sender.sendLater(
                        other(0), key(), Series.hours(SENSOR, hour, hour + 1).get(0));
                sender.sendLater(
                        (home + 1) % PARTITIONS,
                        null,
                        Series.hours(second, hour, hour + 1).get(0));
            }

            // when
            try (ServeProcess first = ServeProcess.start(dir, configuration)) {
                first.awaitTrue(() -> forecasts.all().size() >= hours / 10);
                first.kill();
            }
            try (ServeProcess again = ServeProcess.start(dir, configuration)) {
                again.awaitTrue(() -> forecasts.all().size() >= 2 * hours);
                again.stop();
            }

            // then
            List<Forecast> made = forecasts.all().stream()
                    .map(record -> ForecastJson.read(record.value()))
                    .toList();
            assertThat(made).hasSize(2 * hours).allMatch(forecast -> forecast.revision() == 0);
            assertThat(made)
                    .extracting(forecast -> forecast.sensor() + " " + forecast.origin())
                    .doesNotHaveDuplicates();
        }
    }

    private List<Forecast> forecasts(String prefix, Placing placing, int misplaced) throws Exception {
        LiveServiceConfig config = config(prefix);
        TopicNames topics = config.pipeline().topics();
        try (LiveService service = new LiveService(config)) {
            service.start();
            try (Sender sender = new Sender(cluster.bootstrapServers(), topics.readings());
                    CommittedReader forecasts = new CommittedReader(cluster.bootstrapServers(), topics.forecasts())) {
                int hour = 0;
                for (Reading reading : Series.hours(SENSOR, 0, HOURS)) {
                    placing.send(sender, hour, reading);
                    int expected = ++hour;
                    awaitTrue(() -> forecasts.all().size() >= expected);
                }
                assertThat(LocalHttp.metrics(service.httpPort()))
                        .contains("foreflow_readings_misplaced_total " + (double) misplaced)
                        .contains("foreflow_readings_accepted_total " + (double) HOURS);
                return forecasts.all().stream()
                        .map(record -> ForecastJson.read(record.value()))
                        .toList();
            }
        }
    }

    /** In all but the wall clock's time. */
    private static void assertSame(List<Forecast> forecasts, List<Forecast> expected) {
        assertThat(forecasts)
                .usingElementComparator(Comparator.comparing(MisplacedReadingsEndToEndTest::withoutIssuedAt))
                .isEqualTo(expected);
    }

    private static String withoutIssuedAt(Forecast forecast) {
        return new String(ForecastJson.write(forecast), UTF_8).replaceAll("\"issuedAt\":\"[^\"]*\"", "");
    }

    private static byte[] key() {
        return SENSOR.value().getBytes(UTF_8);
    }

    /** A partition where the sensor's readings do not belong. */
    private static int other(int which) {
        return (HOME + 1 + which) % PARTITIONS;
    }

    private LiveServiceConfig config(String prefix) {
        return LiveServiceConfig.of(cluster.bootstrapServers())
                .withPipeline(PipelineConfig.defaults()
                        .withTopics(new TopicNames(prefix))
                        .withOutputs(new OutputTopics(true, false, TopicFormat.AUTO))
                        .withWindowing(WindowerConfig.defaults().withReadingsPerBucket(1)))
                .withApplicationId(prefix)
                .withStateDir(dir.resolve(prefix))
                .withHttp(LocalHttp.HOST, 0)
                .withPartitions(PARTITIONS)
                .withReplicationFactor(1)
                .withCreateTopics(true);
    }

    private static void awaitTrue(Callable<Boolean> condition) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(condition);
    }
}
