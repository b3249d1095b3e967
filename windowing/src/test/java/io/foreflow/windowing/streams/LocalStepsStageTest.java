package io.foreflow.windowing.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.ingest.wire.InputMapping;
import io.foreflow.ingest.wire.ReadingJson;
import io.foreflow.ingest.wire.TopicFormat;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.series.BucketGrid;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.WindowShape;
import io.foreflow.windowing.core.Emission;
import io.foreflow.windowing.core.Event;
import io.foreflow.windowing.core.SensorState;
import io.foreflow.windowing.core.Transition;
import io.foreflow.windowing.core.Windower;
import io.foreflow.windowing.core.WindowerConfig;
import io.foreflow.windowing.wire.WindowJson;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Local steps in the stage, whose states are read back from the stores at every reading, are those of the windower alone. */
class LocalStepsStageTest {
    private static final Instant ARRIVAL = Instant.parse("2024-12-01T00:00:00Z");
    private static final TopicNames TOPICS = TopicNames.DEFAULT;

    /** Their clocks change in different weeks, two of them at midnight. */
    private static final Map<SensorId, ZoneId> ZONES = Map.of(
            SensorId.of("berlin"), ZoneId.of("Europe/Berlin"),
            SensorId.of("cairo"), ZoneId.of("Africa/Cairo"),
            SensorId.of("santiago"), ZoneId.of("America/Santiago"),
            SensorId.of("howe"), ZoneId.of("Australia/Lord_Howe"));

    @TempDir
    private Path stateDir;

    @ParameterizedTest
    @ValueSource(ints = {90, 360, 1_440})
    void shouldMakeTheSameWindowsLiveAndOffline(int minutes) {
        // given: three readings a bucket, some of them missing or late
        Step step = Step.of(Duration.ofMinutes(minutes));
        WindowerConfig config = WindowerConfig.defaults()
                .withShape(new WindowShape(step, 4, 3))
                .withZones(ZONES)
                .withReadingsPerBucket(0)
                .withRevisionHorizon(5);
        List<Reading> readings = readings(config);

        // when
        List<String> live = live(config, readings);
        List<String> offline = offline(config, readings);

        // then
        assertThat(live).containsExactlyInAnyOrderElementsOf(offline).hasSizeGreaterThan(400);
    }

    private static List<Reading> readings(WindowerConfig config) {
        Random random = new Random(3);
        int perDay = config.shape().step().perDay();
        long first = LocalDate.parse("2024-08-15").toEpochDay() * perDay;
        long third = config.shape().step().seconds() / 3;
        List<Reading> readings = new ArrayList<>();
        for (long bucket = first; bucket < first + 80L * perDay; bucket++) {
            for (SensorId sensor : ZONES.keySet().stream().sorted().toList()) {
                BucketGrid grid = config.gridOf(sensor);
                long told = random.nextInt(20) == 0 ? Math.max(first, bucket - random.nextInt(4)) : bucket;
                for (int i = 0; i < 3 && random.nextInt(15) != 0; i++) {
                    readings.add(Reading.of(sensor, grid.startOf(told).plusSeconds(i * third), random.nextInt(1_000)));
                }
            }
        }
        return readings;
    }

    private static List<String> offline(WindowerConfig config, List<Reading> readings) {
        Windower windower = new Windower(config);
        Map<SensorId, SensorState> states = new HashMap<>();
        List<String> records = new ArrayList<>();
        for (Reading reading : readings) {
            SensorState state = states.computeIfAbsent(reading.sensor(), SensorState::empty);
            Transition transition = windower.apply(state, new Event.Arrival(reading, ARRIVAL));
            states.put(reading.sensor(), transition.state());
            for (Emission emission : transition.emissions()) {
                if (emission instanceof Emission.BucketClosed closed
                        && closed.window().isComplete()) {
                    records.add(new String(WindowJson.write(closed.window()), UTF_8));
                } else if (emission instanceof Emission.TrainingWindowReady ready) {
                    records.add(new String(WindowJson.write(ready.trainingWindow()), UTF_8));
                }
            }
        }
        return records;
    }

    private List<String> live(WindowerConfig config, List<Reading> readings) {
        Topology topology = new Topology();
        WindowingStage.addTo(
                topology,
                WindowingStage.Config.of(TOPICS, InputMapping.NATIVE, config, new WindowingListener() {})
                        .withOutputs(new OutputTopics(true, true, TopicFormat.JSON))
                        .withBudget(new HeapBudget(0))
                        .withArrival((record, unused) -> record.timestamp()));
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "local-steps");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
        try (TopologyTestDriver driver = new TopologyTestDriver(topology, settings, ARRIVAL)) {
            TestInputTopic<byte[], byte[]> input =
                    driver.createInputTopic(TOPICS.readings(), new ByteArraySerializer(), new ByteArraySerializer());
            readings.forEach(reading ->
                    input.pipeInput(reading.sensor().value().getBytes(UTF_8), ReadingJson.bytes(reading), ARRIVAL));
            List<String> records = new ArrayList<>();
            for (String topic : List.of(TOPICS.windows(), TOPICS.trainingWindows())) {
                TestOutputTopic<byte[], byte[]> output =
                        driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                output.readValuesToList().forEach(bytes -> records.add(new String(bytes, UTF_8)));
            }
            return records;
        }
    }
}
