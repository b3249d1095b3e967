package io.foreflow.forecaster.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.foreflow.forecaster.offline.CatchUp.Range;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.forecaster.terminal.Interruption;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A service whose offsets move as time passes; time passes where it is waited for. */
class CatchUpTest {
    private static final String TOPIC = "foreflow.readings.v1";

    private final Passing clock = new Passing();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Scripted service = new Scripted();
    private final CatchUp catchUp = new CatchUp(
            new Environment(
                    Map.of(),
                    Path.of(""),
                    new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                    new PrintStream(err, true, StandardCharsets.UTF_8),
                    false,
                    clock,
                    new Interruption()),
            CatchUp.Purpose.TRAINING,
            "foreflow",
            service,
            time -> {
                clock.now = clock.now.plus(time);
                service.passed(time);
            });

    @Test
    void shouldCountWhatIsAheadOfTheServiceByPartition() {
        Map<Integer, Range> ranges = Map.of(0, new Range(0, 100), 1, new Range(50, 80), 2, new Range(0, 2));

        assertThat(CatchUp.behind(ranges, Map.of(0, 100L, 1, 80L), 2)).isZero();
        assertThat(CatchUp.behind(ranges, Map.of(0, 98L, 1, 78L), 2)).isZero();
        assertThat(CatchUp.behind(ranges, Map.of(0, 97L, 1, 80L), 2)).isEqualTo(3);
        // What has been deleted since cannot be read any more.
        assertThat(CatchUp.behind(ranges, Map.of(0, 100L, 1, 10L), 2)).isEqualTo(30);
        assertThat(CatchUp.behind(ranges, Map.of(), 2)).isEqualTo(130);
        // A topic that was made anew.
        assertThat(CatchUp.behind(ranges, Map.of(0, 500L, 1, 500L), 2)).isZero();
    }

    @Test
    void shouldAskForNothingWhereNothingIsToBeRead() throws InterruptedException {
        service.ranges.clear();
        catchUp.require(TOPIC, Optional.empty());

        service.ranges.put(0, new Range(0, 0));
        catchUp.require(TOPIC, Optional.empty());

        assertThat(clock.now).isEqualTo(Passing.START);
    }

    @Test
    void shouldLetAServiceReadWhatHasJustCome() {
        service.running = true;
        service.at(900).of(1_000).aSecond(100);

        assertThatCode(() -> catchUp.require(TOPIC, Optional.empty())).doesNotThrowAnyException();
    }

    @Test
    void shouldNotWaitForWhatComesLater() throws InterruptedException {
        service.running = true;
        service.arriving = 1_000;
        service.at(900).of(1_000).aSecond(100);

        catchUp.require(TOPIC, Optional.of(CatchUp.WITHOUT_LIMIT));

        assertThat(service.committed).isEqualTo(1_000);
    }

    @Test
    void shouldRefuseWhileTheServiceIsBehind() {
        service.running = true;
        service.at(848).of(17_462).aSecond(100);

        assertThatExceptionOfType(ServiceBehindException.class)
                .isThrownBy(() -> catchUp.require(TOPIC, Optional.empty()))
                .withMessageContaining("the service (application.id foreflow) is 16,114 readings behind on " + TOPIC)
                .withMessageContaining("(--wait)")
                .withMessageContaining("(--behind-ok)");
    }

    @Test
    void shouldWaitAndTellHowLong() throws InterruptedException {
        service.running = true;
        service.at(0).of(6_000).aSecond(100);

        catchUp.require(TOPIC, Optional.of(CatchUp.WITHOUT_LIMIT));

        assertThat(Duration.between(Passing.START, clock.now)).isEqualTo(Duration.ofSeconds(60));
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("waiting for the service: 6,000 readings behind\n".replace("\n", System.lineSeparator()))
                .contains("waiting for the service: 5,000 readings behind, about 50 s left");
    }

