package io.foreflow.forecaster.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.forecaster.metrics.PipelineMetrics;
import io.foreflow.ingest.wire.InputMapping;
import io.foreflow.ingest.wire.ReadingJson;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.forecast.Forecaster.Unable;
import io.foreflow.models.forecast.Forecaster.UnableReason;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.windowing.wire.WindowTopics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineTopologyTest {
    private static final Instant NOW = Instant.parse("2026-05-01T00:00:00Z");
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final SensorId SENSOR = SensorId.of("i880-hov");
    private static final TopicNames TOPICS = TopicNames.DEFAULT;

    @TempDir
    Path dir;

    private final AtomicReference<@Nullable ServingModel> shown = new AtomicReference<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private TopologyTestDriver driver;
    private TestInputTopic<byte[], byte[]> readings;
    private TestOutputTopic<byte[], byte[]> forecasts;

    @BeforeEach
    void start() {
        driver = TestStreams.driver(build(TestStreams.ONE_A_BUCKET), dir, NOW);
        readings = driver.createInputTopic(
                TOPICS.readings(), new ByteArraySerializer(), new ByteArraySerializer(), NOW, Duration.ZERO);
        forecasts = output(TOPICS.forecasts());
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void shouldForecastEveryClosedBucketWithoutAModel() {
        // when
        send(hours(0, 30));

        // then
        List<Forecast> made = forecasts();
        assertThat(made).hasSize(30).allMatch(Forecast::fallback).allMatch(forecast -> forecast.revision() == 0);
        assertThat(made).extracting(Forecast::origin).doesNotHaveDuplicates().isSorted();
        assertThat(made).extracting(Forecast::issuedAt).containsOnly(NOW);
        assertThat(made.subList(0, 5)).extracting(Forecast::method).containsOnly("persistence");
        assertThat(output(TOPICS.windows()).readRecordsToList()).hasSize(25);
        assertThat(counter("foreflow.fallbacks", "noModel")).isEqualTo(30);
    }

    @Test
    void shouldKeyForecastsBySensorAndSayWhatTheyAre() {
        // when
        send(hours(0, 1));

        // then
        TestRecord<byte[], byte[]> record = forecasts.readRecord();
        assertThat(new String(record.key(), UTF_8)).isEqualTo("i880-hov");
        assertThat(new String(record.headers().lastHeader("ce_type").value(), UTF_8))
                .isEqualTo("io.foreflow.forecast.v1");
        assertThat(record.timestamp()).isEqualTo(NOW.toEpochMilli());
    }

    @Test
    void shouldForecastWithTheModelAndSwapItInTheMiddle() {
        // given
        shown.set(FakeModel.constant("v1", 1));
        send(hours(0, 10));

        // when
        shown.set(FakeModel.constant("v2", 2));
        send(hours(10, 20));

        // then
        List<Forecast> made = forecasts();
        assertThat(made.subList(0, 10))
                .allSatisfy(forecast -> assertThat(forecast.model()).hasValue(new ModelRef("default", "v1")));
        assertThat(made.subList(10, 20)).allSatisfy(forecast -> {
            assertThat(forecast.model()).hasValue(new ModelRef("default", "v2"));
            assertThat(forecast.values().at(23)).isEqualTo(2);
        });
    }

    @Test
    void shouldGoOnWhenTheForecasterThrows() {
        // given
        shown.set(FakeModel.of("v1", window -> {
            throw new IllegalStateException("broken");
        }));

        // when
        send(hours(0, 10));

        // then
        assertThat(forecasts()).hasSize(10).allMatch(Forecast::fallback);
        assertThat(counter("foreflow.fallbacks", "error")).isEqualTo(10);
    }

    @Test
    void shouldFallBackWhenTheModelDoesNotFit() {
        // given
        shown.set(FakeModel.of("v1", window -> new Unable(UnableReason.ZONE_MISMATCH)));

        // when
        send(hours(0, 10));

        // then
        assertThat(forecasts()).hasSize(10).allMatch(Forecast::fallback);
        assertThat(counter("foreflow.fallbacks", "zoneMismatch")).isEqualTo(10);
    }

    @Test
    void shouldForecastAgainWhenLateDataRevisesTheNewestWindow() {
        // given
        send(hours(0, 10));

        // when
        send(List.of(Reading.of(SENSOR, START.plus(Duration.ofHours(8)), 1)));

        // then
        List<Forecast> made = forecasts();
        assertThat(made).hasSize(11);
        assertThat(made.get(10).origin()).isEqualTo(made.get(9).origin());
        assertThat(made.get(10).revision()).isEqualTo(1);
    }

    @Test
    void shouldMakeNoForecastOfADuplicateOrARejectedRecord() {
        // given
        send(hours(0, 3));

        // when
        send(hours(2, 3));
        readings.pipeInput("i880-hov".getBytes(UTF_8), "nonsense".getBytes(UTF_8));

        // then
        assertThat(forecasts()).hasSize(3);
        assertThat(output(TOPICS.rejected()).readRecordsToList()).hasSize(1);
        assertThat(counter("foreflow.readings.rejected", "notJson")).isEqualTo(1);
        assertThat(meters.get("foreflow.readings.duplicates").counter().count()).isEqualTo(1);
    }

    @Test
    void shouldReadAnotherTopicWhenOneIsMapped() {
        // given
        PipelineConfig config = PipelineConfig.defaults().withInput(new InputMapping("factory", null, "/ts", "/flow"));

        // when
        Set<String> sources = sources(build(config));

        // then
        assertThat(sources).containsExactlyInAnyOrder("factory", WindowTopics.readingsBySensor(TOPICS));
    }

    /** Changelog topics and what lies in state folders are found by these names: a change loses the state of every user. */
    @Test
    void shouldHaveOneSubTopologyWithStoresOfTheseNames() {
        // when
        TopologyDescription description = build(PipelineConfig.defaults()).describe();

        // then
        assertThat(description.subtopologies()).hasSize(1);
        Set<String> stores = new TreeSet<>();
        nodes(description).forEach(node -> {
            if (node instanceof TopologyDescription.Processor processor) {
                stores.addAll(processor.stores());
            }
        });
        assertThat(stores)
                .containsExactly(
                        "alerts", "covariates", "due", "head", "memory", "newest", "pending", "raw", "residuals");
    }

    @Test
    void shouldBeTheSameTopologyEachTime() {
        // when
        String first = build(PipelineConfig.defaults()).describe().toString();
        String second = build(PipelineConfig.defaults()).describe().toString();

        // then
        assertThat(first).isEqualTo(second);
    }

    private Topology build(PipelineConfig config) {
        return TestStreams.pipeline(config, () -> Optional.ofNullable(shown.get()), new PipelineMetrics(meters));
    }

    private void send(List<Reading> values) {
        for (Reading reading : values) {
            readings.pipeInput(reading.sensor().value().getBytes(UTF_8), ReadingJson.bytes(reading));
        }
    }

    private static List<Reading> hours(int from, int to) {
        List<Reading> hours = new ArrayList<>();
        for (int hour = from; hour < to; hour++) {
            hours.add(Reading.of(SENSOR, START.plus(Duration.ofHours(hour)), 100 + hour % 24));
        }
        return hours;
    }

    private List<Forecast> forecasts() {
        return forecasts.readValuesToList().stream().map(ForecastJson::read).toList();
    }

    private TestOutputTopic<byte[], byte[]> output(String topic) {
        return driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private double counter(String name, String reason) {
        return meters.get(name).tag("reason", reason).counter().count();
    }

    private static Set<String> sources(Topology topology) {
        Set<String> topics = new TreeSet<>();
        nodes(topology.describe()).forEach(node -> {
            if (node instanceof TopologyDescription.Source source) {
                topics.addAll(source.topicSet());
            }
        });
        return topics;
    }

    private static List<TopologyDescription.Node> nodes(TopologyDescription description) {
        return description.subtopologies().stream()
                .flatMap(subtopology -> subtopology.nodes().stream())
                .toList();
    }
}
