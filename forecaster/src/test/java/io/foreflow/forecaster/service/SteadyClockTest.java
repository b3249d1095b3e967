package io.foreflow.forecaster.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void shouldCountOnFromItsStart() {
        // given
        AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE);
        Clock clock = new SteadyClock(Clock.fixed(START, ZoneOffset.UTC), nanoTime::get);
        assertThat(clock.instant()).isEqualTo(START);

        // when
        nanoTime.addAndGet(Duration.ofMinutes(90).toNanos());

        // then
        assertThat(clock.instant()).isEqualTo(START.plus(Duration.ofMinutes(90)));
        assertThat(clock.withZone(ZoneId.of("Asia/Tokyo")).instant()).isEqualTo(clock.instant());
    }
}
