package io.foreflow.windowing.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.ingest.wire.InputMapping;
import io.foreflow.ingest.wire.ReadingJson;
import io.foreflow.ingest.wire.TopicFormat;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.windowing.core.Emission;
import io.foreflow.windowing.core.Neighbours;
import io.foreflow.windowing.core.WindowKind;
import io.foreflow.windowing.core.WindowerConfig;
import io.foreflow.windowing.wire.WindowJson;
import io.foreflow.windowing.wire.WindowTopics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replay of the log against the stage that reads the same log live. */
class LogReplayTest {
    private static final TopicNames TOPICS = TopicNames.DEFAULT;
    private static final Instant START = Instant.parse("2021-03-01T00:00:00Z");
    private static final int DAYS = 12;
    private static final SensorId ONE = SensorId.of("one");
    private static final SensorId OTHER = SensorId.of("other");

    @TempDir
    private Path stateDir;

    private final List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();

    @BeforeEach
    void writeLog() {
        // given: gaps, late and repeated readings, one that is too late, and one that is no reading
        SplittableRandom random = new SplittableRandom(3);
        for (int hour = 0; hour < 24 * DAYS; hour++) {
            for (SensorId sensor : List.of(ONE, OTHER)) {
                if (random.nextInt(10) > 0) {
                    write(sensor, hour, random.nextInt(1_000), hour);
                }
                if (random.nextInt(8) == 0) {
                    write(sensor, Math.max(0, hour - random.nextInt(60)), random.nextInt(1_000), hour);
                }
            }
        }
        append("one".getBytes(UTF_8), "{".getBytes(UTF_8), 24 * DAYS);
    }

    @Test
    void shouldMakeTheTrainingWindowsOfTheStage() {
        // given
        WindowingStage.Config config = config(InputMapping.NATIVE, WindowerConfig.defaults());

        // when
        Live live = live(config, TOPICS.readings());

        // then
        assertThat(live.training()).hasSizeGreaterThan(100);
        assertThat(replayed(config, log)).isEqualTo(live.training());
    }

    @Test
    void shouldReadWhatTheStageHasBroughtBySensor() {
        // given: keys that are no sensors, so that the stage moves every reading, and a neighbour
        WindowerConfig windowing = WindowerConfig.defaults().withNeighbours(Neighbours.of(Map.of(ONE, List.of(OTHER))));
        WindowingStage.Config config = config(new InputMapping("theirs", "/sensor", "/time", "/value"), windowing);

        // when
        Live live = live(config, "theirs");

        // then
        assertThat(live.bySensor()).hasSizeGreaterThan(log.size());
        assertThat(live.training()).hasSizeGreaterThan(100);
        assertThat(new LogReplay(config, EnumSet.of(WindowKind.TRAINING), unused -> {}).topics())
                .containsExactly(WindowTopics.readingsBySensor(TOPICS));
        assertThat(replayed(config, live.bySensor())).isEqualTo(live.training());
    }

    @Test
    void shouldApplyMovedReadingsWhenTheyArrived() {
        // given: three partitions, and every second reading on another than the sensor's
        WindowingStage.Config config =
                config(InputMapping.NATIVE, WindowerConfig.defaults()).withPartitions(3);
        int home = config.sensorPartitions().of(ONE);
        List<ConsumerRecord<byte[], byte[]>> moved = new ArrayList<>();
        List<ConsumerRecord<byte[], byte[]>> readings = new ArrayList<>();
        List<ConsumerRecord<byte[], byte[]>> inPlace = new ArrayList<>();
        for (int hour = 0; hour < 24 * DAYS; hour++) {
            byte[] value = ReadingJson.bytes(Reading.of(ONE, time(hour), hour));
            boolean misplaced = hour % 2 == 0;
            readings.add(record(TOPICS.readings(), misplaced ? (home + 1) % 3 : home, hour, value, hour));
            inPlace.add(record(TOPICS.readings(), home, hour, value, hour));
            if (misplaced) {
                Headers headers = new RecordHeaders()
                        .add(
                                BySensorRecords.ARRIVAL,
                                Long.toString(time(hour).toEpochMilli()).getBytes(UTF_8));
                moved.add(record(WindowTopics.readingsBySensor(TOPICS), home, hour, value, hour, headers));
            }
        }
        List<ConsumerRecord<byte[], byte[]>> both = new ArrayList<>(moved);
        both.addAll(readings);

        // when
        List<TrainingWindow> windows = replayed(config, both);

        // then
        assertThat(new LogReplay(config, EnumSet.of(WindowKind.TRAINING), unused -> {}).topics())
                .containsExactly(WindowTopics.readingsBySensor(TOPICS), TOPICS.readings());
        assertThat(windows).hasSize(24 * DAYS - 6 - 24 - 24).isEqualTo(replayed(config, inPlace));
        assertThat(windows).isNotEqualTo(replayed(config, readings));
    }

