package io.foreflow.forecaster.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.models.forecast.IntervalTracker;
import io.foreflow.models.score.PendingForecast;
import io.foreflow.models.score.TrackRecord;
import io.foreflow.models.series.BucketGrid;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.Values;
import io.foreflow.windowing.streams.HeapBudget;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;

class ScoreStoresTest {
    private static final int HORIZON = 24;
    private static final SensorId SENSOR = SensorId.of("a");
    private static final SensorId OTHER = SensorId.of("ab");
    private static final BucketGrid HOURS = BucketGrid.of(Step.HOUR, ZoneOffset.UTC);
    private static final long FIRST = HOURS.indexOf(Windows.ORIGIN);

    private final MockProcessorContext<SensorId, Object> context = new MockProcessorContext<>();

    ScoreStoresTest() {
        TestStreams.addScoreStores(context);
    }

    @Test
    void shouldKeepTheLatestForecastsWithoutADeletion() {
        // given
        ScoreStores stores = open(HORIZON);

        // when: twice round the ring, and some
        add(stores, 0, 60);

        // then
        assertThat(buckets(stores)).isEqualTo(range(36, 60));
        assertThat(stored(SENSOR)).isEqualTo(HORIZON);
    }

    @Test
    void shouldGoOnInTheMiddleOfARing() {
        // given
        add(open(HORIZON), 0, 31);

        // when: another task takes over
        ScoreStores stores = open(HORIZON);

        // then
        assertThat(buckets(stores)).isEqualTo(range(7, 31));
        add(stores, 31, 40);
        assertThat(buckets(stores)).isEqualTo(range(16, 40));
        assertThat(buckets(open(HORIZON))).isEqualTo(range(16, 40));
    }

    @Test
    void shouldStartFromTheOldestForecastWhileTheRingIsNotFull() {
        // given
        add(open(HORIZON), 0, 3);

        // then
        assertThat(buckets(open(HORIZON))).isEqualTo(range(0, 3));
        assertThat(buckets(open(HORIZON), OTHER)).isEmpty();
    }

    @Test
    void shouldOverwriteForecastsOfBeforeAGapOneByOne() {
        // given
        ScoreStores stores = open(HORIZON);
        add(stores, 0, 30);

        // when: a gap that is longer than the horizon
        add(stores, 100, 110);

        // then: each slot holds the latest forecast of its bucket, modulo the horizon
        assertThat(stored(SENSOR)).isEqualTo(HORIZON);
        assertThat(buckets(stores))
                .hasSize(HORIZON)
                .containsAll(range(100, 110))
                .endsWith(109L);
        assertThat(buckets(open(HORIZON))).isEqualTo(buckets(stores));
        add(stores, 110, 124);
        assertThat(buckets(stores)).isEqualTo(range(100, 124));
    }

    @Test
    void shouldReplaceTheForecastOfTheSameOriginAndRefuseAnOlderOne() {
        // given
        ScoreStores stores = open(HORIZON);
        add(stores, 0, 3);
        PendingForecast revised = forecast(HOURS, FIRST + 2, HORIZON, 7);

        // when
        stores.add(SENSOR, FIRST + 2, revised);

        // then
        assertThat(stores.waiting(SENSOR)).hasSize(3).endsWith(revised);
        assertThat(open(HORIZON).waiting(SENSOR)).isEqualTo(stores.waiting(SENSOR));
        assertThatThrownBy(() -> add(stores, 1, 2))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("was made after the one at " + HOURS.startOf(FIRST + 2));
    }

    @Test
    void shouldDeleteForecastsOfAnotherHorizonWhenItLoadsTheSensor() {
        // given
        add(open(HORIZON), 0, HORIZON);
        ScoreStores shorter = open(3);

        // when
        List<PendingForecast> waiting = shorter.waiting(SENSOR);

        // then
        assertThat(waiting).isEmpty();
        assertThat(stored(SENSOR)).isZero();
        shorter.add(SENSOR, FIRST, forecast(HOURS, FIRST, 3, 1));
        assertThat(stored(SENSOR)).isEqualTo(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> add(shorter, 1, 2))
                .withMessageContaining("24 steps");
    }

    @Test
    void shouldLetLocalDaysFollowEachOtherAcrossClockChanges() {
        // given: days of 23 and of 25 hours
        BucketGrid days = BucketGrid.of(Step.of(Duration.ofDays(1)), ZoneId.of("America/New_York"));
        long first = days.indexOf(Instant.parse("2026-01-01T05:00:00Z"));
        ScoreStores stores = open(7);

        // then
        for (long day = first; day < first + 365; day++) {
            stores.add(SENSOR, day, forecast(days, day, 7, 1));
            assertThat(stores.waiting(SENSOR))
                    .extracting(waiting -> days.indexOf(waiting.origin()))
                    .isEqualTo(range(Math.max(first, day - 6), day + 1));
        }
    }

