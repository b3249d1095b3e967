package io.foreflow.windowing.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.ingest.wire.InputMapping;
import io.foreflow.ingest.wire.RejectReason;
import io.foreflow.ingest.wire.RejectedHeaders;
import io.foreflow.ingest.wire.TopicFormat;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.series.SensorId;
import io.foreflow.windowing.core.Neighbours;
import io.foreflow.windowing.core.WindowerConfig;
import io.foreflow.windowing.wire.WindowTopics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The test driver puts every record on partition 0: of three, that is right for some sensors and wrong for others. */
class MisplacedReadingsTest {
    private static final TopicNames TOPICS = TopicNames.DEFAULT;
    private static final String BY_SENSOR = WindowTopics.readingsBySensor(TOPICS);
    private static final Instant START = Instant.parse("2021-03-01T00:00:00Z");
    private static final int PARTITIONS = 3;
    private static final SensorId PLACED = sensorOn(0);
    private static final SensorId MISPLACED = sensorOn(1);
    private static final InputMapping REJECTING = new InputMapping(null, "/sensor", "/time", "/value", false);

    @TempDir
    private Path stateDir;

    private final List<String> heard = new ArrayList<>();
    private @Nullable TopologyTestDriver driver;

    @AfterEach
    void closeDriver() {
        if (driver != null) {
            driver.close();
        }
    }

    @Test
    void shouldBringAMisplacedReadingToItsPartitionOnceAndUseIt() {
        // given
        TopologyTestDriver stage =
                stage(InputMapping.NATIVE, WindowerConfig.defaults().withReadingsPerBucket(1));

        // when
        for (int hour = 0; hour < 6; hour++) {
            read(stage, MISPLACED, hour);
        }

        // then
        List<TestRecord<byte[], byte[]>> brought = records(stage, BY_SENSOR);
        assertThat(brought).hasSize(6);
        assertThat(brought)
                .extracting(TestRecord::key)
                .containsOnly(MISPLACED.value().getBytes(UTF_8));
        assertThat(records(stage, TOPICS.windows())).singleElement().satisfies(window -> assertThat(
                        new String(window.value(), UTF_8))
                .contains("\"history\":[0.0,1.0,2.0,3.0,4.0,5.0]"));
        assertThat(records(stage, TOPICS.rejected())).isEmpty();
        assertThat(heard.stream().filter("misplaced"::equals)).hasSize(6);
        assertThat(heard.stream().filter("accepted"::equals)).hasSize(6);
    }

    @Test
    void shouldLeaveAReadingThatIsInPlaceWhereItIs() {
        // given
        TopologyTestDriver stage = stage(InputMapping.NATIVE, WindowerConfig.defaults());

        // when: with a key and without one
        read(stage, PLACED, 0);
        input(stage, TOPICS.readings()).pipeInput(null, reading(PLACED, 1), START.plus(Duration.ofHours(1)));

        // then
        assertThat(records(stage, BY_SENSOR)).isEmpty();
        assertThat(heard).doesNotContain("misplaced");
        assertThat(heard.stream().filter("accepted"::equals)).hasSize(2);
    }

    @Test
    void shouldTreatAnnouncementsAndMovesOfTimeAsReadings() {
        // given
        TopologyTestDriver stage =
                stage(InputMapping.NATIVE, WindowerConfig.defaults().withCovariates(List.of("temp")));
        read(stage, MISPLACED, 0);

        // when
        String time = "{\"sensor\":\"" + MISPLACED + "\",\"time\":\"2021-03-01T01:00:00Z\",\"value\":null";
        input(stage, TOPICS.readings()).pipeInput(null, (time + "}").getBytes(UTF_8), START);
        input(stage, TOPICS.readings())
                .pipeInput(null, (time + ",\"covariates\":{\"temp\":3}}").getBytes(UTF_8), START);

        // then
        assertThat(records(stage, BY_SENSOR)).hasSize(3);
        assertThat(heard.stream().filter("misplaced"::equals)).hasSize(3);
    }

