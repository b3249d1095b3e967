package io.foreflow.forecaster.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.forecaster.terminal.WorkMeter.TimeLeft;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class WorkMeterTest {
    private final FakeClock clock = new FakeClock();
    private final WorkMeter meter = new WorkMeter(clock);

    @Test
    void shouldMeasureEachKindByItsOwnSpeed() {
        // given: 100 epochs of a fast network and 50 of a slow one
        meter.plan("fast", 100);
        meter.plan("slow", 50);

        // when
        clock.pass(10);
        meter.done("fast", 10);
        TimeLeft onlyFast = meter.left();
        clock.pass(30);
        meter.done("slow", 5);

        // then: a second an epoch, and six
        assertThat(onlyFast).isEqualTo(new TimeLeft(Duration.ofSeconds(90), false));
        assertThat(meter.left()).isEqualTo(new TimeLeft(Duration.ofSeconds(90 + 45 * 6), true));
        assertThat(meter.percent()).isEqualTo(10);
    }

    @Test
    void shouldNotWaitForEpochsThatAnEarlyStopTakesAway() {
        // given
        meter.plan("dense", 200);
        clock.pass(20);
        meter.done("dense", 20);

        // when: the fit stops early, and its 180 further epochs do not come; 40 of another fit still may
        meter.plan("dense", 40);
        meter.plan("dense", -180);

        // then
        assertThat(meter.left()).isEqualTo(new TimeLeft(Duration.ofSeconds(40), true));
        assertThat(meter.percent()).isEqualTo(33);
    }

    @Test
    void shouldCountDownBetweenTwoEvents() {
        // given
        meter.plan("dense", 10);
        clock.pass(4);
        meter.done("dense", 2);

        // when
        clock.pass(3);

        // then: eight epochs of two seconds, of which three have passed; never less than nothing
        assertThat(meter.left().time()).isEqualTo(Duration.ofSeconds(13));
        clock.pass(100);
        assertThat(meter.left().time()).isZero();
    }

    @Test
    void shouldKnowNothingBeforeAnythingIsDone() {
        meter.plan("dense", 10);
        assertThat(meter.left()).isEqualTo(new TimeLeft(Duration.ZERO, false));
        assertThat(meter.percent()).isZero();
    }

    @Property(tries = 200)
    void percentNeverFallsAndIsAHundredOnlyAtTheEnd(@ForAll long seed) {
        // given: work that comes, is done and is taken back in any order
        FakeClock passing = new FakeClock();
        WorkMeter measured = new WorkMeter(passing);
        Random random = new Random(seed);
        List<String> kinds = List.of("a", "b", "c");
        int before = 0;

        for (int i = 0; i < 200; i++) {
            // when
            String kind = kinds.get(random.nextInt(3));
            passing.pass(random.nextInt(5));
            switch (random.nextInt(4)) {
                case 0 -> measured.plan(kind, random.nextInt(100));
                case 1 -> measured.plan(kind, -random.nextInt(100));
                default -> measured.done(kind, random.nextInt(10));
            }

            // then
            assertThat(measured.percent()).isBetween(before, 99);
            assertThat(measured.left().time().isNegative()).isFalse();
            before = measured.percent();
        }
        measured.finish();
        assertThat(measured.percent()).isEqualTo(100);
    }

    @Test
    void shouldSayWhenTheRestIsNotKnown() {
        assertThat(WorkRenderer.text(new TimeLeft(Duration.ofSeconds(3_725), true)))
                .isEqualTo("1:02:05");
        assertThat(WorkRenderer.text(new TimeLeft(Duration.ofSeconds(65), false)))
                .isEqualTo(">0:01:05");
        assertThat(WorkRenderer.text(new TimeLeft(Duration.ZERO, false))).isEqualTo("?");
    }

    /** A clock that stands still until it is told otherwise. */
    private static final class FakeClock extends Clock {
        private Instant now = Instant.EPOCH;

        void pass(int seconds) {
            now = now.plusSeconds(seconds);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
