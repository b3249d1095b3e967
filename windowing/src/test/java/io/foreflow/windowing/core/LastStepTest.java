package io.foreflow.windowing.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.forecast.Baseline;
import io.foreflow.models.score.StepBaselines;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowShape;
import io.foreflow.windowing.core.Emission.BucketClosed;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The baselines of a closed bucket against those of the windows from which it was a target step. */
class LastStepTest {
    private static final SensorId SENSOR = SensorId.of("s");
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

    @Property(tries = 40, seed = "14")
    void shouldSayWhatTheWindowsSaid(@ForAll long seed, @ForAll @IntRange(min = 0, max = 40) int missing) {
        // given: hours across the end of summer time, some of them missing
        WindowerConfig config = WindowerConfig.defaults().withZone(ZONE).withReadingsPerBucket(1);

        // when, then
        assertThat(compared(config, Instant.parse("2025-10-05T00:00:00Z"), 24 * 40, missing, seed))
                .isGreaterThan(1_000);
    }

    @Test
    void shouldLookFurtherBackWhereTheHorizonIsLongerThanADay() {
        // given: days, and a week ahead
        WindowerConfig config = WindowerConfig.defaults()
                .withShape(new WindowShape(Step.of(Duration.ofDays(1)), 7, 7))
                .withZone(ZONE)
                .withReadingsPerBucket(1);

        // when, then
        assertThat(compared(config, Instant.parse("2025-09-01T10:00:00Z"), 90, 10, 3))
                .isGreaterThan(200);
    }

    /** Compares all leads of all closed buckets; returns how many there were. */
    private static int compared(WindowerConfig config, Instant start, int steps, int missing, long seed) {
        Windower windower = new Windower(config);
        SplittableRandom random = new SplittableRandom(seed);
        SensorState state = SensorState.empty(SENSOR);
        Map<Instant, Window> windows = new HashMap<>();
        int compared = 0;
        for (int i = 0; i < steps; i++) {
            if (random.nextInt(100) < missing) {
                continue;
            }
            Instant time = start.plus(config.shape().step().duration().multipliedBy(i));
            Reading reading = Reading.of(SENSOR, time, random.nextInt(1_000) / 8.0);
            Transition transition = windower.apply(state, new Event.Arrival(reading, time));
            state = transition.state();
            for (Emission emission : transition.emissions()) {
                if (emission instanceof BucketClosed closed) {
                    compared += closed.baselines()
                            .map(baselines -> compare(windows, closed.window(), baselines))
                            .orElse(0);
                    windows.put(closed.window().origin(), closed.window());
                }
            }
        }
        return compared;
    }

    private static int compare(Map<Instant, Window> windows, Window closed, StepBaselines baselines) {
        int compared = 0;
        for (int lead = 0; lead < closed.shape().horizon(); lead++) {
            Window window = windows.get(closed.targetTime(-1 - lead));
            for (Baseline baseline : Baseline.values()) {
                if (window != null && baseline.completed(window).isPresent()) {
                    assertThat(baselines.of(baseline).at(lead))
                            .as("%s of %s from %s", baseline, closed.targetTime(-1), window.origin())
                            .isEqualTo(baseline.completed(window).get().at(lead));
                    compared++;
                }
            }
        }
        return compared;
    }
}
