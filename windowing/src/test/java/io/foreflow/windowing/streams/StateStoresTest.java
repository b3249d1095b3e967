package io.foreflow.windowing.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.windowing.core.Event;
import io.foreflow.windowing.core.SensorState;
import io.foreflow.windowing.core.Windower;
import io.foreflow.windowing.core.WindowerConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

class StateStoresTest {
    private static final SensorId SENSOR = SensorId.of("a");
    private static final SensorId NEIGHBOUR = SensorId.of("a1");
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

    /** Buckets of a day share the 32 slots: a bucket is kept for 72 steps. */
    private static final WindowerConfig SHARED_SLOTS =
            WindowerConfig.defaults().withRevisionHorizon(72).withReadingsPerBucket(4_000);

    private final MockProcessorContext<Object, Object> context = new MockProcessorContext<>();

    StateStoresTest() {
        for (String name : List.of(
                WindowingStage.HEAD_STORE,
                WindowingStage.RAW_STORE,
                WindowingStage.MEMORY_STORE,
                WindowingStage.COVARIATES_STORE,
                WindowingStage.DUE_STORE)) {
            KeyValueStore<byte[], byte[]> store = Stores.keyValueStoreBuilder(
                            Stores.inMemoryKeyValueStore(name), Serdes.ByteArray(), Serdes.ByteArray())
                    .withLoggingDisabled()
                    .build();
            store.init(context.getStateStoreContext(), store);
            context.addStateStore(store);
        }
    }

    @Property(tries = 150, seed = "17")
    void shouldLoadTheStateThatWasSaved(
            @ForAll Random random,
            @ForAll @IntRange(min = 1, max = 90) int perBucket,
            @ForAll @IntRange(min = 1, max = 100) int horizon) {
        // given
        Windower windower =
                new Windower(SHARED_SLOTS.withRevisionHorizon(horizon).withGrace(Duration.ofHours(2)));
        try (StateStores stores = stores(windower)) {
            stores.save(after(windower, stores.state(NEIGHBOUR), NEIGHBOUR, START, 7));

            // when: readings in some disorder, with gaps, late ones, and changed ones
            Instant time = START;
            for (int i = 0; i < 300; i++) {
                Duration on = random.nextInt(60) == 0
                        ? Duration.ofHours(random.nextInt(200))
                        : Duration.ofHours(1).dividedBy(perBucket);
                time = time.plus(on);
                Instant of = random.nextInt(4) == 0 ? time.minusSeconds(random.nextInt(400_000)) : time;
                stores.save(after(windower, stores.state(SENSOR), SENSOR, of, random.nextInt(100)));

                // then
                if (i % 20 == 0 || i > 280) {
                    assertThat(loaded(windower, SENSOR)).isEqualTo(stores.state(SENSOR));
                }
            }
            assertThat(loaded(windower, NEIGHBOUR)).isEqualTo(stores.state(NEIGHBOUR));
        }
    }

    @Test
    void shouldTakeTheRowsOfOldBucketsForNewOnes() {
        // given
        Windower windower = new Windower(WindowerConfig.defaults());
        try (StateStores stores = stores(windower)) {
            // when
            for (int hour = 0; hour < 1_000; hour++) {
                stores.save(after(windower, stores.state(SENSOR), SENSOR, START.plus(Duration.ofHours(hour)), hour));
            }

            // then
            assertThat(keys(WindowingStage.RAW_STORE)).hasSize(32);
        }
    }

    @Test
    void shouldLeaveNothingOfARetiredSensor() {
        // given: more readings than one row takes, and rows that nothing needs any more
        Windower windower = new Windower(SHARED_SLOTS);
        try (StateStores stores = stores(windower)) {
            stores.save(after(windower, stores.state(NEIGHBOUR), NEIGHBOUR, START, 7));
            int neighbours = keys(WindowingStage.RAW_STORE).size();
            for (int i = 0; i < 6_000; i++) {
                Instant time = START.plus(Duration.ofMinutes(2L * i));
                stores.save(after(windower, stores.state(SENSOR), SENSOR, time, i));
            }
            assertThat(keys(WindowingStage.RAW_STORE)).hasSizeGreaterThan(60);

            // when
            Instant muchLater = START.plus(Duration.ofDays(400));
            stores.save(windower.apply(stores.state(SENSOR), new Event.Tick(muchLater))
                    .state());

            // then
            assertThat(keys(WindowingStage.RAW_STORE)).hasSize(neighbours);
            assertThat(loaded(windower, SENSOR)).isEqualTo(SensorState.empty(SENSOR));
        }
    }

    private StateStores stores(Windower windower) {
        return new StateStores(context, windower, new HeapBudget(1 << 30));
    }

    private SensorState loaded(Windower windower, SensorId sensor) {
        try (StateStores fresh = stores(windower)) {
            return fresh.state(sensor);
        }
    }

    private static SensorState after(
            Windower windower, SensorState state, SensorId sensor, Instant time, double value) {
        Instant heard = state.head() == null || time.isAfter(state.head().lastHeard())
                ? time
                : state.head().lastHeard();
        return windower.apply(state, new Event.Arrival(Reading.of(sensor, time, value), heard))
                .state();
    }

    private List<byte[]> keys(String store) {
        List<byte[]> keys = new ArrayList<>();
        KeyValueStore<byte[], byte[]> stored = context.getStateStore(store);
        try (KeyValueIterator<byte[], byte[]> all = stored.all()) {
            all.forEachRemaining(entry -> keys.add(entry.key));
        }
        return keys;
    }
}
