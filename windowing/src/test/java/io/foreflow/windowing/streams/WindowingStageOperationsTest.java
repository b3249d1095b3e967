package io.foreflow.windowing.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.ingest.wire.CloudEvents;
import io.foreflow.ingest.wire.InputMapping;
import io.foreflow.ingest.wire.RejectReason;
import io.foreflow.ingest.wire.RejectedHeaders;
import io.foreflow.ingest.wire.TopicFormat;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import io.foreflow.windowing.core.Emission;
import io.foreflow.windowing.core.Emission.BucketClosed;
import io.foreflow.windowing.core.Neighbours;
import io.foreflow.windowing.core.WindowerConfig;
import io.foreflow.windowing.wire.WindowJson;
import io.foreflow.windowing.wire.WindowTopics;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What surrounds the windows: the wall clock, headers, what is told to metrics, records too large to pass on. */
class WindowingStageOperationsTest {
    private static final TopicNames TOPICS = TopicNames.DEFAULT;
    private static final Instant START = Instant.parse("2021-03-01T00:00:00Z");
    private static final InputMapping FOREIGN = new InputMapping("meters", "/device/id", "/ts", "/payload/flow");

    @TempDir
    private Path stateDir;

    private final List<BucketClosed> closed = new ArrayList<>();
    private final List<SensorId> retired = new ArrayList<>();
    private final List<String> heard = new ArrayList<>();
    private @Nullable TopologyTestDriver driver;

    @AfterEach
    void closeDriver() {
        if (driver != null) {
            driver.close();
        }
    }

    @Test
    void shouldCloseBucketsOfALiveSensorByTheWallClock() {
        // given
        TopologyTestDriver stage = stage(InputMapping.NATIVE, Long.MAX_VALUE);
        read(stage, "a", START, 7, START.plusSeconds(2));
        read(stage, "b", START.minus(Duration.ofDays(9)), 7, START.plusSeconds(2));
        closed.clear();

        // when
        stage.advanceWallClockTime(Duration.ofMinutes(119));
        assertThat(closed).isEmpty();
        stage.advanceWallClockTime(Duration.ofMinutes(2));
        stage.advanceWallClockTime(Duration.ofHours(2));

        // then: three hours of sensor a are imputed, none of b, whose reading came from a replay
        assertThat(closed)
                .extracting(bucket -> bucket.window().sensor() + " "
                        + bucket.window().origin() + " " + bucket.window().imputed())
                .containsExactly(
                        "a 2021-03-01T02:00:00Z [5]",
                        "a 2021-03-01T03:00:00Z [4, 5]",
                        "a 2021-03-01T04:00:00Z [3, 4, 5]");

        // when
        closed.clear();
        stage.advanceWallClockTime(Duration.ofDays(1));
        stage.advanceWallClockTime(Duration.ofDays(1));

        // then
        assertThat(closed).singleElement().satisfies(last -> assertThat(last.stale())
                .isTrue());
        assertThat(heard).endsWith("stale").contains("imputed 1");
    }

    @Test
    void shouldTellWhatComesNextThatASensorIsForgotten() {
        // given
        TopologyTestDriver stage = stage(InputMapping.NATIVE, Long.MAX_VALUE);
        read(stage, "a", START, 7, START.plusSeconds(2));

        // when
        stage.advanceWallClockTime(Duration.ofDays(31));

        // then
        assertThat(retired).containsExactly(SensorId.of("a"));
    }

