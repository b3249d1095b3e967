package io.foreflow.windowing.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.series.Window;
import io.foreflow.windowing.core.Emission.BucketClosed;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class RecomputedWindowProperties {
    private static final Instant START = Instant.parse("2021-03-01T00:00:00Z");

    @Property(tries = 60)
    void theNewestWindowCanBeComputedAgainFromTheState(
            @ForAll long seed, @ForAll @IntRange(min = 0, max = 2) int graceHours) {
        // given: gaps, late readings, covariates, and ticks that close buckets ahead of the sensor's time
        Random random = new Random(seed);
        SensorRun run = new SensorRun(WindowerConfig.defaults()
                .withReadingsPerBucket(1)
                .withGrace(Duration.ofHours(graceHours))
                .withMaxGap(3));
        int compared = 0;

        for (int hour = 0; hour < 120; hour++) {
            Instant time = START.plus(Duration.ofHours(hour));
            // when
            switch (random.nextInt(8)) {
                case 0 -> run.tick(time.plusSeconds(1_800).toString());
                case 1 -> run.read(time.minus(Duration.ofHours(random.nextInt(12))), random.nextInt(100));
                default -> run.read(time, 100 + hour % 24 + random.nextInt(9));
            }

            // then
            for (Emission emission : run.latest()) {
                if (emission instanceof BucketClosed closed) {
                    Window window = closed.window();
                    assertThat(run.windower().windowAt(run.state(), window.origin(), window.revision()))
                            .isEqualTo(window);
                    compared++;
                }
            }
            run.restore();
        }
        assertThat(compared).isGreaterThan(20);
    }
}
