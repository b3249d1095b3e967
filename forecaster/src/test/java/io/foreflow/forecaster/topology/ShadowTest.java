package io.foreflow.forecaster.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.forecaster.metrics.PipelineMetrics;
import io.foreflow.forecaster.topology.ServingModels.Shadow;
import io.foreflow.ingest.wire.ReadingJson;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.score.Contender;
import io.foreflow.models.score.ModelLeads;
import io.foreflow.models.score.PairedErrors;
import io.foreflow.models.score.Score;
import io.foreflow.models.score.ShadowErrors;
import io.foreflow.models.score.ShadowRole;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that forecasts in the champion's shadow. */
class ShadowTest {
    private static final Instant NOW = Instant.parse("2026-05-20T00:00:00Z");
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final SensorId SENSOR = SensorId.of("i880-hov");
    private static final TopicNames TOPICS = TopicNames.DEFAULT;
    private static final FakeModel V1 = FakeModel.constant("v1", 120);
    private static final FakeModel V2 = FakeModel.constant("v2", 95);
    private static final FakeModel V3 = FakeModel.constant("v3", 90);

    @TempDir
    Path dir;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private ServingModels serving = new ServingModels("default", Optional.of(V1), Optional.empty());
    private TopologyTestDriver driver;
    private TestInputTopic<byte[], byte[]> readings;
    private TestOutputTopic<byte[], byte[]> forecasts;
    private TestOutputTopic<byte[], byte[]> scores;
    private TestOutputTopic<byte[], byte[]> comparisons;

    @BeforeEach
    void start() {
        driver = TestStreams.driver(
                TestStreams.pipeline(
                        TestStreams.ONE_A_BUCKET, (ModelView) sensor -> serving, new PipelineMetrics(meters)),
                dir,
                NOW);
        readings = driver.createInputTopic(
                TOPICS.readings(), new ByteArraySerializer(), new ByteArraySerializer(), NOW, Duration.ZERO);
        forecasts = output(TOPICS.forecasts());
        scores = output(TOPICS.scores());
        comparisons = output(TOPICS.comparisons());
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void shouldScoreTheShadowOnTheSameWindowsAndPublishTheChampionAlone() {
        // given
        shadowedBy(V2, ShadowRole.CHALLENGER);

        // when: values are about 100, day by day a little different
        send(0, 24 * 10);

        // then
        assertThat(forecasts()).hasSize(24 * 10).allSatisfy(forecast -> assertThat(forecast.model())
                .contains(V1.ref()));
        Score last = last(scores());
        ShadowErrors shadow = last.shadow().orElseThrow();
        assertThat(shadow.model()).isEqualTo(V2.ref());
        assertThat(shadow.role()).isEqualTo(ShadowRole.CHALLENGER);
        assertThat(shadow.errors()).isEqualTo(Values.generate(24, lead -> 95 - last.actual()));
        assertThat(last.errors(Contender.FORECAST)).isEqualTo(Values.generate(24, lead -> 120 - last.actual()));
        assertThat(last.models()).containsExactly(new ModelLeads(V1.ref(), 0, 23));

        // and both are paired
        PairedErrors paired = last(comparisons());
        assertThat(paired.champion()).isEqualTo(V1.ref());
        assertThat(paired.shadow()).isEqualTo(V2.ref());
        assertThat(paired.count()).isEqualTo(24);
        assertThat(paired.shadowSum()).isLessThan(paired.championSum());
    }

    @Test
    void shouldCountTheErrorsOfVersionsByRole() {
        // given
        shadowedBy(V2, ShadowRole.CHALLENGER);

        // when
        send(0, 24 * 10);

        // then
        assertThat(error("v1", "champion")).isGreaterThan(error("v2", "challenger"));
        assertThat(values("v1", "champion")).isEqualTo(values("v2", "challenger"));
    }

    private double error(String version, String role) {
        return meters.get("foreflow.model.scaled.error")
                .tags("model", "default", "version", version, "role", role)
                .counter()
                .count();
    }

    private double values(String version, String role) {
        return meters.get("foreflow.model.scaled.error.values")
                .tags("model", "default", "version", version, "role", role)
                .counter()
                .count();
    }

    @Test
    void shouldCompareNothingWithoutAShadow() {
        // when
        send(0, 24 * 10);

        // then
        assertThat(comparisons.isEmpty()).isTrue();
        assertThat(scores()).allSatisfy(score -> assertThat(score.shadow()).isEmpty());
    }

    @Test
    void shouldPairOnlyForecastsOfTheSameChampionAndShadow() {
        // given
        shadowedBy(V2, ShadowRole.CHALLENGER);
        send(0, 24 * 10);
        comparisons.readRecordsToList();

        // when: the challenger is promoted, and its predecessor watches it
        serving = new ServingModels("default", Optional.of(V2), Optional.of(new Shadow(V1, ShadowRole.PREDECESSOR)));
        send(24 * 10, 24 * 10 + 6);

        // then: the first hour was forecast by the new champion for the first time
        List<PairedErrors> paired = comparisons();
        assertThat(paired).extracting(PairedErrors::count).containsExactly(1, 2, 3, 4, 5);
        assertThat(paired).allSatisfy(one -> {
            assertThat(one.champion()).isEqualTo(V2.ref());
            assertThat(one.shadow()).isEqualTo(V1.ref());
            assertThat(one.role()).isEqualTo(ShadowRole.PREDECESSOR);
        });
        assertThat(last(scores()).models())
                .containsExactly(new ModelLeads(V2.ref(), 0, 4), new ModelLeads(V1.ref(), 5, 23));
    }

    @Test
    void shouldStartAgainWithAnotherShadow() {
        // given
        shadowedBy(V2, ShadowRole.CHALLENGER);
        send(0, 24 * 10);
        comparisons.readRecordsToList();

        // when
        shadowedBy(V3, ShadowRole.CHALLENGER);
        send(24 * 10, 24 * 10 + 4);

        // then
        assertThat(comparisons())
                .extracting(PairedErrors::shadow, PairedErrors::count)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(V3.ref(), 1),
                        org.assertj.core.groups.Tuple.tuple(V3.ref(), 2),
                        org.assertj.core.groups.Tuple.tuple(V3.ref(), 3));
    }