    @Test
    void shouldKeepCovariatesInAStore() {
        // given: sensors whose state is never at hand
        TopologyTestDriver stage = stage(
                InputMapping.NATIVE,
                WindowerConfig.defaults().withReadingsPerBucket(1).withCovariates(List.of("temp")),
                0);
        read(stage, "a", START, 7, START);
        read(stage, "b", START, 7, START);

        // when
        String announced = "{\"sensor\":\"a\",\"time\":\"2021-03-01T02:00:00Z\",\"value\":null,"
                + "\"covariates\":{\"temp\":3.5}}";
        input(stage, InputMapping.NATIVE).pipeInput("a".getBytes(UTF_8), announced.getBytes(UTF_8), START);
        read(stage, "b", START.plusSeconds(3600), 7, START.plusSeconds(3600));
        read(stage, "a", START.plusSeconds(3600), 7, START.plusSeconds(3600));

        // then
        assertThat(closed).hasSize(4);
        assertThat(closed.get(2).window().covariate("temp").future().present()).isZero();
        assertThat(closed.get(3).window().covariate("temp").future().at(0)).isEqualTo(3.5);
        assertThat(closed.get(3).window().covariate("temp").future().present()).isEqualTo(1);

        // when
        stage.advanceWallClockTime(Duration.ofDays(31));

        // then
        try (KeyValueIterator<Object, Object> left =
                stage.getKeyValueStore(WindowingStage.COVARIATES_STORE).all()) {
            assertThat(left.hasNext()).isFalse();
        }
    }

    @Test
    void shouldTellASensorWhatItsNeighboursMeasured() {
        // given
        WindowerConfig windowing = WindowerConfig.defaults()
                .withReadingsPerBucket(1)
                .withNeighbours(Neighbours.of(Map.of(SensorId.of("a"), List.of(SensorId.of("b")))));
        TopologyTestDriver stage = stage(InputMapping.NATIVE, windowing, 0);

        // when
        for (int hour = 0; hour < 6; hour++) {
            Instant time = START.plus(Duration.ofHours(hour));
            read(stage, "b", time, 100 + hour, time);
            read(stage, "a", time, hour, time);
        }

        // then: what b measured before a's first reading came too early
        BucketClosed last = closed.get(closed.size() - 1);
        assertThat(last.window().sensor()).isEqualTo(SensorId.of("a"));
        assertThat(last.window().covariates()).containsOnlyKeys("b");
        assertThat(last.window().covariate("b").past())
                .isEqualTo(Values.generate(24, i -> i < 19 ? Double.NaN : 100 + i - 18));
        assertThat(closed.get(closed.size() - 2).window().covariates()).isEmpty();
        assertThat(output(stage, TOPICS.rejected()).isEmpty()).isTrue();
        assertThat(heard.stream().filter("accepted"::equals)).hasSize(12);
    }

    @Test
    void shouldTakeNobodysWordForANeighbour() {
        // given: a reading that claims to be a neighbour's
        WindowerConfig windowing = WindowerConfig.defaults()
                .withReadingsPerBucket(1)
                .withNeighbours(Neighbours.of(Map.of(SensorId.of("a"), List.of(SensorId.of("b")))));
        TopologyTestDriver stage = stage(InputMapping.NATIVE, windowing, 0);
        Headers claim = new RecordHeaders().add(BySensorRecords.NEIGHBOUR, "b".getBytes(UTF_8));
        byte[] reading = "{\"sensor\":\"a\",\"time\":\"2021-03-01T00:00:00Z\",\"value\":5}".getBytes(UTF_8);

        // when
        input(stage, InputMapping.NATIVE).pipeInput(new TestRecord<>("a".getBytes(UTF_8), reading, claim, START));

        // then
        assertThat(closed)
                .singleElement()
                .satisfies(bucket -> assertThat(bucket.window().history().at(5)).isEqualTo(5));
    }

    @Test
    void shouldTellWhichWindowARecordIsInItsHeaders() {
        // given
        TopologyTestDriver stage = stage(InputMapping.NATIVE, Long.MAX_VALUE);
        Instant arrival = START.plus(Duration.ofDays(1));

        // when: the seventh reading corrects the sixth
        for (int hour = 0; hour < 6; hour++) {
            read(stage, "a", START.plus(Duration.ofHours(hour)), hour, arrival);
        }
        read(stage, "a", START.plus(Duration.ofHours(5)), 50, arrival);

        // then
        List<TestRecord<byte[], byte[]>> windows =
                output(stage, TOPICS.windows()).readRecordsToList();
        assertThat(windows).hasSize(2);
        TestRecord<byte[], byte[]> revised = windows.get(1);
        assertThat(revised.key()).isEqualTo("a".getBytes(UTF_8));
        assertThat(WindowJson.readWindow(revised.value()).revision()).isEqualTo(1);
        assertThat(header(revised.headers(), CloudEvents.TYPE)).isEqualTo(WindowTopics.WINDOW_TYPE);
        assertThat(header(revised.headers(), CloudEvents.TIME)).isEqualTo(arrival.toString());
        assertThat(header(revised.headers(), CloudEvents.ID))
                .isEqualTo(
                        CloudEvents.id(WindowTopics.WINDOW_TYPE, SensorId.of("a"), START.plus(Duration.ofHours(6)), 1))
                .isNotEqualTo(header(windows.get(0).headers(), CloudEvents.ID));
    }

