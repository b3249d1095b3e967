package io.foreflow.windowing.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.series.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The number of readings that fill a bucket when nobody has configured it. */
class LearntReadingsTest {
    private static final Instant START = Instant.parse("2021-03-01T00:00:00Z");
    private static final int LEARNING = RawReadings.LEAST_LEARNT;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 12, 60})
    void shouldCloseABucketWithItsUsualNumberOfReadings(int perHour) {
        // given: as many hours as it takes to learn from, and all readings but the last of one more
        SensorRun run = regular(new SensorRun(WindowerConfig.defaults()), perHour, 0, LEARNING * perHour);
        regular(run, perHour, LEARNING * perHour, (LEARNING + 1) * perHour - 1);
        int before = run.closed().size();

        // when
        regular(run, perHour, (LEARNING + 1) * perHour - 1, (LEARNING + 1) * perHour);

        // then
        assertThat(before).isLessThanOrEqualTo(LEARNING);
        assertThat(run.closed()).hasSize(LEARNING + 1);
        assertThat(run.lastWindow().origin()).isEqualTo(START.plus(Duration.ofHours(LEARNING + 1)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void shouldWaitForTheEndOfABucketWhileNothingIsKnown(int perHour) {
        // given
        SensorRun run = regular(new SensorRun(WindowerConfig.defaults()), perHour, 0, perHour);

        // when
        int before = run.closed().size();
        regular(run, perHour, perHour, perHour + 1);

        // then
        assertThat(before).isZero();
        assertThat(run.closed()).hasSize(1);
    }

    @Test
    void shouldGiveAnHourOfFourReadingsOneWindowOfTheirMean() {
        // given: the first quarter of each hour is lower than the others
        SensorRun run = new SensorRun(WindowerConfig.defaults());

        // when
        for (int i = 0; i < 4 * 48; i++) {
            run.read(START.plus(Duration.ofMinutes(15L * i)), i % 4 == 0 ? 2 : 10);
        }

        // then
        assertThat(run.closed()).hasSize(48).allSatisfy(closed -> {
            Window window = closed.window();
            assertThat(window.revision()).isZero();
            assertThat(window.history().at(5)).isEqualTo(8);
        });
    }

    @Test
    void shouldNotTakeAFirstBucketThatBeganInItsMiddleForAWholeOne() {
        // given: the sensor begins at a quarter to one
        SensorRun run = new SensorRun(WindowerConfig.defaults());

        // when
        regular(run, 4, 3, 4 * 24);

        // then
        assertThat(run.closed())
                .hasSize(24)
                .allSatisfy(closed -> assertThat(closed.window().revision()).isZero());
    }

    @Test
    void shouldNoticeAtOnceThatThereAreMoreReadingsThanThereWere() {
        // given: a reading an hour
        SensorRun run = regular(new SensorRun(WindowerConfig.defaults()), 1, 0, 48);
        int before = run.closed().size();

        // when: a reading each quarter of an hour
        regular(run, 4, 4 * 48, 4 * 72);

        // then: only the first hour closes too early and is revised
        List<Integer> revisions = run.closed().subList(before, run.closed().size()).stream()
                .map(closed -> closed.window().revision())
                .toList();
        assertThat(revisions).startsWith(0, 1, 2, 3);
        assertThat(revisions.subList(4, revisions.size())).containsOnly(0);
    }

    @Test
    void shouldGetOverAStrayReading() {
        // given: a reading an hour, and one more in one of the hours
        SensorRun run = regular(new SensorRun(WindowerConfig.defaults()), 1, 0, 30);
        run.read(START.plus(Duration.ofMinutes(29 * 60 + 30)), 5);

        // when
        regular(run, 1, 30, 30 + RawReadings.MOST_LEARNT + 1);

        // then: once the hour is out of sight, hours close with their first reading again
        assertThat(run.lastWindow().origin()).isEqualTo(START.plus(Duration.ofHours(30 + RawReadings.MOST_LEARNT + 1)));
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 12})
    void shouldNotLetLostReadingsHideHowManyThereAre(int perHour) {
        // given: one reading in fifty is lost
        Random random = new Random(7);
        SensorRun run = new SensorRun(WindowerConfig.defaults());
        Map<Instant, Integer> readings = new HashMap<>();
        int early = 0;
        int whole = 0;

        // when
        for (int hour = 0; hour < 500; hour++) {
            for (int i = 0; i < perHour; i++) {
                if (random.nextInt(50) > 0) {
                    run.read(START.plus(Duration.ofMinutes(60L * hour + 60L * i / perHour)), random.nextDouble());
                    readings.merge(START.plus(Duration.ofHours(hour + 1L)), 1, Integer::sum);
                }
            }
            Instant end = START.plus(Duration.ofHours(hour + 1L));
            if (readings.getOrDefault(end, 0) == perHour) {
                whole++;
                early += run.closed().size() > 0 && run.lastWindow().origin().equals(end) ? 1 : 0;
            }
        }

        // then: most whole hours close without waiting, and none is revised
        assertThat(early).isGreaterThan(whole * 8 / 10);
        assertThat(run.closed())
                .allSatisfy(closed -> assertThat(closed.window().revision()).isZero());
    }

    @Property(tries = 20)
    void irregularReadingsHardlyEverCloseABucketBeforeItIsComplete(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int meanPerHour) {
        // given: a Poisson process
        Random random = new Random(seed);
        SensorRun run = new SensorRun(WindowerConfig.defaults());
        double minutes = 0;

        // when
        while (minutes < 60.0 * 24 * 30) {
            minutes += -Math.log(1 - random.nextDouble()) * 60 / meanPerHour;
            run.read(START.plusMillis(Math.round(minutes * 60_000)), random.nextDouble());
        }

        // then
        long revised = run.closed().stream()
                .filter(closed -> closed.window().revision() == 1)
                .count();
        assertThat(revised).isLessThanOrEqualTo(run.closed().size() / 50);
    }

    @Test
    void shouldWaitForTheEndOfEachBucketWhereThatIsConfigured() {
        // when
        SensorRun run = regular(new SensorRun(WindowerConfig.defaults().withReadingsPerBucket(0)), 1, 0, 48);

        // then
        assertThat(run.closed()).hasSize(47);
    }

    /** Readings {@code from} to {@code to}, evenly spaced. */
    private static SensorRun regular(SensorRun run, int perHour, int from, int to) {
        for (int i = from; i < to; i++) {
            run.read(START.plus(Duration.ofMinutes(60L / perHour * i)), i % 7);
        }
        return run;
    }
}
