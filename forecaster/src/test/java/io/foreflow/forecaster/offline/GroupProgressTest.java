package io.foreflow.forecaster.offline;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.forecaster.terminal.Interruption;
import io.foreflow.forecaster.terminal.WorkMeter;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GroupProgressTest {
    private static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream());

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

    @Test
    void shouldMeasureAllGroupsAsOneWork() {
        // given: two groups, the second three times as large as the first
        WorkMeter meter = new WorkMeter(clock);
        Environment environment =
                new Environment(Map.of(), Path.of(""), NOWHERE, NOWHERE, false, clock, new Interruption());
        try (GroupProgress progress = new GroupProgress(environment, meter, 400)) {
            // when: half of the first group is done after ten seconds
            progress.begin("a", 100);
            progress.planned("fit", 10);
            now = now.plusSeconds(10);
            progress.done("fit", 5);

            // then
            assertThat(meter.percent()).isEqualTo(12);
            assertThat(meter.left().time()).isEqualTo(Duration.ofSeconds(70));

            // when: it needs less than was planned
            progress.planned("fit", -4);
            now = now.plusSeconds(10);
            progress.end();

            // then
            assertThat(meter.percent()).isEqualTo(25);
            assertThat(meter.left().time()).isEqualTo(Duration.ofSeconds(60));

            // when: a group says nothing of its work, and one does more than it planned
            progress.begin("b", 300);
            progress.done("fit", 5);
            assertThat(meter.percent()).isEqualTo(25);
            progress.planned("fit", 1);
            progress.done("fit", 5);
            assertThat(meter.percent()).isEqualTo(99);
            progress.end();
            progress.finish();
            assertThat(meter.percent()).isEqualTo(100);
        }
    }
}
