package io.foreflow.windowing.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.foreflow.ingest.wire.RejectReason;
import io.foreflow.models.series.BucketGrid;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowShape;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When buckets close, and what they hold. */
class WindowerBucketsTest {
    private static final WindowerConfig TWO_A_BUCKET = WindowerConfig.defaults().withReadingsPerBucket(2);

    @ParameterizedTest
    @CsvSource({"MEAN, 4", "SUM, 12", "LAST, 1", "MAX, 8"})
    void shouldAggregateTheReadingsOfABucketByTheirTime(Aggregate aggregate, double expected) {
        // given
        SensorRun run =
                new SensorRun(WindowerConfig.defaults().withReadingsPerBucket(3).withAggregate(aggregate));

        // when: the last one in time comes first
        run.read("2021-03-01T00:50:00Z", 1).read("2021-03-01T00:00:00Z", 3).read("2021-03-01T00:20:00Z", 8);

        // then
        assertThat(run.latestClosed()).containsExactly("01:00 r0");
        assertThat(run.lastWindow().history().at(5)).isEqualTo(expected);
    }

    @Test
    void shouldCloseABucketWhenTimeHasPassedItsEndAndTheGrace() {
        // given
        SensorRun run = new SensorRun(TWO_A_BUCKET.withGrace(Duration.ofMinutes(10)));

        // when
        run.read("2021-03-01T00:00:00Z", 1).read("2021-03-01T01:09:59Z", 2);
        assertThat(run.closed()).isEmpty();
        run.move("2021-03-01T01:10:00Z");

        // then
        assertThat(run.latestClosed()).containsExactly("01:00 r0");
    }

    @Test
    void shouldKeepAFullBucketWaitingForTheEarlierOnes() {
        // given
        SensorRun run = new SensorRun(TWO_A_BUCKET.withGrace(Duration.ofHours(1)));
        run.read("2021-03-01T00:00:00Z", 1).read("2021-03-01T01:00:00Z", 2).read("2021-03-01T01:30:00Z", 3);
        assertThat(run.closed()).isEmpty();

        // when
        run.read("2021-03-01T00:30:00Z", 3);

        // then: with the first one full, both are
        assertThat(run.latestClosed()).containsExactly("01:00 r0", "02:00 r0");
        assertThat(run.lastWindow().history().toArray())
                .containsExactly(Double.NaN, Double.NaN, Double.NaN, Double.NaN, 2, 2.5);
    }

    @Test
    void shouldLetTheLaterArrivalWin() {
        // given
        SensorRun run = new SensorRun(TWO_A_BUCKET).read("2021-03-01T00:00:00Z", 1);

        // when
        run.read("2021-03-01T00:00:00Z", 5).read("2021-03-01T00:30:00Z", 7);

        // then
        assertThat(run.lastWindow().history().at(5)).isEqualTo(6);
    }

    @Test
    void shouldEmitNothingWhenALateReadingDoesNotChangeTheValue() {
        // given
        SensorRun run = new SensorRun(TWO_A_BUCKET.withAggregate(Aggregate.MAX))
                .read("2021-03-01T00:00:00Z", 9)
                .read("2021-03-01T00:30:00Z", 1);

        // when
        run.read("2021-03-01T00:40:00Z", 5);

        // then
        assertThat(run.latest()).isEmpty();
        assertThat(run.state().raw().get(0).size()).isEqualTo(3);
    }

    @Test
    void shouldRejectMoreReadingsThanABucketMayHold() {
        // given
        SensorRun run = new SensorRun(TWO_A_BUCKET.withMaxReadingsPerBucket(2))
                .read("2021-03-01T00:00:00Z", 9)
                .read("2021-03-01T00:30:00Z", 1);

        // when
        run.read("2021-03-01T00:40:00Z", 5);

        // then
        assertThat(run.latest()).singleElement().isInstanceOfSatisfying(Emission.Rejected.class, rejected -> assertThat(
                        rejected.reason())
                .isEqualTo(RejectReason.TOO_MANY_IN_BUCKET));

        // when one of them is corrected
        run.read("2021-03-01T00:30:00Z", 3);

        // then
        assertThat(run.lastWindow().history().at(5)).isEqualTo(6);
    }

    @Test
    void shouldCollectAllReadingsOfABucketThatIsFilledVeryLate() {
        // given: hour 0, then hours 10 to 59
        SensorRun run = new SensorRun(TWO_A_BUCKET.withAggregate(Aggregate.SUM));
        for (int hour = 0; hour < 60; hour = hour == 0 ? 10 : hour + 1) {
            Instant time = Instant.parse("2021-03-01T00:00:00Z").plus(Duration.ofHours(hour));
            run.read(time, 1).read(time.plusSeconds(1800), 1);
        }

        // when
        run.read("2021-03-01T03:00:00Z", 2);
        assertThat(run.latest()).isEmpty();
        run.read("2021-03-01T03:30:00Z", 3);

        // then
        assertThat(run.latest()).isEmpty();
        assertThat(run.state()
                        .slots()
                        .present(
                                24,
                                BucketGrid.of(Step.HOUR, ZoneOffset.UTC)
                                        .indexOf(Instant.parse("2021-03-01T03:00:00Z"))))
                .isEqualTo(5);
    }

