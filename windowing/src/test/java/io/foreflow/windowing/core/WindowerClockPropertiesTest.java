package io.foreflow.windowing.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.series.Reading;
import io.foreflow.models.series.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class WindowerClockPropertiesTest {
    private static final Instant START = Instant.parse("2021-03-01T00:00:00Z");

    @Property(tries = 60)
    void trainingWindowsDoNotDependOnTicks(
            @ForAll long seed,
            @ForAll @IntRange(max = 2) int graceHours,
            @ForAll @IntRange(min = WindowerConfig.LEARNT, max = 3) int full) {
        // given
        Random random = new Random(seed);
        WindowerConfig config = WindowerConfig.defaults()
                .withGrace(Duration.ofHours(graceHours))
                .withReadingsPerBucket(full);
        SensorRun replayed = new SensorRun(config);
        SensorRun live = new SensorRun(config);

        // when: two readings an hour, some late, with holes of every length
        Instant now = START;
        while (now.isBefore(START.plus(Duration.ofDays(12)))) {
            long pause = random.nextInt(12) == 0 ? random.nextInt(40 * 3600) : random.nextInt(3600);
            for (int ticks = random.nextInt(4); ticks > 0; ticks--) {
                live.tick(now.plusSeconds(pause / (ticks + 1)).toString());
            }
            now = now.plusSeconds(pause);
            Instant time = random.nextInt(8) == 0 ? now.minusSeconds(random.nextInt(30 * 3600)) : now;
            Event arrival = new Event.Arrival(
                    Reading.of(SensorRun.SENSOR, time, random.nextInt(1000)), now.plusSeconds(random.nextInt(3600)));
            replayed.apply(arrival);
            live.apply(arrival);
        }

        // then
        assertThat(live.trainingWindows()).isEqualTo(replayed.trainingWindows());
        assertThat(live.state().memory()).isEqualTo(replayed.state().memory());
        assertThat(live.state().raw()).isEqualTo(replayed.state().raw());
        assertThat(live.windows().stream().map(window -> window.origin() + " " + window.revision()))
                .doesNotHaveDuplicates();
        assertThat(live.windows().stream().map(Window::origin)).isSorted();
    }

    @Property(tries = 60)
    void aTickAtTheTimeThatIsDueHasSomethingToDoAndNothingTwice(
            @ForAll long seed, @ForAll @IntRange(min = WindowerConfig.LEARNT, max = 2) int full) {
        // given
        Random random = new Random(seed);
        SensorRun run = new SensorRun(WindowerConfig.defaults().withReadingsPerBucket(full));
        Instant last = START;
        for (int i = 0; i < 20; i++) {
            last = last.plusSeconds(random.nextInt(5 * 3600));
            run.apply(new Event.Arrival(Reading.of(SensorRun.SENSOR, last, i), last.plusSeconds(random.nextInt(600))));
        }

        // when
        Instant due = last;
        int rounds = 0;
        while (!run.state().isEmpty()) {
            Instant next = run.windower().nextDue(run.state()).orElseThrow();
            assertThat(next).isAfter(due);
            run.tick(next.minusMillis(1).toString());
            assertThat(run.latest()).isEmpty();
            run.tick(next.toString());
            assertThat(run.latest()).isNotEmpty();
            due = next;
            rounds++;
        }

        // then: what is open, at most three imputed, stale, retired
        assertThat(rounds).isBetween(2, 6);
        assertThat(run.windower().nextDue(run.state())).isEmpty();
    }
}