    @Test
    void shouldKeepNoForecastsOfAShadowThatIsGone() {
        // given
        shadowedBy(V2, ShadowRole.CHALLENGER);
        send(0, 50);
        assertThat(waiting()).isEqualTo(48);

        // when
        serving = new ServingModels("default", Optional.of(V1), Optional.empty());
        send(50, 51);

        // then
        assertThat(waiting()).isEqualTo(24);
    }

    @Test
    void shouldForecastAsBeforeIfTheShadowFails() {
        // given
        shadowedBy(
                FakeModel.of("v2", window -> {
                    throw new IllegalStateException("broken");
                }),
                ShadowRole.CHALLENGER);

        // when
        send(0, 30);

        // then
        assertThat(forecasts()).hasSize(30).allSatisfy(forecast -> assertThat(forecast.model())
                .contains(V1.ref()));
        assertThat(comparisons.isEmpty()).isTrue();
    }

    @Test
    void shouldServeEachSensorWithItsOwnModel() {
        // given
        driver.close();
        SensorId other = SensorId.of("pump-1");
        ServingModels pumps = new ServingModels("pumps", Optional.of(V3), Optional.empty());
        ServingModels flows = serving;
        driver = TestStreams.driver(
                TestStreams.pipeline(
                        TestStreams.ONE_A_BUCKET,
                        (ModelView) sensor -> sensor.equals(other) ? pumps : flows,
                        new PipelineMetrics(new SimpleMeterRegistry())),
                dir.resolve("other"),
                NOW);
        readings = driver.createInputTopic(
                TOPICS.readings(), new ByteArraySerializer(), new ByteArraySerializer(), NOW, Duration.ZERO);
        forecasts = output(TOPICS.forecasts());

        // when
        send(SENSOR, 0);
        send(other, 0);
        send(SENSOR, 1);

        // then
        assertThat(forecasts())
                .extracting(forecast -> forecast.model().map(ModelRef::version).orElse("none"))
                .containsExactly("v1", "v3", "v1");
    }

    @Test
    void shouldCloseTheReplicasOfAModelThatServesNoSensorAnyMore() {
        // given
        FakeModel former = FakeModel.constant("v1", 120);
        driver.close();
        driver = TestStreams.driver(
                TestStreams.pipeline(
                        TestStreams.ONE_A_BUCKET,
                        (ModelView) sensor -> serving,
                        new PipelineMetrics(new SimpleMeterRegistry())),
                dir.resolve("routed"),
                NOW);
        readings = driver.createInputTopic(
                TOPICS.readings(), new ByteArraySerializer(), new ByteArraySerializer(), NOW, Duration.ZERO);
        forecasts = output(TOPICS.forecasts());
        serving = new ServingModels("former", Optional.of(former), Optional.empty());
        send(0, 2);

        // when
        serving = new ServingModels("pumps", Optional.of(V3), Optional.empty());
        send(2, 4);

        // then
        assertThat(forecasts())
                .extracting(forecast -> forecast.model().map(ModelRef::version).orElse("none"))
                .containsExactly("v1", "v1", "v3", "v3");
        assertThat(former.opened()).isEqualTo(1);
        assertThat(former.closed()).isEqualTo(1);
    }

    private void shadowedBy(ServingModel shadow, ShadowRole role) {
        serving = new ServingModels("default", Optional.of(V1), Optional.of(new Shadow(shadow, role)));
    }

    private void send(int from, int to) {
        for (int hour = from; hour < to; hour++) {
            send(SENSOR, hour);
        }
    }

    private void send(SensorId sensor, int hour) {
        Reading reading = Reading.of(sensor, START.plus(Duration.ofHours(hour)), 100 + (hour * 7) % 5);
        readings.pipeInput(sensor.value().getBytes(UTF_8), ReadingJson.bytes(reading));
    }

    private int waiting() {
        int count = 0;
        try (KeyValueIterator<byte[], byte[]> all =
                driver.<byte[], byte[]>getKeyValueStore(ScoreStores.PENDING).all()) {
            while (all.hasNext()) {
                all.next();
                count++;
            }
        }
        return count;
    }

    private List<Forecast> forecasts() {
        return forecasts.readValuesToList().stream().map(ForecastJson::read).toList();
    }

    private List<Score> scores() {
        return scores.readValuesToList().stream().map(OutputValues::readScore).toList();
    }

    private List<PairedErrors> comparisons() {
        return comparisons.readValuesToList().stream()
                .map(PairedErrorsJson::read)
                .toList();
    }

    private static <T> T last(List<T> list) {
        return list.get(list.size() - 1);
    }

    private TestOutputTopic<byte[], byte[]> output(String topic) {
        return driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
