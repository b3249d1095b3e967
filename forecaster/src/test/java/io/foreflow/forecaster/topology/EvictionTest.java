package io.foreflow.forecaster.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.forecaster.metrics.PipelineMetrics;
import io.foreflow.forecaster.topology.ServingModels.Shadow;
import io.foreflow.ingest.wire.ReadingJson;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.score.ShadowRole;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models of several sensors that do not fit into the memory together. */
class EvictionTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final Instant NOW = START.plus(Duration.ofDays(30));
    private static final int HOURS = 24 * 5;
    private static final List<SensorId> SENSORS = List.of(SensorId.of("north"), SensorId.of("south"));

    @TempDir
    Path dir;

    /** The bytes on three topics, and the number of evictions. */
    private record Written(List<String> forecasts, List<String> scores, List<String> comparisons, double evictions) {}

    @Test
    void shouldForecastScoreAndCompareAsIfAllModelsWereInMemory() {
        // when
        Written all = run("all", new ModelMemory(Long.MAX_VALUE));
        Written few = run("few", new ModelMemory(1));

        // then
        assertThat(all.evictions()).isZero();
        assertThat(few.evictions()).isGreaterThan(HOURS);
        assertThat(few.forecasts()).hasSize(HOURS * SENSORS.size()).isEqualTo(all.forecasts());
        assertThat(few.scores()).isNotEmpty().isEqualTo(all.scores());
        assertThat(few.comparisons()).isNotEmpty().isEqualTo(all.comparisons());
    }

    private Written run(String name, ModelMemory memory) {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        Map<SensorId, ServingModels> models = Map.of(
                SENSORS.get(0), serving("north", 120, 95),
                SENSORS.get(1), serving("south", 80, 101));
        ModelView view = new ModelView() {
            @Override
            public ServingModels of(SensorId sensor) {
                return models.getOrDefault(sensor, ServingModels.NONE);
            }

            @Override
            public ModelMemory memory() {
                return memory;
            }
        };
        TopicNames topics = TopicNames.DEFAULT;
        try (TopologyTestDriver driver = TestStreams.driver(
                TestStreams.pipeline(TestStreams.ONE_A_BUCKET, view, new PipelineMetrics(meters)),
                dir.resolve(name),
                NOW)) {
            TestInputTopic<byte[], byte[]> readings = driver.createInputTopic(
                    topics.readings(), new ByteArraySerializer(), new ByteArraySerializer(), NOW, Duration.ZERO);
            for (int hour = 0; hour < HOURS; hour++) {
                for (SensorId sensor : SENSORS) {
                    Reading reading =
                            Reading.of(sensor, START.plus(Duration.ofHours(hour)), 100 + hour % 24 + hour / 24.0);
                    readings.pipeInput(sensor.value().getBytes(UTF_8), ReadingJson.bytes(reading));
                }
            }
            return new Written(
                    values(driver, topics.forecasts()),
                    values(driver, topics.scores()),
                    values(driver, topics.comparisons()),
                    meters.get("foreflow.model.replicas.evicted").counter().count());
        }
    }

    private static ServingModels serving(String name, double champion, double challenger) {
        return new ServingModels(
                name,
                Optional.of(FakeModel.constant(name + "-1", champion)),
                Optional.of(new Shadow(FakeModel.constant(name + "-2", challenger), ShadowRole.CHALLENGER)));
    }

    private static List<String> values(TopologyTestDriver driver, String topic) {
        List<String> values = new ArrayList<>();
        driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readValuesToList()
                .forEach(value -> values.add(new String(value, UTF_8)));
        return values;
    }
}
