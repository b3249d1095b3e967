package io.foreflow.windowing.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.series.Reading;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What the wall clock does to a sensor, and what it must not do. */
class WindowerClockTest {
    private static final Instant START = Instant.parse("2021-03-01T00:00:00Z");

    @Test
    void shouldImputeAtMostTheLongestGapOnceNothingComes() {
        // given
        SensorRun run = new SensorRun(SensorRun.ONE_A_BUCKET).read("2021-03-01T00:00:00Z", 7);

        // when
        run.tick("2021-03-01T01:59:59Z");
        assertThat(run.latestClosed()).isEmpty();
        run.tick("2021-03-01T02:00:00Z");
        assertThat(run.latestClosed()).containsExactly("02:00 r0 *");
        run.tick("2021-03-01T20:00:00Z");

        // then
        assertThat(run.latestClosed()).containsExactly("03:00 r0 *", "04:00 r0 *");
        assertThat(run.lastWindow().history().toArray()).containsExactly(Double.NaN, Double.NaN, 7, 7, 7, 7);
    }

    @Test
    void shouldNotHurryASensorWhoseReadingsAlwaysComeLate() {
        // given: each hour is told five seconds after its end
        SensorRun run = new SensorRun(SensorRun.ONE_A_BUCKET);
        for (int hour = 0; hour < 8; hour++) {
            Instant time = START.plus(Duration.ofHours(hour));
            Instant arrivedAt = time.plusSeconds(3605);

            // when
            run.tick(arrivedAt.minusSeconds(1).toString());
            assertThat(run.latest()).isEmpty();
            run.apply(new Event.Arrival(Reading.of(SensorRun.SENSOR, time, hour), arrivedAt));
        }

        // then
        assertThat(run.windows())
                .hasSize(8)
                .allMatch(window -> window.revision() == 0 && window.imputed().isEmpty());
    }

    @Test
    void shouldReviseTheNewestWindowWhenAReadingFillsWhatTheClockImputed() {
        // given
        SensorRun run = new SensorRun(SensorRun.ONE_A_BUCKET)
                .read("2021-03-01T00:00:00Z", 7)
                .tick("2021-03-01T03:00:00Z");

        // when
        run.read("2021-03-01T01:30:00Z", 9);
        assertThat(run.latestClosed()).containsExactly("03:00 r1 *");
        run.read("2021-03-01T02:30:00Z", 11);

        // then
        assertThat(run.latestClosed()).containsExactly("03:00 r2");
        assertThat(run.lastWindow().history().toArray()).containsExactly(Double.NaN, Double.NaN, Double.NaN, 7, 9, 11);
    }

    @Test
    void shouldForgetWhatTheClockImputedWhenTheGapTurnsOutLong() {
        // given
        SensorRun run = new SensorRun(SensorRun.ONE_A_BUCKET)
                .read("2021-03-01T00:00:00Z", 7)
                .tick("2021-03-01T04:00:00Z");

        // when
        run.read("2021-03-01T05:00:00Z", 9);

        // then
        assertThat(run.latestClosed()).containsExactly("06:00 r0");
        assertThat(run.lastWindow().history().toArray())
                .containsExactly(7, Double.NaN, Double.NaN, Double.NaN, Double.NaN, 9);
    }

    @Test
    void shouldLookAheadFromNowInTheLastWindowOfASilentSensor() {
        // given
        SensorRun run = new SensorRun(SensorRun.ONE_A_BUCKET).read("2021-03-01T00:00:00Z", 7);

        // when
        run.tick("2021-03-02T00:00:30Z");

        // then
        assertThat(run.latestClosed()).containsExactly("02:00 r0 *", "03:00 r0 *", "04:00 r0 *", "00:00 r0 stale");
        assertThat(run.lastWindow().yesterday().at(0)).isEqualTo(7);

        // when it speaks again
        run.read("2021-03-02T00:10:00Z", 8);

        // then
        assertThat(run.latestClosed()).containsExactly("01:00 r0");
    }

    @Test
    void shouldNotImputeWhatAReadingWithoutAValuePasses() {
        // given
        SensorRun run =
                new SensorRun(WindowerConfig.defaults().withReadingsPerBucket(2)).read("2021-03-01T00:00:00Z", 7);

        // when
        run.move("2021-03-01T02:00:00Z");

        // then: it closes the open bucket, and no empty one
        assertThat(run.latestClosed()).containsExactly("01:00 r0");

        // when a reading follows
        run.read("2021-03-01T03:00:00Z", 9).read("2021-03-01T03:30:00Z", 9);

        // then
        assertThat(run.closed()).hasSize(4);
        assertThat(run.latestClosed()).containsExactly("04:00 r0");
    }

    @Test
    void shouldCloseWhatComesAfterTimeWasMovedPastIt() {
        // given: the end of a file, and then the next file
        SensorRun run = new SensorRun(SensorRun.ONE_A_BUCKET)
                .read("2021-03-01T00:00:00Z", 7)
                .move("2021-03-02T01:00:00Z");

        // when
        run.read("2021-03-01T01:00:00Z", 8).read("2021-03-01T02:00:00Z", 9);

        // then
        assertThat(run.windows()).hasSize(3).allMatch(window -> window.revision() == 0);
        assertThat(run.lastWindow().history().at(5)).isEqualTo(9);
    }
}
