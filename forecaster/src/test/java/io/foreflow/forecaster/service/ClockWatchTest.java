package io.foreflow.forecaster.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClockWatchTest {
    private final AtomicLong wallMillis = new AtomicLong(1_790_000_000_000L);
    private final AtomicLong nanoTime =
            new AtomicLong(Long.MAX_VALUE - Duration.ofMinutes(1).toNanos());
    private final List<Duration> setBack = new ArrayList<>();
    private final ClockWatch watch = new ClockWatch(wallMillis::get, nanoTime::get, setBack::add);

    @AfterEach
    void close() {
        watch.close();
    }

    @Test
    void shouldSayHowFarTheClockWasSetBack() {
        // when
        pass(Duration.ofSeconds(1), Duration.ofSeconds(1));
        pass(Duration.ofSeconds(1), Duration.ofSeconds(1).minusHours(1));
        pass(Duration.ofSeconds(1), Duration.ofSeconds(1));

        // then
        assertThat(setBack).containsExactly(Duration.ofHours(1));
    }

    @Test
    void shouldTakeAClockThatIsSetForwardAndBackForOneThatIsSetBack() {
        // when
        pass(Duration.ofSeconds(1), Duration.ofHours(1));
        assertThat(setBack).isEmpty();
        pass(Duration.ofSeconds(2), Duration.ofHours(-1));

        // then
        assertThat(setBack).containsExactly(Duration.ofHours(1).plusSeconds(2));
    }

    @Test
    void shouldTolerateSmallStepsHoursWithoutALookAndTheEndOfItsOtherClock() {
        // when
        pass(Duration.ofSeconds(1), Duration.ofSeconds(-4));
        pass(Duration.ofHours(5), Duration.ofHours(5));
        pass(Duration.ofSeconds(1), Duration.ofSeconds(1));

        // then
        assertThat(setBack).isEmpty();
    }

    /** Lets time pass on both clocks and looks. */
    private void pass(Duration time, Duration onTheWall) {
        nanoTime.addAndGet(time.toNanos());
        wallMillis.addAndGet(onTheWall.toMillis());
        watch.look();
    }
}
