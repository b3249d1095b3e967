package io.foreflow.windowing.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.foreflow.models.series.Reading;
import io.foreflow.models.series.Window;
import io.foreflow.windowing.core.Emission.BucketClosed;
import io.foreflow.windowing.core.Event.Arrival;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class NewestWindowTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

    @Property(tries = 30)
    void isTheWindowThatTheServiceMakesWhenTheLastBucketHasClosed(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 3_000) int hours,
            @ForAll @IntRange(min = 1, max = 3) int perHour,
            @ForAll @IntRange(min = WindowerConfig.LEARNT, max = 3) int full,
            @ForAll @IntRange(min = 0, max = 60) int graceHours) {
        // given: readings with gaps, as they arrived
        Random random = new Random(seed);
        WindowerConfig config = WindowerConfig.defaults()
                .with()
                .zone(ZoneId.of("Europe/Zurich"))
                .readingsPerBucket(full)
                .grace(Duration.ofHours(graceHours))
                .revisionHorizon(100)
                .build();
        List<Reading> readings = readings(random, hours, perHour);
        SensorRun run = new SensorRun(config);
        readings.forEach(reading -> run.apply(new Arrival(reading, reading.time())));
        Instant origin = config.gridOf(SensorRun.SENSOR)
                .plus(readings.get(readings.size() - 1).time(), 1);
        Instant closing = origin.plus(config.grace());
        run.apply(new Arrival(Reading.timeOnly(SensorRun.SENSOR, closing), closing));
        List<Reading> shuffled = new ArrayList<>(readings);
        Collections.shuffle(shuffled, random);

        // when
        Window newest = NewestWindow.of(config, shuffled).orElseThrow();

        // then
        List<Window> made = run.emissions().stream()
                .filter(BucketClosed.class::isInstance)
                .map(emission -> ((BucketClosed) emission).window())
                .toList();
        Window last = made.get(made.size() - 1);
        assertThat(newest.origin()).isEqualTo(origin);
        assertThat(newest).isEqualTo(last.toBuilder().revision(0).build());
    }

    /** Returns readings of each hour, without some hours. */
    private static List<Reading> readings(Random random, int hours, int perHour) {
        List<Reading> readings = new ArrayList<>();
        for (int hour = 0; hour < hours; hour++) {
            if (hour == 0 || random.nextDouble() > 0.1) {
                for (int i = 0; i < perHour; i++) {
                    readings.add(Reading.of(
                            SensorRun.SENSOR,
                            START.plus(Duration.ofHours(hour)).plusSeconds(60L * i),
                            random.nextInt(100)));
                }
            }
        }
        return readings;
    }

    @Test
    void shouldImputeAShortGapAtTheEnd() {
        // given
        List<Reading> readings = readings(new Random(1), 10, 1);
        Instant end = START.plus(Duration.ofHours(10));

        // when
        Window newest = NewestWindow.of(WindowerConfig.defaults(), readings, end.plus(Duration.ofHours(2)))
                .orElseThrow();

        // then
        assertThat(newest.origin()).isEqualTo(end.plus(Duration.ofHours(2)));
        assertThat(newest.imputed()).contains(4, 5);
        assertThat(newest.isComplete()).isTrue();
    }

    @Test
    void shouldEndEarlierWhenALongGapFollows() {
        // given
        List<Reading> readings = List.of(Reading.of(SensorRun.SENSOR, START, 1));

        // when
        Window newest = NewestWindow.of(WindowerConfig.defaults(), readings, START.plus(Duration.ofDays(3)))
                .orElseThrow();

        // then: one hour, and three that are imputed
        assertThat(newest.origin()).isEqualTo(START.plus(Duration.ofHours(4)));
    }

    @Test
    void shouldNotCountLaterReadings() {
        // given
        List<Reading> readings = readings(new Random(1), 20, 1);

        // when
        Window newest = NewestWindow.of(WindowerConfig.defaults(), readings, START.plus(Duration.ofHours(8)))
                .orElseThrow();

        // then
        assertThat(newest)
                .isEqualTo(NewestWindow.of(
                                WindowerConfig.defaults(),
                                readings.stream()
                                        .filter(reading -> reading.time().isBefore(START.plus(Duration.ofHours(8))))
                                        .toList())
                        .orElseThrow());
    }

    @Test
    void shouldSayWhichReadingsCannotBeUsed() {
        // given
        List<Reading> readings = new ArrayList<>(readings(new Random(1), 10, 1));
        readings.add(Reading.of(SensorRun.SENSOR, START.plusSeconds(1), 1e90));

        // when, then
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NewestWindow.of(WindowerConfig.defaults(), readings))
                .withMessageContaining("further from 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        NewestWindow.of(WindowerConfig.defaults(), List.of(Reading.timeOnly(SensorRun.SENSOR, START))))
                .withMessageContaining("no reading with a value");
    }
}