    @Test
    void shouldTellWhatHappens() {
        // given
        TopologyTestDriver stage = stage(InputMapping.NATIVE, Long.MAX_VALUE);
        Instant arrival = START.plus(Duration.ofDays(1));

        // when
        read(stage, "a", START, 1, arrival);
        read(stage, "a", START, 1, arrival);
        read(stage, "a", START.plus(Duration.ofHours(2)), 1, arrival);
        read(stage, "a", START.plus(Duration.ofHours(1)), 5, arrival);
        read(stage, "a", arrival.plus(Duration.ofHours(1)), 1, arrival);

        // then
        assertThat(heard)
                .containsExactly(
                        "accepted",
                        "closed",
                        "duplicate",
                        "accepted",
                        "closed",
                        "imputed 1",
                        "closed",
                        "accepted",
                        "late",
                        "revised",
                        "rejected FUTURE");
    }

    @Test
    void shouldCutARejectedRecordThatWouldNotFit() {
        // given
        TopologyTestDriver stage = stage(InputMapping.NATIVE, Long.MAX_VALUE);
        byte[] garbage = new byte[RejectedRecords.MAX_BYTES + 1];
        Arrays.fill(garbage, (byte) 'x');

        // when
        input(stage, InputMapping.NATIVE).pipeInput("a".getBytes(UTF_8), garbage, START);

        // then
        TestRecord<byte[], byte[]> rejected = output(stage, TOPICS.rejected()).readRecord();
        assertThat(rejected.value()).hasSize(RejectedRecords.MAX_BYTES / 2);
        assertThat(header(rejected.headers(), RejectedRecords.TRUNCATED))
                .isEqualTo(Integer.toString(garbage.length + 1));
        assertThat(header(rejected.headers(), RejectedHeaders.REASON)).isEqualTo("notJson");
        assertThat(header(rejected.headers(), RejectedHeaders.OFFSET)).isEqualTo("0");
    }

    @Test
    void shouldSayWhereARejectThatIsSentAgainComesFromNow() {
        // given: a rejected record, put back on the readings topic with all its headers
        TopologyTestDriver stage = stage(InputMapping.NATIVE, Long.MAX_VALUE);
        read(stage, "a", START, 1, START);
        Headers old = new RecordHeaders();
        RejectedHeaders.put(old, RejectReason.NOT_JSON, "old", "elsewhere", 7, 77);

        // when
        input(stage, InputMapping.NATIVE)
                .pipeInput(new TestRecord<>("a".getBytes(UTF_8), "again".getBytes(UTF_8), old, START));

        // then
        TestRecord<byte[], byte[]> rejected = output(stage, TOPICS.rejected()).readRecord();
        assertThat(rejected.key()).isEqualTo("a".getBytes(UTF_8));
        assertThat(header(rejected.headers(), RejectedHeaders.TOPIC)).isEqualTo(TOPICS.readings());
        assertThat(header(rejected.headers(), RejectedHeaders.OFFSET)).isEqualTo("1");
    }

