package io.foreflow.windowing.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.ingest.wire.InputMapping;
import io.foreflow.ingest.wire.MissingMarks;
import io.foreflow.ingest.wire.RejectedHeaders;
import io.foreflow.ingest.wire.TopicFormat;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.windowing.core.WindowerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowingStageTest {
    private static final TopicNames TOPICS = TopicNames.DEFAULT;
    private static final Instant START = Instant.parse("2021-03-01T00:00:00Z");
    private static final Instant ARRIVAL = Instant.parse("2021-06-01T00:00:00Z");

    @TempDir
    private Path stateDir;

    @Test
    void shouldTurnReadingsOfSeveralSensorsIntoWindows() {
        try (Stage stage = new Stage(InputMapping.NATIVE, Long.MAX_VALUE)) {
            // when
            for (int hour = 0; hour < 100; hour++) {
                stage.read("a", hour, hour);
                stage.read("b", hour, 2 * hour);
            }

            // then: 100 − 6 + 1 each; training windows up to 48 hours before the sensor's time
            assertThat(stage.values(stage.windows)).hasSize(2 * 95);
            assertThat(stage.values(stage.trainingWindows)).hasSize(2 * (99 - 48 - 6 + 1));
            assertThat(stage.rejected.isEmpty()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "c328                                                      | notUtf8      | hex",
                "`not json`                                                | notJson      | text",
                "`{\"sensor\":\"a\",\"time\":\"2021-03-01T00:00:00Z\"}`             | missingField | text",
                "`{\"sensor\":\"a\",\"time\":\"2021-03-01T00:00:00Z\",\"value\":NaN}`  | badValue     | text",
                "`{\"sensor\":\"a\",\"time\":\"2021-03-01T00:00:00Z\",\"value\":1e999}`| badValue     | text",
                "`{\"sensor\":\"a\",\"time\":\"2021-03-01T00:00:00\",\"value\":1}`     | badTime      | text",
                "`{\"sensor\":\"a\",\"time\":\"2031-03-01T00:00:00Z\",\"value\":1}`    | future       | text",
                "`{\"sensor\":\"b\",\"time\":\"2021-03-01T00:00:00Z\",\"value\":1}`    | keyMismatch  | text",
            })
    void shouldKeepTheBytesOfWhatItCannotUse(String written, String reason, String form) {
        try (Stage stage = new Stage(InputMapping.NATIVE, Long.MAX_VALUE)) {
            // given
            byte[] bytes = form.equals("hex") ? HexFormat.of().parseHex(written) : written.getBytes(UTF_8);

            // when
            stage.readings.pipeInput("a".getBytes(UTF_8), bytes, ARRIVAL);
            stage.read("a", 0, 5);

            // then
            TestRecord<byte[], byte[]> rejected = stage.rejected.readRecord();
            assertThat(rejected.value()).isEqualTo(bytes);
            assertThat(header(rejected, RejectedHeaders.REASON)).isEqualTo(reason);
            assertThat(header(rejected, RejectedHeaders.DETAIL)).isNotBlank();
            assertThat(header(rejected, RejectedHeaders.TOPIC)).isEqualTo(TOPICS.readings());
            assertThat(header(rejected, RejectedHeaders.PARTITION)).isEqualTo("0");
            assertThat(header(rejected, RejectedHeaders.OFFSET)).isEqualTo("0");
            assertThat(stage.rejected.isEmpty()).isTrue();
        }
    }

    @Test
    void shouldRejectWhatIsTooLateAndSwallowDuplicates() {
        try (Stage stage = new Stage(InputMapping.NATIVE, Long.MAX_VALUE)) {
            // given
            for (int hour = 0; hour < 60; hour++) {
                stage.read("a", hour, hour);
            }
            int windows = stage.values(stage.windows).size();

            // when
            stage.read("a", 59, 59);
            stage.read("a", 3, 1000);

            // then
            assertThat(windows).isEqualTo(55);
            assertThat(stage.values(stage.windows)).isEmpty();
            assertThat(header(stage.rejected.readRecord(), RejectedHeaders.REASON))
                    .isEqualTo("tooLate");
        }
    }

    @Test
    void shouldEmitTheSameBytesAfterARestartAtAnyPoint() {
        // given
        List<String> straight;
        try (Stage stage = new Stage(InputMapping.NATIVE, Long.MAX_VALUE)) {
            stage.disorderedHours(0, 120);
            straight = stage.everything();
        }

        for (int cut = 1; cut < 120; cut += 17) {
            // when: state is read back from the stores for every reading, because one sensor at most is at hand
            List<String> restarted;
            try (Stage stage = new Stage(InputMapping.NATIVE, 0)) {
                stage.disorderedHours(0, cut);
                stage.read("other", 0, 1);
                stage.discardOther();
                stage.disorderedHours(cut, 120);
                restarted = stage.everything();
            }

            // then
            assertThat(restarted).isEqualTo(straight);
        }
    }

    @Test
    void shouldForgetARetiredSensorInEveryStore() {
        try (Stage stage = new Stage(InputMapping.NATIVE, Long.MAX_VALUE)) {
            // given
            for (int hour = 0; hour < 30; hour++) {
                stage.read("a", hour, hour);
            }
            assertThat(stage.entries()).isPositive();

            // when
            stage.driver.advanceWallClockTime(Duration.ofDays(31));

            // then
            assertThat(stage.entries()).isZero();
        }
    }

    @Test
    void shouldReadATopicOfForeignJsonWhoseKeysMeanNothing() {
        InputMapping foreign = new InputMapping("meters", "/device/id", "/ts", "/payload/flow");
        try (Stage stage = new Stage(foreign, Long.MAX_VALUE)) {
            // when
            for (int hour = 0; hour < 6; hour++) {
                String json = "{\"device\":{\"id\":\"m1\"},\"ts\":"
                        + START.plus(Duration.ofHours(hour)).toEpochMilli() + ",\"payload\":{\"flow\":" + hour + "}}";
                stage.readings.pipeInput(new byte[] {(byte) hour}, json.getBytes(UTF_8), ARRIVAL);
            }

            // then
            assertThat(stage.values(stage.windows)).singleElement().satisfies(window -> assertThat(window)
                    .contains("\"sensor\":\"m1\"")
                    .contains("\"history\":[0.0,1.0,2.0,3.0,4.0,5.0]"));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-9999, Float.MAX_VALUE})
    void shouldMakeTheSameWindowsWithMarksOfMissingValuesAsWithoutThoseReadings(double mark) {
        // given: every tenth hour the sensor has no value
        InputMapping marked = InputMapping.NATIVE.withMissing(MissingMarks.of(List.of("-9999", "3.4028235E38")));
        List<String> without = new ArrayList<>();
        List<String> with = new ArrayList<>();
        try (Stage stage = new Stage(marked, Long.MAX_VALUE)) {
            for (int hour = 0; hour < 300; hour++) {
                if (hour % 10 != 7) {
                    stage.read("a", hour, 100 + hour % 24);
                }
            }
            without.addAll(stage.everything());
        }

        // when
        try (Stage stage = new Stage(marked, Long.MAX_VALUE)) {
            for (int hour = 0; hour < 300; hour++) {
                stage.read("a", hour, hour % 10 == 7 ? mark : 100 + hour % 24);
            }
            with.addAll(stage.everything());

            // then
            assertThat(stage.rejected.isEmpty()).isTrue();
        }
        assertThat(with).isEqualTo(without).hasSizeGreaterThan(400);
    }

    private static String header(TestRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), UTF_8);
    }

    /** The stage in a driver, with its topics. */
    private final class Stage implements AutoCloseable {
        private final TopologyTestDriver driver;
        private final TestInputTopic<byte[], byte[]> readings;
        private final TestOutputTopic<byte[], byte[]> windows;
        private final TestOutputTopic<byte[], byte[]> trainingWindows;
        private final TestOutputTopic<byte[], byte[]> rejected;

        Stage(InputMapping input, long bytesAtHand) {
            Topology topology = new Topology();
            WindowingStage.addTo(
                    topology,
                    WindowingStage.Config.of(
                                    TOPICS,
                                    input,
                                    WindowerConfig.defaults().withReadingsPerBucket(1),
                                    new WindowingListener() {})
                            .withOutputs(new OutputTopics(true, true, TopicFormat.JSON))
                            .withBudget(new HeapBudget(bytesAtHand))
                            .withArrival((record, unused) -> record.timestamp()));
            Properties settings = new Properties();
            settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "stage");
            settings.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
            driver = new TopologyTestDriver(topology, settings, ARRIVAL);
            readings =
                    driver.createInputTopic(input.topic(TOPICS), new ByteArraySerializer(), new ByteArraySerializer());
            windows = output(TOPICS.windows());
            trainingWindows = output(TOPICS.trainingWindows());
            rejected = output(TOPICS.rejected());
        }

        private TestOutputTopic<byte[], byte[]> output(String topic) {
            return driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        }

        void read(String sensor, int hour, double value) {
            String json = "{\"sensor\":\"" + sensor + "\",\"time\":\"" + START.plus(Duration.ofHours(hour))
                    + "\",\"value\":" + value + "}";
            readings.pipeInput(sensor.getBytes(UTF_8), json.getBytes(UTF_8), ARRIVAL);
        }

        /** With holes, and every seventh hour one behind the next. */
        void disorderedHours(int from, int to) {
            for (int hour = from; hour < to; hour++) {
                int told = hour % 7 == 3 ? hour + 1 : hour % 7 == 4 ? hour - 1 : hour;
                if (told % 23 != 5) {
                    read("a", told, 100 + told % 24);
                }
            }
        }

        List<String> everything() {
            List<String> all = new ArrayList<>(values(windows));
            all.addAll(values(trainingWindows));
            return all;
        }

        List<String> values(TestOutputTopic<byte[], byte[]> topic) {
            return topic.readRecordsToList().stream()
                    .filter(record -> !new String(record.key(), UTF_8).equals("other"))
                    .map(record -> new String(record.value(), UTF_8))
                    .toList();
        }

        /** One reading of a sensor makes no windows record; this only says so. */
        void discardOther() {
            assertThat(rejected.isEmpty()).isTrue();
        }

        int entries() {
            int entries = 0;
            for (String name : List.of(
                    WindowingStage.HEAD_STORE,
                    WindowingStage.RAW_STORE,
                    WindowingStage.MEMORY_STORE,
                    WindowingStage.DUE_STORE)) {
                KeyValueStore<byte[], byte[]> store = driver.getKeyValueStore(name);
                try (KeyValueIterator<byte[], byte[]> all = store.all()) {
                    while (all.hasNext()) {
                        all.next();
                        entries++;
                    }
                }
            }
            return entries;
        }

        @Override
        public void close() {
            driver.close();
        }
    }
}