    @Test
    void shouldForgetASensorThatTheStageHasRetired() {
        // given: a day of readings after a silence in which the clock has retired the sensor
        WindowerConfig windowing = WindowerConfig.defaults().withRetireAfter(Duration.ofDays(5));
        WindowingStage.Config config = config(InputMapping.NATIVE, windowing);
        log.clear();
        for (int hour = 0; hour < 24 * 40; hour++) {
            if (hour < 24 * 20 || hour >= 24 * 26) {
                write(ONE, hour, hour % 24, hour);
            }
        }

        // when
        Live live = live(config, TOPICS.readings());

        // then: no value from before the silence
        List<TrainingWindow> windows = replayed(config, log);
        assertThat(windows).isEqualTo(live.training());
        assertThat(windows.stream()
                        .filter(one -> one.window().origin().equals(time(24 * 26 + 6)))
                        .findFirst()
                        .orElseThrow()
                        .window()
                        .lastWeek()
                        .present())
                .isZero();
    }

    /** The output of the stage. */
    private record Live(List<TrainingWindow> training, List<ConsumerRecord<byte[], byte[]>> bySensor) {}

    private Live live(WindowingStage.Config config, String topic) {
        Topology topology = new Topology();
        WindowingStage.addTo(topology, config.withOutputs(new OutputTopics(true, true, TopicFormat.JSON)));
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "replay");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
        try (TopologyTestDriver driver = new TopologyTestDriver(topology, settings, START)) {
            var input = driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer());
            Instant wall = START;
            for (ConsumerRecord<byte[], byte[]> record : log) {
                Instant arrival = Instant.ofEpochMilli(record.timestamp());
                if (arrival.isAfter(wall)) {
                    driver.advanceWallClockTime(Duration.between(wall, arrival));
                    wall = arrival;
                }
                input.pipeInput(record.key(), record.value(), arrival);
            }
            List<TrainingWindow> training = records(driver, TOPICS.trainingWindows()).stream()
                    .map(record -> WindowJson.readTrainingWindow(record.value()))
                    .toList();
            String bySensor = WindowTopics.readingsBySensor(TOPICS);
            List<ConsumerRecord<byte[], byte[]>> brought = new ArrayList<>();
            if (config.repartitions()) {
                for (TestRecord<byte[], byte[]> record : records(driver, bySensor)) {
                    brought.add(new ConsumerRecord<>(
                            bySensor,
                            0,
                            brought.size(),
                            record.timestamp(),
                            TimestampType.LOG_APPEND_TIME,
                            0,
                            0,
                            record.key(),
                            record.value(),
                            record.headers(),
                            Optional.empty()));
                }
            }
            return new Live(training, brought);
        }
    }

    private static List<TestRecord<byte[], byte[]>> records(TopologyTestDriver driver, String topic) {
        return driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
    }

    private static List<TrainingWindow> replayed(
            WindowingStage.Config config, List<ConsumerRecord<byte[], byte[]>> records) {
        List<TrainingWindow> windows = new ArrayList<>();
        LogReplay replay = new LogReplay(
                config,
                EnumSet.of(WindowKind.TRAINING),
                emission -> windows.add(((Emission.TrainingWindowReady) emission).trainingWindow()));
        records.forEach(replay::accept);
        replay.end();
        return windows;
    }

    private static WindowingStage.Config config(InputMapping input, WindowerConfig windowing) {
        return WindowingStage.Config.of(TOPICS, input, windowing.withReadingsPerBucket(1), WindowingListener.NONE)
                .withArrival((record, unused) -> record.timestamp());
    }

    private void write(SensorId sensor, int hour, double value, int arrivalHour) {
        append(sensor.value().getBytes(UTF_8), ReadingJson.bytes(Reading.of(sensor, time(hour), value)), arrivalHour);
    }

    private void append(byte[] key, byte[] value, int arrivalHour) {
        log.add(new ConsumerRecord<>(
                TOPICS.readings(),
                0,
                log.size(),
                time(arrivalHour).toEpochMilli(),
                TimestampType.LOG_APPEND_TIME,
                key.length,
                value.length,
                key,
                value,
                new RecordHeaders(),
                Optional.empty()));
    }

    private static ConsumerRecord<byte[], byte[]> record(
            String topic, int partition, int offset, byte[] value, int arrivalHour) {
        return record(topic, partition, offset, value, arrivalHour, new RecordHeaders());
    }

    private static ConsumerRecord<byte[], byte[]> record(
            String topic, int partition, int offset, byte[] value, int arrivalHour, Headers headers) {
        byte[] key = ONE.value().getBytes(UTF_8);
        return new ConsumerRecord<>(
                topic,
                partition,
                offset,
                time(arrivalHour).toEpochMilli(),
                TimestampType.LOG_APPEND_TIME,
                key.length,
                value.length,
                key,
                value,
                headers,
                Optional.empty());
    }

    private static Instant time(int hour) {
        return START.plus(Duration.ofHours(hour));
    }
}