    @Test
    void shouldSayWhereARejectOfARepartitionedTopicComesFrom() {
        // given
        TopologyTestDriver stage = stage(FOREIGN, Long.MAX_VALUE);
        byte[] key = {1, 2};

        // when: no reading, and one from the far future
        byte[] broken = "{}".getBytes(UTF_8);
        byte[] future =
                "{\"device\":{\"id\":\"m1\"},\"ts\":\"2022-01-01T00:00:00Z\",\"payload\":{\"flow\":1}}".getBytes(UTF_8);
        input(stage, FOREIGN).pipeInput(key, broken, START);
        input(stage, FOREIGN).pipeInput(key, future, START);

        // then
        List<TestRecord<byte[], byte[]>> rejected =
                output(stage, TOPICS.rejected()).readRecordsToList();
        assertThat(rejected).hasSize(2);
        assertThat(rejected).extracting(TestRecord::value).containsExactly(broken, future);
        assertThat(rejected).extracting(TestRecord::key).containsExactly(key, key);
        assertThat(rejected)
                .extracting(r -> header(r.headers(), RejectedHeaders.TOPIC) + " "
                        + header(r.headers(), RejectedHeaders.OFFSET) + " "
                        + header(r.headers(), RejectedHeaders.REASON))
                .containsExactly("meters 0 missingField", "meters 1 future");
    }

    @Test
    void shouldRefuseToRepartitionWhatWouldNotFit() {
        // given
        TopologyTestDriver stage = stage(FOREIGN, Long.MAX_VALUE);
        String reading = "{\"device\":{\"id\":\"m1\"},\"ts\":\"2021-03-01T00:00:00Z\",\"payload\":{\"flow\":1}}"
                + " ".repeat(RejectedRecords.MAX_BYTES);

        // when
        input(stage, FOREIGN).pipeInput(new byte[0], reading.getBytes(UTF_8), START);

        // then
        assertThat(header(output(stage, TOPICS.rejected()).readRecord().headers(), RejectedHeaders.REASON))
                .isEqualTo("recordTooLarge");
    }

    @Test
    void shouldTakeTheBrokersStampForTheArrivalAlsoWhereThisClockIsAlmostAnHourBehind() {
        ArrivalTime arrival = new ArrivalTime(Clock.fixed(START, ZoneOffset.UTC), true);
        long now = START.toEpochMilli();
        assertThat(arrival.extract(stamped(now - 5), 0)).isEqualTo(now - 5);
        assertThat(arrival.extract(stamped(now + 5), 0)).isEqualTo(now + 5);
        long most = now + Duration.ofMinutes(59).toMillis();
        assertThat(arrival.extract(stamped(most), 0)).isEqualTo(most);
        assertThat(arrival.extract(stamped(most + 1), 0)).isEqualTo(most);
    }

    @Test
    void shouldTakeARecordForJustArrivedWhereAProducerStampedIt() {
        ArrivalTime arrival = new ArrivalTime(Clock.fixed(START, ZoneOffset.UTC), false);
        long now = START.toEpochMilli();
        assertThat(arrival.extract(stamped(now - 1_000_000), 0)).isEqualTo(now);
        assertThat(arrival.extract(stamped(ConsumerRecord.NO_TIMESTAMP), 0)).isEqualTo(now);
    }

    @Test
    void shouldNotForgetASensorWhoseReadingsArrivedLongBeforeTheyAreSeen() {
        // given: a backlog of readings that arrived two months ago, one a day
        TopologyTestDriver stage = stage(InputMapping.NATIVE, Long.MAX_VALUE);
        Instant past = START.minus(Duration.ofDays(60));

        // when
        for (int day = 0; day < 60; day++) {
            read(stage, "a", past.plus(Duration.ofDays(day)), 7, past.plus(Duration.ofDays(day)));
            stage.advanceWallClockTime(Duration.ofSeconds(2));
        }

        // then
        assertThat(retired).isEmpty();

        // when: it stays silent by the clock of the service
        stage.advanceWallClockTime(Duration.ofDays(29));
        assertThat(retired).isEmpty();
        stage.advanceWallClockTime(Duration.ofDays(1));

        // then
        assertThat(retired).hasSize(1);
    }

