package io.foreflow.forecaster.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    private Environment environment() {
        PrintStream stream = new PrintStream(err, true, UTF_8);
        return new Environment(Map.of(), Path.of(""), stream, stream, false, clock, new Interruption());
    }

    @Test
    void shouldPrintALineNowAndThenWithoutATerminal() {
        // given
        WorkMeter meter = new WorkMeter(clock);
        meter.plan("fit", 100);
        try (ProgressLine line = ProgressLine.of(environment(), "Backtest", meter)) {
            // when: a step of work takes five seconds
            line.say("ridge");
            for (int step = 0; step < 7; step++) {
                now = now.plusSeconds(5);
                meter.done("fit", 10);
                line.show();
            }
            line.finish();
        }

        // then
        assertThat(err.toString(UTF_8).lines())
                .containsExactly(
                        "Backtest: 30 % done, time left 0:00:35 (ridge)",
                        "Backtest: 60 % done, time left 0:00:20 (ridge)");
    }

    @Test
    void shouldPrintNothingOfShortWork() {
        // given
        WorkMeter meter = new WorkMeter(clock);
        meter.plan("fit", 2);

        // when
        try (ProgressLine line = ProgressLine.of(environment(), "Backtest", meter)) {
            now = now.plusSeconds(5);
            meter.done("fit", 2);
            line.show();
            line.finish();
        }

        // then
        assertThat(err.toString(UTF_8)).isEmpty();
    }
}
