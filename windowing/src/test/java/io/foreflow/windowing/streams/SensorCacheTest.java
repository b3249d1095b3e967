package io.foreflow.windowing.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.series.SensorId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SensorCacheTest {
    private static final SensorId A = SensorId.of("a");
    private static final SensorId B = SensorId.of("b");
    private static final SensorId C = SensorId.of("c");

    private final List<SensorId> loaded = new ArrayList<>();
    private final HeapBudget budget = new HeapBudget(4_000);
    private final SensorCache<String> cached = new SensorCache<>(
            budget,
            sensor -> {
                loaded.add(sensor);
                return "stored " + sensor.value();
            },
            entry -> 1_500);

    @Test
    void shouldLoadOnceWhatIsNotAtHand() {
        // when, then
        assertThat(cached.get(A)).isEqualTo("stored a");
        assertThat(cached.get(A)).isEqualTo("stored a");
        assertThat(loaded).containsExactly(A);
    }

    @Test
    void shouldKeepWhatItHasAndANewcomerUntilTheNextOne() {
        // given
        cached.get(A);
        cached.get(B);

        // when
        cached.get(C);
        cached.get(C);
        cached.put(C, "changed");

        // then
        assertThat(cached.get(C)).isEqualTo("changed");
        assertThat(cached.get(A)).isEqualTo("stored a");
        assertThat(cached.get(B)).isEqualTo("stored b");
        assertThat(cached.get(C)).isEqualTo("changed");
        assertThat(loaded).containsExactly(A, B, C);

        // when
        cached.remove(C);

        // then
        assertThat(cached.get(C)).isEqualTo("stored c");
    }

    @Test
    void shouldFindMostOfWhatItHasRoomForWhenSensorsComeInTurn() {
        // given
        int sensors = 100;
        int room = 40;
        SensorCache<String> small = cache(room);
        turns(small, 0, sensors, 10);
        loaded.clear();

        // when
        turns(small, 0, sensors, 10);

        // then: one that kept those used last would find none
        assertThat(1_000 - loaded.size()).isBetween(8 * room, 10 * room);
    }

    @Test
    void shouldTakeInNewSensorsInPlaceOfThoseThatNoLongerCome() {
        // given
        int room = 40;
        SensorCache<String> small = cache(room);
        turns(small, 0, room, 10);

        // when
        turns(small, room, 2 * room, 40);

        // then
        loaded.clear();
        turns(small, room, 2 * room, 1);
        assertThat(loaded).hasSizeLessThan(room / 4);
    }

    private SensorCache<String> cache(int sensors) {
        // An entry weighs 100 bytes and 300 of the map's own.
        return new SensorCache<>(
                new HeapBudget(400L * sensors),
                sensor -> {
                    loaded.add(sensor);
                    return "entry";
                },
                entry -> 100);
    }

    private static void turns(SensorCache<String> cache, int from, int to, int turns) {
        for (int turn = 0; turn < turns; turn++) {
            for (int sensor = from; sensor < to; sensor++) {
                cache.put(SensorId.of("s" + sensor), cache.get(SensorId.of("s" + sensor)));
            }
        }
    }

    @Test
    void shouldKeepWhatWasPutAndLoadAgainWhatWasRemoved() {
        // given
        cached.put(A, "new");

        // when, then
        assertThat(cached.get(A)).isEqualTo("new");
        cached.remove(A);
        assertThat(cached.get(A)).isEqualTo("stored a");
    }

    @Test
    void shouldKeepWithinItsShareWhateverItsEntriesWeigh() {
        // given
        Random random = new Random(3);
        long[] weight = {0};
        SensorCache<String> other = new SensorCache<>(new HeapBudget(100_000), SensorId::value, entry -> weight[0]);

        for (int i = 0; i < 1_000; i++) {
            // when
            weight[0] = random.nextInt(50_000);
            other.put(SensorId.of("s" + random.nextInt(50)), "entry");

            // then: one that is larger than the budget may be kept alone
            assertThat(other.bytes() <= 100_000 || other.size() == 1).isTrue();
        }
    }

    @Test
    void shouldShareTheBudgetWithOthersAndLeaveItToThem() {
        // given
        cached.get(A);
        cached.get(B);
        SensorCache<String> other = new SensorCache<>(budget, SensorId::value, entry -> 1_500);

        // when
        cached.get(A);
        cached.put(A, "changed");

        // then: half of the budget is one entry
        assertThat(cached.size()).isEqualTo(1);

        // when
        other.close();
        cached.get(B);

        // then
        assertThat(cached.size()).isEqualTo(2);
    }
}