    @Test
    void shouldKeepWhereAMisplacedReadingCameFromWhenItIsRejectedLater() {
        // given: one without a key, one with headers of an earlier reject, both from the far future
        TopologyTestDriver stage = stage(InputMapping.NATIVE, WindowerConfig.defaults());
        byte[] future = reading(MISPLACED, 24 * 90);
        Headers old = new RecordHeaders()
                .add(RejectedRecords.ORIGINAL_KEY, "forged".getBytes(UTF_8))
                .add(BySensorRecords.ARRIVAL, "forged".getBytes(UTF_8))
                .add(BySensorRecords.NEIGHBOUR, "forged".getBytes(UTF_8));
        RejectedHeaders.put(old, RejectReason.NOT_JSON, "old", "elsewhere", 7, 77);

        // when
        input(stage, TOPICS.readings()).pipeInput(null, future, START);
        input(stage, TOPICS.readings()).pipeInput(new TestRecord<>(null, future, old, START));

        // then
        List<TestRecord<byte[], byte[]>> rejected = records(stage, TOPICS.rejected());
        assertThat(rejected).hasSize(2).allSatisfy(record -> {
            assertThat(record.key()).isNull();
            assertThat(record.value()).isEqualTo(future);
            assertThat(header(record, RejectedHeaders.REASON)).isEqualTo("future");
            assertThat(header(record, RejectedHeaders.TOPIC)).isEqualTo(TOPICS.readings());
            assertThat(header(record, RejectedHeaders.PARTITION)).isEqualTo("0");
            assertThat(header(record, BySensorRecords.ARRIVAL)).isEmpty();
        });
        assertThat(rejected)
                .extracting(record -> header(record, RejectedHeaders.OFFSET))
                .containsExactly("0", "1");
    }

    @Test
    void shouldJudgeAMisplacedReadingByItsFirstArrival() {
        // given: a reading an hour ahead of its arrival; by the time that it is brought home it would lie in the past
        TopologyTestDriver stage = stage(InputMapping.NATIVE, WindowerConfig.defaults());
        stage.advanceWallClockTime(Duration.ofDays(10));

        // when
        input(stage, TOPICS.readings()).pipeInput(null, reading(MISPLACED, 1), START);

        // then
        assertThat(heard).contains("rejected FUTURE");
        assertThat(header(records(stage, BY_SENSOR).get(0), BySensorRecords.ARRIVAL))
                .isEqualTo(Long.toString(START.toEpochMilli()));
    }

    @Test
    void shouldRefuseToBringWhatWouldNotFit() {
        // given
        TopologyTestDriver stage = stage(InputMapping.NATIVE, WindowerConfig.defaults());
        String large = new String(reading(MISPLACED, 0), UTF_8) + " ".repeat(RejectedRecords.MAX_BYTES);

        // when
        input(stage, TOPICS.readings()).pipeInput(null, large.getBytes(UTF_8), START);

        // then
        assertThat(heard).containsExactly("misplaced", "rejected RECORD_TOO_LARGE");
        assertThat(records(stage, BY_SENSOR)).isEmpty();
    }

    @Test
    void shouldRejectAMisplacedReadingWhereItMayNotBeMoved() {
        // given
        TopologyTestDriver stage = stage(REJECTING, WindowerConfig.defaults());

        // when
        read(stage, MISPLACED, 0);
        read(stage, PLACED, 0);

        // then
        TestRecord<byte[], byte[]> rejected = records(stage, TOPICS.rejected()).get(0);
        assertThat(rejected.key()).isEqualTo(MISPLACED.value().getBytes(UTF_8));
        assertThat(rejected.value()).isEqualTo(reading(MISPLACED, 0));
        assertThat(header(rejected, RejectedHeaders.REASON)).isEqualTo("wrongPartition");
        assertThat(header(rejected, RejectedHeaders.DETAIL))
                .contains("partition 0", "partition 1 of 3", "murmur2", "partitioner=murmur2_random");
        assertThat(heard).startsWith("misplaced", "rejected WRONG_PARTITION", "accepted");
    }

    @Test
    void shouldNeedTheTopicBySensorOnlyWhereReadingsMayPassThroughIt() {
        WindowerConfig windowing = WindowerConfig.defaults();
        assertThat(WindowingStage.readsBySensor(InputMapping.NATIVE, windowing)).isTrue();
        assertThat(WindowingStage.readsBySensor(REJECTING, windowing)).isFalse();
        assertThat(WindowingStage.readsBySensor(REJECTING, windowing.withNeighbours(neighbours())))
                .isTrue();
        assertThat(topology(REJECTING, windowing).describe().toString()).doesNotContain(BY_SENSOR);
        assertThat(topology(InputMapping.NATIVE, windowing).describe().subtopologies())
                .hasSize(1);
    }

    @Test
    void shouldCountMisplacedReadingsOnTheWayToNeighboursToo() {
        // given
        TopologyTestDriver stage =
                stage(InputMapping.NATIVE, WindowerConfig.defaults().withNeighbours(neighbours()));

        // when
        read(stage, MISPLACED, 0);
        read(stage, PLACED, 0);

        // then: two readings and what the one measured, for the other
        assertThat(records(stage, BY_SENSOR)).hasSize(3);
        assertThat(heard.stream().filter("misplaced"::equals)).hasSize(1);
        assertThat(heard.stream().filter("accepted"::equals)).hasSize(2);
    }

    @Test
    void shouldRejectMisplacedReadingsOnTheWayToNeighboursWhereTheyMayNotBeMoved() {
        // given
        TopologyTestDriver stage = stage(REJECTING, WindowerConfig.defaults().withNeighbours(neighbours()));

        // when
        read(stage, MISPLACED, 0);

        // then
        assertThat(heard).containsExactly("misplaced", "rejected WRONG_PARTITION");
        assertThat(records(stage, BY_SENSOR)).isEmpty();
    }