    @Test
    void shouldRefuseAtOnceWhenTheServiceDoesNotRun() {
        service.at(10).of(100).aSecond(0);

        assertThatExceptionOfType(ServiceBehindException.class)
                .isThrownBy(() -> catchUp.require(TOPIC, Optional.empty()))
                .withMessageContaining("is 90 readings behind on " + TOPIC + " and is not running")
                .withMessageContaining("foreflow serve");
        assertThat(clock.now).isEqualTo(Passing.START);
    }

    @Test
    void shouldSayThatNoServiceHasEverReadTheTopic() {
        service.ranges.put(0, new Range(0, 100));

        assertThatExceptionOfType(ServiceBehindException.class)
                .isThrownBy(() -> catchUp.require(TOPIC, Optional.empty()))
                .withMessageStartingWith("no service with application.id foreflow has read " + TOPIC
                        + ": 100 readings wait there. Start it");
    }

    @Test
    void shouldNotWaitForEverForAServiceThatDoesNotRun() {
        service.at(10).of(100).aSecond(0);

        assertThatExceptionOfType(ServiceBehindException.class)
                .isThrownBy(() -> catchUp.require(TOPIC, Optional.of(CatchUp.WITHOUT_LIMIT)))
                .withMessageContaining("is not running, also after a minute");
        assertThat(Duration.between(Passing.START, clock.now)).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void shouldWaitNoLongerThanItMay() {
        service.running = true;
        service.at(0).of(6_000).aSecond(10);

        assertThatExceptionOfType(ServiceBehindException.class)
                .isThrownBy(() -> catchUp.require(TOPIC, Optional.of(Duration.ofSeconds(90))))
                .withMessageContaining("is 5,100 readings behind on " + TOPIC + " also after the wait")
                .withMessageContaining("Wait longer (--wait)");
        assertThat(Duration.between(Passing.START, clock.now)).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void shouldWaitForAServiceThatStartsInTheMeantime() throws InterruptedException {
        service.at(10).of(100).aSecond(10);
        service.startsAfter = Duration.ofSeconds(30);

        catchUp.require(TOPIC, Optional.of(CatchUp.WITHOUT_LIMIT));

        assertThat(err.toString(StandardCharsets.UTF_8)).contains("90 readings behind, and it is not running yet");
    }

    @Test
    void shouldWaitForTheLastReadingThatWasSentAndNoFurther() throws InterruptedException {
        // given: 1,000 readings, of which others sent the last 100
        service.running = true;
        service.at(0).of(1_000).aSecond(10);

        // when
        catchUp.await(TOPIC, Map.of(0, 900L));

        // then
        assertThat(service.committed).isBetween(900L, 905L);
    }

    @Test
    void shouldNotWaitForPartitionsThatGotNothing() throws InterruptedException {
        service.at(0).of(1_000).aSecond(0);

        catchUp.await(TOPIC, Map.of());

        assertThat(clock.now).isEqualTo(Passing.START);
    }

    private static final class Scripted implements CatchUp.Service {
        private final Map<Integer, Range> ranges = new HashMap<>();
        private long committed = -1;
        private long rate;
        private long arriving;
        private boolean running;
        private Duration startsAfter = Duration.ofDays(1);

        Scripted at(long offset) {
            committed = offset;
            return this;
        }

        Scripted of(long end) {
            ranges.put(0, new Range(0, end));
            return this;
        }

        void aSecond(long records) {
            rate = records;
        }

        private void passed(Duration time) {
            startsAfter = startsAfter.minus(time);
            running |= startsAfter.isNegative() || startsAfter.isZero();
            if (running) {
                committed += rate * time.toMillis() / 1000;
            }
            ranges.computeIfPresent(
                    0, (partition, range) -> new Range(range.begin(), range.end() + arriving * time.toMillis() / 1000));
        }

        @Override
        public Map<Integer, Range> ranges(String topic) {
            return Map.copyOf(ranges);
        }

        @Override
        public Map<Integer, Long> committed(String topic) {
            return committed < 0 ? Map.of() : Map.of(0, committed);
        }

        @Override
        public boolean isRunning() {
            return running;
        }
    }

    private static final class Passing extends Clock {
        private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

        private Instant now = START;

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
