package io.foreflow.forecaster.offline;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.ingest.quality.DataProfile;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Step;
import io.foreflow.windowing.core.Aggregate;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StepAdviceTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

    private final DataProfile profile = new DataProfile();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PT5M  | PT1H  | a has a reading every 5 m, about 12 in a step of 1 h: a bucket's value is their mean (window.aggregate). To forecast in finer steps, set window.step: 5m",
                "PT15M | PT1H  | a has a reading every 15 m, about 4 in a step of 1 h: a bucket's value is their mean (window.aggregate). To forecast in finer steps, set window.step: 15m",
                "PT7M  | PT1H  | a has a reading every 7 m, about 9 in a step of 1 h: a bucket's value is their mean (window.aggregate). To forecast in finer steps, set window.step",
                "PT24H | PT1H  | a has a reading every 1 d, but window.step is 1 h: most buckets are empty, and no model can learn from them. To forecast them, set window.step: 1d",
                "PT168H| PT24H | a has a reading every 7 d, but window.step is 1 d: most buckets are empty, and no model can learn from them. To forecast them, set window.step"
            })
    void shouldTellAnIntervalThatTheStepDoesNotSuit(Duration interval, Duration step, String line) {
        // given
        every("a", interval, 20);

        // when, then
        assertThat(StepAdvice.lines(profile.sensors().values(), Step.of(step), Aggregate.MEAN))
                .containsExactly(line);
    }

    @Test
    void shouldSayNothingOfSensorsThatTheStepSuits() {
        // given: hours with gaps, in disorder, with a clock change, and a sensor that is hardly known
        Random random = new Random(5);
        for (int hour = 0; hour < 500; hour++) {
            if (random.nextInt(10) > 0) {
                profile.add(Reading.of(
                        SensorId.of("a"), START.plus(Duration.ofHours(hour)).plusSeconds(random.nextInt(300)), 1));
            }
        }
        every("b", Duration.ofDays(1), 3);

        // when, then
        assertThat(StepAdvice.lines(profile.sensors().values(), Step.HOUR, Aggregate.MEAN))
                .isEmpty();
    }

    @Test
    void shouldTellSensorsOfOneIntervalTogetherAndOthersApart() {
        // given
        every("c", Duration.ofMinutes(15), 50);
        every("a", Duration.ofMinutes(15), 50);
        every("b", Duration.ofMinutes(15), 50);
        every("d", Duration.ofDays(1), 50);
        every("e", Duration.ofHours(1), 50);

        // when, then
        assertThat(StepAdvice.lines(profile.sensors().values(), Step.HOUR, Aggregate.SUM))
                .hasSize(2)
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("a and 2 more sensors have a reading every 15 m")
                                .contains("their sum"),
                        line -> assertThat(line).startsWith("d has a reading every 1 d"));
    }

    @Test
    void shouldReadAFileThatRunsBackwards() {
        // given
        for (int i = 50; i > 0; i--) {
            profile.add(Reading.of(SensorId.of("a"), START.plus(Duration.ofMinutes(10L * i)), i));
        }

        // when, then
        assertThat(StepAdvice.lines(profile.sensors().values(), Step.HOUR, Aggregate.MEAN))
                .singleElement()
                .satisfies(line -> assertThat(line).startsWith("a has a reading every 10 m"));
    }

    private void every(String sensor, Duration interval, int count) {
        for (int i = 0; i < count; i++) {
            profile.add(Reading.of(SensorId.of(sensor), START.plus(interval.multipliedBy(i)), i));
        }
    }
}