    @Test
    void shouldRefuseAReadingOfAnotherSensor() {
        Windower windower = new Windower(WindowerConfig.defaults());
        Instant now = Instant.parse("2021-03-01T00:00:00Z");
        assertThatThrownBy(() -> windower.apply(
                        SensorState.empty(SensorId.of("a")),
                        new Event.Arrival(Reading.of(SensorId.of("b"), now, 1), now)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("b does not belong");
    }

    @Test
    void shouldRejectTimesThatAreMistakes() {
        // given
        SensorRun run = new SensorRun(WindowerConfig.defaults());

        // when
        run.apply(new Event.Arrival(Reading.of(SensorRun.SENSOR, Instant.MIN, 1), Instant.EPOCH));

        // then
        assertThat(run.latest()).singleElement().isInstanceOfSatisfying(Emission.Rejected.class, rejected -> assertThat(
                        rejected.reason())
                .isEqualTo(RejectReason.BAD_TIME));
        assertThat(run.state().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"PT5M, 12, 24", "PT30M, 6, 48", "PT15M, 8, 200"})
    void shouldMakeWindowsOfFinerSteps(Duration width, int history, int horizon) {
        // given
        ZoneId zone = ZoneId.of("America/Los_Angeles");
        WindowShape shape = new WindowShape(Step.of(width), history, horizon);
        WindowerConfig config = WindowerConfig.defaults().withShape(shape).withZone(zone);
        SensorRun run = new SensorRun(config);
        Random random = new Random(5);
        Map<Instant, Double> present = new HashMap<>();

        // when: two and a half weeks across the change to summer time
        Instant time = Instant.parse("2021-03-01T00:00:00Z");
        while (time.isBefore(Instant.parse("2021-03-18T12:00:00Z"))) {
            present.put(time, (double) random.nextInt(1000));
            run.read(time, present.get(time));
            time = time.plus(width);
        }

        // then
        Window newest = run.lastWindow();
        Window expected = new NaiveWindows(SensorRun.SENSOR, shape, zone, Holidays.NONE, present, Map.of())
                .at(newest.origin(), 0);
        assertClose(newest.history(), expected.history());
        assertClose(newest.usualPast(), expected.usualPast());
        assertClose(newest.yesterday(), expected.yesterday());
        assertClose(newest.lastWeek(), expected.lastWeek());
        assertClose(newest.usual(), expected.usual());
        assertThat(newest.usualCounts()).isEqualTo(expected.usualCounts());
        assertThat(newest.level()).isCloseTo(expected.level(), within(1e-9));
        assertThat(newest.scale()).isCloseTo(expected.scale(), within(1e-9));
        assertThat(newest.baselines().yesterday())
                .isCloseTo(expected.baselines().yesterday(), within(1e-9));
        assertThat(newest.baselines().usual()).isCloseTo(expected.baselines().usual(), within(1e-9));
        assertThat(run.closed()).hasSize(present.size());
        assertThat(run.trainingWindows()).hasSize(present.size() - history - horizon - config.revisionHorizon());
    }

    @Test
    void shouldTellAllMistakesOfAConfigurationAtOnce() {
        WindowerConfig good = WindowerConfig.defaults();
        assertThatThrownBy(() -> WindowerConfigBuilder.builder()
                        .shape(good.shape())
                        .zone(good.zone())
                        .zones(good.zones())
                        .calendars(Calendars.NONE)
                        .grace(Duration.ofSeconds(-1))
                        .maxGap(-1)
                        .aggregate(good.aggregate())
                        .readingsPerBucket(-2)
                        .maxAhead(good.maxAhead())
                        .liveLag(0)
                        .revisionHorizon(good.revisionHorizon())
                        .staleAfter(good.staleAfter())
                        .retireAfter(Duration.ofHours(1))
                        .maxReadingsPerBucket(0)
                        .maxAbsoluteValue(1e101)
                        .covariates(good.covariates())
                        .neighbours(good.neighbours())
                        .covariatesAhead(good.covariatesAhead())
                        .memoryDays(7)
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("grace (PT-1S)")
                .hasMessageContaining("maxGap (-1)")
                .hasMessageContaining("readingsPerBucket (-2)")
                .hasMessageContaining("liveLag (0)")
                .hasMessageContaining("retireAfter (PT1H)")
                .hasMessageContaining("maxReadingsPerBucket (0)")
                .hasMessageContaining("maxAbsoluteValue (1.0E101)")
                .hasMessageContaining("memoryDays (7)");
    }

    @Test
    void shouldGiveUtcOneName() {
        WindowerConfig config = WindowerConfig.defaults();
        assertThat(config.withZone(ZoneOffset.UTC)).isEqualTo(config.withZone(ZoneId.of("Etc/UTC")));
        assertThat(config.withZone(ZoneId.of("Europe/London")).zone()).isEqualTo(ZoneId.of("Europe/London"));
    }

    private static void assertClose(Values actual, Values expected) {
        assertThat(actual.toArray()).containsExactly(expected.toArray(), within(1e-9));
    }
}
