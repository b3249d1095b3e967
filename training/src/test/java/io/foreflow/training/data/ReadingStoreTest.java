package io.foreflow.training.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ReadingStoreTest {
    private static final SensorId A = SensorId.of("a");
    private static final SensorId B = SensorId.of("b");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123Z");

    @Property(tries = 200)
    void shouldGiveBackWhatWentIn(@ForAll long seed) {
        // given: readings of all kinds, some with fractions of seconds, some with covariates that come late
        SplittableRandom random = new SplittableRandom(seed);
        List<Reading> readings = new ArrayList<>();
        List<Instant> arrivals = new ArrayList<>();
        ReadingStore store = new ReadingStore();
        int count = random.nextInt(200);
        boolean oneArrival = random.nextBoolean();
        for (int i = 0; i < count; i++) {
            Reading reading = random(random);
            Instant arrival = oneArrival ? NOW : NOW.plusMillis(random.nextInt(1_000));
            readings.add(reading);
            arrivals.add(arrival);
            store.add(reading, arrival);
        }

        // when
        store.trim();

        // then
        for (SensorId sensor : List.of(A, B)) {
            List<Reading> expected = readings.stream()
                    .filter(reading -> reading.sensor().equals(sensor))
                    .toList();
            List<Instant> expectedArrivals = new ArrayList<>();
            for (int i = 0; i < readings.size(); i++) {
                if (readings.get(i).sensor().equals(sensor)) {
                    expectedArrivals.add(arrivals.get(i));
                }
            }
            List<Reading> found = new ArrayList<>();
            List<Instant> foundArrivals = new ArrayList<>();
            store.forEach(sensor, (reading, arrival) -> {
                found.add(reading);
                foundArrivals.add(arrival);
            });
            assertThat(found).isEqualTo(expected);
            assertThat(foundArrivals).isEqualTo(expectedArrivals);
            assertThat(store.readings(sensor)).containsExactlyElementsOf(expected);
            assertThat(store.count(sensor)).isEqualTo(expected.size());
            assertThat(store.sensors().contains(sensor))
                    .isEqualTo(!expected.stream().allMatch(Reading::isAnnouncement));
        }
    }

    private static Reading random(SplittableRandom random) {
        SensorId sensor = random.nextBoolean() ? A : B;
        Instant time = Instant.ofEpochSecond(random.nextLong(4_000_000_000L), random.nextInt(4) == 0 ? 500 : 0);
        Map<String, Double> covariates =
                switch (random.nextInt(4)) {
                    case 0 -> Map.of("heat", random.nextDouble());
                    case 1 -> Map.of("heat", random.nextDouble(), "rain", -0.0);
                    default -> Map.of();
                };
        return new Reading(sensor, time, random.nextInt(4) == 0 ? null : random.nextDouble(), covariates);
    }

    @Test
    void shouldPutTheReadingsOfEachSensorIntoTheOrderOfTime() {
        // given
        ReadingStore store = new ReadingStore();
        store.add(Reading.of(B, Instant.ofEpochSecond(20), 1), NOW);
        store.add(Reading.of(A, Instant.ofEpochSecond(30), 2), NOW);
        store.add(Reading.announcement(A, Instant.ofEpochSecond(5), Map.of("heat", 1.0)), NOW);
        store.add(Reading.of(A, Instant.ofEpochSecond(10), 3), NOW);
        store.add(Reading.of(A, Instant.ofEpochSecond(30), 4), NOW);

        // then
        assertThat(store.byTime()).extracting(Reading::value).containsExactly(3.0, 2.0, 4.0, 1.0);
        assertThat(store.hasCovariate("heat")).isTrue();
        assertThat(store.hasCovariate("rain")).isFalse();
    }

    @Test
    void shouldHaveADigestThatEveryChangeChanges() throws NoSuchAlgorithmException {
        // given
        Reading reading = Reading.of(A, Instant.ofEpochSecond(10), 1);
        List<List<Reading>> different = List.of(
                List.of(reading),
                List.of(reading, reading),
                List.of(Reading.of(A, Instant.ofEpochSecond(10), 2)),
                List.of(Reading.of(A, Instant.ofEpochSecond(11), 1)),
                List.of(Reading.of(A, Instant.ofEpochSecond(10, 1), 1)),
                List.of(new Reading(A, Instant.ofEpochSecond(10), 1.0, Map.of("heat", 1.0))),
                List.of(new Reading(A, Instant.ofEpochSecond(10), 1.0, Map.of("rain", 1.0))));

        // when
        List<String> digests = new ArrayList<>();
        for (List<Reading> readings : different) {
            digests.add(digest(readings));
        }

        // then
        assertThat(digests).doesNotHaveDuplicates();
        assertThat(digest(different.get(0))).isEqualTo(digests.get(0));
    }

    private static String digest(List<Reading> readings) throws NoSuchAlgorithmException {
        ReadingStore store = new ReadingStore();
        readings.forEach(reading -> store.add(reading, NOW));
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        store.digest(A, digest);
        return HexFormat.of().formatHex(digest.digest());
    }
}