    @Test
    void shouldForgetEverythingOfASensorAndNothingOfOthers() {
        // given
        ScoreStores stores = open(HORIZON);
        add(stores, 0, 30);
        stores.save(SENSOR, TrackRecord.start(IntervalTracker.start(HORIZON)));
        stores.add(OTHER, FIRST, forecast(HOURS, FIRST, HORIZON, 1));

        // when: one that has not loaded the sensor
        ScoreStores next = open(HORIZON);
        next.forget(SENSOR);

        // then
        assertThat(stored(SENSOR)).isZero();
        assertThat(stored(OTHER)).isEqualTo(1);
        assertThat(next.record(SENSOR)).isEmpty();
        assertThat(next.waiting(SENSOR)).isEmpty();
        next.add(SENSOR, FIRST, forecast(HOURS, FIRST, HORIZON, 1));
        assertThat(buckets(next)).isEqualTo(range(0, 1));
    }

    @Property(tries = 200, seed = "237")
    void shouldLoadWhatIsCached(@ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int horizon) {
        // given: any mixture of successive buckets, gaps, revisions, and sensors that are dropped
        MockProcessorContext<SensorId, Object> own = new MockProcessorContext<>();
        TestStreams.addScoreStores(own);
        ScoreStores cached = new ScoreStores(own, HeapBudget.ofHeap(), horizon);
        Random random = new Random(seed);
        long bucket = FIRST - random.nextInt(1_000_000);
        List<PendingForecast> made = new ArrayList<>();
        for (int i = random.nextInt(100); i >= 0; i--) {
            int kind = random.nextInt(20);
            bucket += kind == 0 ? random.nextInt(3 * horizon) : kind == 1 ? 0 : 1;
            if (kind == 2 && random.nextInt(4) == 0) {
                cached.forget(SENSOR);
                made.clear();
            }
            PendingForecast forecast = forecast(HOURS, bucket, horizon, random.nextInt(1_000));
            long origin = forecast.originSecond();
            made.removeIf(one -> one.originSecond() == origin);
            made.add(forecast);
            cached.add(SENSOR, bucket, forecast);
            cached.save(SENSOR, TrackRecord.start(IntervalTracker.start(horizon)));
        }

        // when
        ScoreStores loaded = new ScoreStores(own, HeapBudget.ofHeap(), horizon);

        // then: the same, in the same order, with every forecast that may still be scored
        assertThat(loaded.waiting(SENSOR)).isEqualTo(cached.waiting(SENSOR));
        assertThat(loaded.record(SENSOR)).isEqualTo(cached.record(SENSOR));
        long useless = HOURS.startSecondOf(bucket - horizon);
        assertThat(loaded.waiting(SENSOR))
                .filteredOn(one -> one.originSecond() > useless)
                .isEqualTo(made.stream()
                        .filter(one -> one.originSecond() > useless)
                        .toList());
    }

    private ScoreStores open(int horizon) {
        return new ScoreStores(context, HeapBudget.ofHeap(), horizon);
    }

    /** Adds one forecast for each of these hours, the last one exclusive. */
    private static void add(ScoreStores stores, int from, int to) {
        for (int hour = from; hour < to; hour++) {
            stores.add(SENSOR, FIRST + hour, forecast(HOURS, FIRST + hour, HORIZON, hour));
        }
    }

    private static PendingForecast forecast(BucketGrid grid, long bucket, int horizon, double value) {
        return PendingForecast.of(
                grid.startOf(bucket),
                Optional.empty(),
                Values.generate(horizon, lead -> value + lead),
                Optional.empty(),
                1,
                2);
    }

    private static List<Long> buckets(ScoreStores stores) {
        return buckets(stores, SENSOR);
    }

    /** Returns the hours whose forecasts wait. */
    private static List<Long> buckets(ScoreStores stores, SensorId sensor) {
        return stores.waiting(sensor).stream()
                .map(waiting -> HOURS.indexOf(waiting.origin()) - FIRST)
                .toList();
    }

    private static List<Long> range(long from, long to) {
        List<Long> range = new ArrayList<>();
        for (long i = from; i < to; i++) {
            range.add(i);
        }
        return range;
    }

    private int stored(SensorId sensor) {
        KeyValueStore<byte[], byte[]> pending = context.getStateStore(ScoreStores.PENDING);
        int count = 0;
        try (KeyValueIterator<byte[], byte[]> all =
                pending.prefixScan(ScoreCodec.prefix(sensor), new ByteArraySerializer())) {
            while (all.hasNext()) {
                all.next();
                count++;
            }
        }
        return count;
    }
}