    @Test
    void shouldCheckAForeignTopicWhoseKeysAreSensors() {
        // given
        InputMapping foreign = new InputMapping("meters", null, "/time", "/value");
        TopologyTestDriver stage = stage(foreign, WindowerConfig.defaults());

        // when
        input(stage, "meters").pipeInput(MISPLACED.value().getBytes(UTF_8), reading(MISPLACED, 0), START);

        // then
        assertThat(records(stage, BY_SENSOR)).hasSize(1);
        assertThat(heard).startsWith("misplaced", "accepted");
    }

    @Test
    void shouldPlaceASensorByItsNormalisedId() {
        // given: an id whose decomposed form hashes to partition 0, where the driver puts it, but which belongs
        // elsewhere
        SensorPartitions partitions = new SensorPartitions(PARTITIONS);
        String decomposed = IntStream.range(0, 1_000)
                .mapToObj(i -> "cafe\u0301" + i)
                .filter(id -> SensorPartitions.of(bytes(id), PARTITIONS) == 0)
                .filter(id -> partitions.of(SensorId.of(id)) != 0)
                .findFirst()
                .orElseThrow();
        TopologyTestDriver stage = stage(InputMapping.NATIVE, WindowerConfig.defaults());

        // when
        String json = "{\"sensor\":\"" + decomposed + "\",\"time\":\"" + START + "\",\"value\":1}";
        input(stage, TOPICS.readings()).pipeInput(bytes(decomposed), bytes(json), START);

        // then
        assertThat(records(stage, BY_SENSOR)).singleElement().satisfies(record -> assertThat(record.key())
                .isEqualTo(bytes(SensorId.of(decomposed).value())));
        assertThat(heard).startsWith("misplaced", "accepted");
    }

    @Test
    void shouldCallNothingMisplacedWhereKeysMeanSomethingElse() {
        // given
        InputMapping foreign = new InputMapping("meters", "/sensor", "/time", "/value");
        TopologyTestDriver stage = stage(foreign, WindowerConfig.defaults());

        // when
        input(stage, "meters").pipeInput(MISPLACED.value().getBytes(UTF_8), reading(MISPLACED, 0), START);

        // then
        assertThat(heard).startsWith("accepted");
    }

    @Test
    void shouldRefuseToLeaveReadingsInPlaceWhereKeysAreNoSensors() {
        assertThatThrownBy(() -> new InputMapping("meters", "/id", "/ts", "/v", false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("input.repartition (false)");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static Neighbours neighbours() {
        return Neighbours.of(Map.of(MISPLACED, List.of(PLACED)));
    }

    private static SensorId sensorOn(int partition) {
        for (int i = 0; true; i++) {
            SensorId sensor = SensorId.of("s" + i);
            if (new SensorPartitions(PARTITIONS).of(sensor) == partition) {
                return sensor;
            }
        }
    }

    private Topology topology(InputMapping input, WindowerConfig windowing) {
        Topology topology = new Topology();
        WindowingStage.addTo(
                topology,
                WindowingStage.Config.of(TOPICS, input, windowing, new Heard())
                        .withOutputs(new OutputTopics(true, true, TopicFormat.JSON))
                        .withPartitions(PARTITIONS)
                        .withArrival((record, unused) -> record.timestamp()));
        return topology;
    }

    private TopologyTestDriver stage(InputMapping input, WindowerConfig windowing) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "stage");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
        TopologyTestDriver opened = new TopologyTestDriver(topology(input, windowing), settings, START);
        driver = opened;
        return opened;
    }

    private static void read(TopologyTestDriver stage, SensorId sensor, int hour) {
        Instant arrival = START.plus(Duration.ofHours(hour));
        input(stage, TOPICS.readings()).pipeInput(sensor.value().getBytes(UTF_8), reading(sensor, hour), arrival);
    }

    private static byte[] reading(SensorId sensor, int hour) {
        return ("{\"sensor\":\"" + sensor + "\",\"time\":\"" + START.plus(Duration.ofHours(hour)) + "\",\"value\":"
                        + hour + "}")
                .getBytes(UTF_8);
    }

    private static TestInputTopic<byte[], byte[]> input(TopologyTestDriver stage, String topic) {
        return stage.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static List<TestRecord<byte[], byte[]>> records(TopologyTestDriver stage, String topic) {
        return stage.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
    }

    private static String header(TestRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), UTF_8);
    }

    private final class Heard implements WindowingListener {
        @Override
        public void accepted(long arrival) {
            heard.add("accepted");
        }

        @Override
        public void misplaced() {
            heard.add("misplaced");
        }

        @Override
        public void rejected(RejectReason reason) {
            heard.add("rejected " + reason);
        }
    }
}
