package io.foreflow.forecaster.lifecycle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.forecaster.lifecycle.LifecycleRules.ChampionChoice;
import io.foreflow.forecaster.registry.Alias;
import io.foreflow.forecaster.registry.ModelAction;
import io.foreflow.forecaster.registry.ModelEvent;
import io.foreflow.forecaster.registry.ModelEventJson;
import io.foreflow.forecaster.registry.ModelSnapshot;
import io.foreflow.forecaster.registry.RegistryRecord;
import io.foreflow.forecaster.registry.Snapshots;
import io.foreflow.forecaster.topology.PairedErrorsJson;
import io.foreflow.forecaster.topology.TestStreams;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.forecast.Baseline;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.score.PairedErrors;
import io.foreflow.models.score.ShadowRole;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialsStageTest {
    private static final TopicNames TOPICS = TopicNames.DEFAULT;
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final ModelRef V1 = ModelRef.parse("flow@1");
    private static final ModelRef V2 = ModelRef.parse("flow@2");
    private static final ModelRef V3 = ModelRef.parse("flow@3");

    @TempDir
    Path dir;

    private final AtomicReference<ModelSnapshot> registry = new AtomicReference<>(ModelSnapshot.EMPTY);
    private final List<ChampionChoice> changes = new ArrayList<>();
    private TopologyTestDriver driver;
    private TestInputTopic<byte[], byte[]> comparisons;
    private TestOutputTopic<byte[], byte[]> models;
    private TestOutputTopic<byte[], byte[]> events;

    @BeforeEach
    void start() {
        Topology topology = new Topology();
        TrialsStage.addTo(topology, TOPICS, LifecycleRules.DEFAULT.withPromotes(true), registry::get, changes::add);
        driver = TestStreams.driver(topology, dir, START);
        comparisons =
                driver.createInputTopic(TOPICS.comparisons(), new ByteArraySerializer(), new ByteArraySerializer());
        models = driver.createOutputTopic(TOPICS.models(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        events = driver.createOutputTopic(
                TOPICS.modelEvents(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void shouldPromoteABetterChallengerOnceAndSayWhy() {
        // given
        Snapshots challenged = Snapshots.start()
                .published(V1)
                .published(V2)
                .promoted(V1, Alias.CHAMPION)
                .promoted(V2, Alias.CHALLENGER);
        registry.set(challenged.snapshot());

        // when: eight days of two sensors
        send(0, 8 * 24, V1, V2, ShadowRole.CHALLENGER, 1, 0.7);

        // then
        List<ModelEvent> told = events();
        assertThat(told).singleElement().satisfies(event -> {
            assertThat(event.action()).isEqualTo(ModelAction.PROMOTED);
            assertThat(event.from()).contains(V1);
            assertThat(event.to()).contains(V2);
            assertThat(event.author().name()).isEqualTo("rule promotion.auto");
            assertThat(event.author().reason()).hasValueSatisfying(reason -> assertThat(reason)
                    .startsWith("MASE 0.700, 30.0 % below the 1.000 of flow@1"));
        });

        assertThat(changes).containsExactly(ChampionChoice.PROMOTE);

        // and the registry takes it over
        ModelSnapshot after = challenged.applied(written()).snapshot();
        assertThat(after.champion("flow").orElseThrow().ref()).isEqualTo(V2);
        assertThat(after.challenger("flow")).isEmpty();
        assertThat(after.predecessor("flow").orElseThrow().ref()).isEqualTo(V1);
    }

    @Test
    void shouldRollAWorseChampionBackToItsPredecessor() {
        // given
        Snapshots promoted = promotedOver();

        // when
        send(0, 26, V2, V1, ShadowRole.PREDECESSOR, 3, 0.7);

        // then
        assertThat(events()).singleElement().satisfies(event -> {
            assertThat(event.action()).isEqualTo(ModelAction.ROLLED_BACK);
            assertThat(event.from()).contains(V2);
            assertThat(event.to()).contains(V1);
        });
        assertThat(changes).containsExactly(ChampionChoice.ROLL_BACK);
        assertThat(promoted.applied(written())
                        .snapshot()
                        .champion("flow")
                        .orElseThrow()
                        .ref())
                .isEqualTo(V1);
    }

    @Test
    void shouldNotRollAChallengerThatProvedItselfBackForOneBadDay() {
        // given: a challenger that was promoted after eight good days
        Snapshots challenged = Snapshots.start()
                .published(V1)
                .published(V2)
                .promoted(V1, Alias.CHAMPION)
                .promoted(V2, Alias.CHALLENGER);
        registry.set(challenged.snapshot());
        send(0, 8 * 24, V1, V2, ShadowRole.CHALLENGER, 1, 0.7);
        registry.set(challenged.applied(written()).snapshot());
        events();

        // when, then: a day on which it is worse takes no more than a part of its lead
        send(8 * 24, 9 * 24, V2, V1, ShadowRole.PREDECESSOR, 1.5, 1);
        assertThat(events()).isEmpty();

        // when, then: one on which it fails takes all of it
        send(9 * 24, 10 * 24, V2, V1, ShadowRole.PREDECESSOR, 5, 1);
        assertThat(events()).singleElement().satisfies(event -> assertThat(event.action())
                .isEqualTo(ModelAction.ROLLED_BACK));
    }

    @Test
    void shouldNotCountWhatWasComparedBeforeAChange() {
        // given: V2 was rolled back, and its last comparisons come late
        Snapshots promoted = promotedOver();
        send(0, 26, V2, V1, ShadowRole.PREDECESSOR, 3, 0.7);
        registry.set(promoted.applied(written()).snapshot());
        events();

        // when
        send(26, 80, V2, V1, ShadowRole.PREDECESSOR, 3, 0.7);

        // then
        assertThat(events()).isEmpty();
        assertThat(written()).isEmpty();
    }

    @Test
    void shouldStartAgainWithAnotherChallenger() {
        // given: six good days of one challenger, then another
        Snapshots challenged = Snapshots.start()
                .published(V1)
                .published(V2)
                .published(V3)
                .promoted(V1, Alias.CHAMPION)
                .promoted(V2, Alias.CHALLENGER);
        registry.set(challenged.snapshot());
        send(0, 6 * 24, V1, V2, ShadowRole.CHALLENGER, 1, 0.7);
        registry.set(challenged.promoted(V3, Alias.CHALLENGER).snapshot());

        // when
        send(6 * 24, 12 * 24, V1, V3, ShadowRole.CHALLENGER, 1, 0.7);

        // then
        assertThat(events()).isEmpty();
        send(12 * 24, 14 * 24, V1, V3, ShadowRole.CHALLENGER, 1, 0.7);
        assertThat(events()).singleElement().satisfies(event -> assertThat(event.to())
                .contains(V3));
    }

    @Test
    void shouldKeepTheTrialAcrossARestart() {
        // given
        promotedOver();
        send(0, 20, V2, V1, ShadowRole.PREDECESSOR, 3, 0.7);
        Map<byte[], byte[]> kept = new HashMap<>();
        try (KeyValueIterator<byte[], byte[]> all =
                driver.<byte[], byte[]>getKeyValueStore(TrialStore.NAME).all()) {
            all.forEachRemaining(entry -> kept.put(entry.key, entry.value));
        }
        driver.close();

        // when
        start();
        kept.forEach((key, value) ->
                driver.<byte[], byte[]>getKeyValueStore(TrialStore.NAME).put(key, value));
        send(20, 26, V2, V1, ShadowRole.PREDECESSOR, 3, 0.7);

        // then
        assertThat(events()).hasSize(1);
    }

    @Test
    void shouldGoOnAfterBytesThatAreNoComparison() {
        // given
        promotedOver();

        // when
        comparisons.pipeInput("a".getBytes(UTF_8), "{".getBytes(UTF_8));
        send(0, 26, V2, V1, ShadowRole.PREDECESSOR, 3, 0.7);

        // then
        assertThat(events()).hasSize(1);
    }

    private Snapshots promotedOver() {
        Snapshots promoted = Snapshots.start()
                .published(V1)
                .published(V2)
                .promoted(V1, Alias.CHAMPION)
                .promoted(V2, Alias.CHAMPION);
        registry.set(promoted.snapshot());
        return promoted;
    }

    private void send(
            int from, int to, ModelRef champion, ModelRef shadow, ShadowRole role, double ours, double theirs) {
        for (int hour = from; hour < to; hour++) {
            for (String sensor : List.of("a", "b")) {
                PairedErrors errors = new PairedErrors(
                        SensorId.of(sensor),
                        START.plus(Duration.ofHours(hour)),
                        champion,
                        shadow,
                        role,
                        Values.of(ours, ours),
                        Values.of(theirs, theirs),
                        Map.of(Baseline.LAST_WEEK, 1.9));
                comparisons.pipeInput(sensor.getBytes(UTF_8), PairedErrorsJson.write(errors));
            }
        }
    }

    private List<ModelEvent> events() {
        return events.readValuesToList().stream().map(ModelEventJson::read).toList();
    }

    private List<RegistryRecord> written() {
        return models.readKeyValuesToList().stream()
                .map(record -> new RegistryRecord(record.key, record.value))
                .toList();
    }
}