    @Test
    void shouldLookAtTheClockForOtherSensorsWhereTheStateOfOneIsDamaged() {
        // given: three live sensors, of which the first has a damaged state
        TopologyTestDriver stage = stage(InputMapping.NATIVE, 0);
        for (String sensor : List.of("a", "b", "c")) {
            read(stage, sensor, START, 7, START.plusSeconds(2));
        }
        KeyValueStore<byte[], byte[]> heads = stage.getKeyValueStore(WindowingStage.HEAD_STORE);
        heads.put("a".getBytes(UTF_8), Arrays.copyOf(heads.get("a".getBytes(UTF_8)), 1));
        closed.clear();

        // when
        stage.advanceWallClockTime(Duration.ofHours(2).plusMinutes(1));

        // then
        assertThat(closed)
                .extracting(bucket -> bucket.window().sensor().value())
                .containsExactlyInAnyOrder("b", "c");
        assertThat(heard).containsOnlyOnce("failed");

        // when: it is not looked at again before a step has passed
        stage.advanceWallClockTime(Duration.ofMinutes(30));
        assertThat(heard).containsOnlyOnce("failed");
        stage.advanceWallClockTime(Duration.ofMinutes(31));

        // then
        assertThat(heard.stream().filter("failed"::equals)).hasSize(2);
    }

    private static ConsumerRecord<Object, Object> stamped(long timestamp) {
        // As Kafka Streams passes it on, whoever stamped it.
        return new ConsumerRecord<>(
                TOPICS.readings(),
                0,
                0,
                timestamp,
                TimestampType.CREATE_TIME,
                0,
                0,
                "key",
                "value",
                new RecordHeaders(),
                Optional.empty());
    }

    private TopologyTestDriver stage(InputMapping input, long bytesAtHand) {
        return stage(input, WindowerConfig.defaults().withReadingsPerBucket(1), bytesAtHand);
    }

    private TopologyTestDriver stage(InputMapping input, WindowerConfig windowing, long bytesAtHand) {
        Topology topology = new Topology();
        WindowingStage.addTo(
                topology,
                WindowingStage.Config.of(TOPICS, input, windowing, new Heard())
                        .withOutputs(new OutputTopics(true, true, TopicFormat.JSON))
                        .withBudget(new HeapBudget(bytesAtHand))
                        .withArrival((record, unused) -> record.timestamp()));
        topology.addProcessor("collector", Collector::new, WindowingStage.CLOSED_BUCKETS);
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "stage");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
        TopologyTestDriver opened = new TopologyTestDriver(topology, settings, START);
        driver = opened;
        return opened;
    }

    private static void read(TopologyTestDriver stage, String sensor, Instant time, double value, Instant arrival) {
        String json = "{\"sensor\":\"" + sensor + "\",\"time\":\"" + time + "\",\"value\":" + value + "}";
        input(stage, InputMapping.NATIVE).pipeInput(sensor.getBytes(UTF_8), json.getBytes(UTF_8), arrival);
    }

    private static TestInputTopic<byte[], byte[]> input(TopologyTestDriver stage, InputMapping input) {
        return stage.createInputTopic(input.topic(TOPICS), new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static TestOutputTopic<byte[], byte[]> output(TopologyTestDriver stage, String topic) {
        return stage.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static String header(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null ? "" : new String(header.value(), UTF_8);
    }

    /** Stands where the forecasting stage stands. */
    private final class Collector extends ContextualProcessor<SensorId, Emission, Void, Void> {
        @Override
        public void process(Record<SensorId, Emission> record) {
            if (record.value() instanceof BucketClosed bucket) {
                assertThat(record.key()).isEqualTo(bucket.window().sensor());
                closed.add(bucket);
            } else {
                assertThat(record.value()).isInstanceOf(Emission.Retired.class);
                retired.add(record.key());
            }
        }
    }

    private final class Heard implements WindowingListener {
        @Override
        public void accepted(long arrival) {
            heard.add("accepted");
        }

        @Override
        public void failed() {
            heard.add("failed");
        }

        @Override
        public void late() {
            heard.add("late");
        }

        @Override
        public void duplicate() {
            heard.add("duplicate");
        }

        @Override
        public void rejected(RejectReason reason) {
            heard.add("rejected " + reason);
        }

        @Override
        public void closed() {
            heard.add("closed");
        }

        @Override
        public void imputed(int slots) {
            heard.add("imputed " + slots);
        }

        @Override
        public void revised() {
            heard.add("revised");
        }

        @Override
        public void stale() {
            heard.add("stale");
        }
    }
}
