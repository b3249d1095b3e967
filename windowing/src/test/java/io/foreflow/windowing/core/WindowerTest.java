package io.foreflow.windowing.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.ingest.wire.RejectReason;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.WindowShape;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WindowerTest {
    private static final Instant START = Instant.parse("2021-03-01T00:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void shouldPinEveryDefault() {
        assertThat(WindowerConfig.defaults())
                .isEqualTo(WindowerConfigBuilder.builder()
                        .shape(WindowShape.DEFAULT)
                        .zone(ZoneId.of("UTC"))
                        .zones(Map.of())
                        .calendars(Calendars.NONE)
                        .grace(Duration.ZERO)
                        .maxGap(3)
                        .aggregate(Aggregate.MEAN)
                        .readingsPerBucket(WindowerConfig.LEARNT)
                        .maxAhead(Duration.ofMinutes(5))
                        .liveLag(2)
                        .revisionHorizon(24)
                        .staleAfter(24)
                        .retireAfter(Duration.ofDays(30))
                        .maxReadingsPerBucket(4_000)
                        .maxAbsoluteValue(1e30)
                        .covariates(List.of())
                        .neighbours(Neighbours.NONE)
                        .covariatesAhead(Duration.ofDays(15))
                        .memoryDays(42)
                        .build());
    }

    @Test
    void shouldForecastAnUnknownSensorFromItsFirstReading() {
        // when
        SensorRun run = new SensorRun(SensorRun.ONE_A_BUCKET).read("2021-03-01T00:00:00Z", 7);

        // then
        assertThat(run.closed()).hasSize(1);
        assertThat(run.lastWindow().isComplete()).isFalse();
        assertThat(run.lastWindow().history().at(5)).isEqualTo(7);
    }

    @Test
    void shouldImputeAShortGapAndBreakAtALongOne() {
        // given
        SensorRun run = hours(10);

        // when: hours 10 to 12 are missing, then hours 14 to 17
        run.read(at(13), 5);
        int closed = run.latest().size();
        run.read(at(18), 6);

        // then
        assertThat(closed).isEqualTo(4);
        assertThat(run.latest()).hasSize(1);
        assertThat(run.lastWindow().isComplete()).isFalse();
        assertThat(run.windows().get(13).imputed()).containsExactly(2, 3, 4);
    }

    @Test
    void shouldReviseOnlyTheNewestWindowWhenDataComesLate() {
        // given
        SensorRun run = hours(30);
        Instant newest = run.lastWindow().origin();

        // when
        run.read(at(20), 777);

        // then
        assertThat(run.latest()).hasSize(1);
        assertThat(run.lastWindow().origin()).isEqualTo(newest);
        assertThat(run.lastWindow().revision()).isEqualTo(1);
    }

    @Test
    void shouldOnlyFillWhatIsMissingBeyondTheRevisionHorizon() {
        // given: hours 10 to 14 are missing
        SensorRun run = hours(10);
        for (int hour = 15; hour < 100; hour++) {
            run.read(at(hour), hour);
        }

        // when
        run.read(at(12), 1);
        List<Emission> filled = List.copyOf(run.latest());
        run.read(at(5), 1);

        // then
        assertThat(filled).isEmpty();
        assertThat(run.latest()).singleElement().isInstanceOfSatisfying(Emission.Rejected.class, rejected -> assertThat(
                        rejected.reason())
                .isEqualTo(RejectReason.TOO_LATE));
    }

    @Test
    void shouldRejectWhatIsOlderThanTheMemory() {
        // given
        SensorRun run = hours(2).read(at(24 * 60), 3);

        // when
        run.read(at(5), 1);

        // then
        assertThat(run.latest()).singleElement().isInstanceOf(Emission.Rejected.class);
    }

    @Test
    void shouldRejectTheFarFutureAndKeepItsOwnTime() {
        // given
        SensorRun run = hours(3);
        SensorState before = run.state();

        // when
        run.apply(new Event.Arrival(Reading.of(SensorRun.SENSOR, at(4).plus(Duration.ofMinutes(6)), 1), at(4)));

        // then
        assertThat(run.latest()).singleElement().isInstanceOfSatisfying(Emission.Rejected.class, rejected -> assertThat(
                        rejected.reason())
                .isEqualTo(RejectReason.FUTURE));
        assertThat(run.state()).isEqualTo(before);
    }

    @Test
    void shouldSkipAGapOfYears() {
        // given
        SensorRun run = hours(60);

        // when
        run.read(at(24 * 365 * 20), 1);

        // then
        assertThat(run.closed()).hasSize(61);
        assertThat(run.state().memory().size()).isLessThan(5);
    }

    @Test
    void shouldCloseAnOpenBucketByTheClockOnlyForALiveSensor() {
        // given
        WindowerConfig config = WindowerConfig.defaults().withReadingsPerBucket(2);
        SensorRun live = new SensorRun(config).read(at(0), 1);
        SensorRun replayed =
                new SensorRun(config).apply(new Event.Arrival(Reading.of(SensorRun.SENSOR, at(0), 1), at(1000)));

        // when
        live.tick(at(1).toString());
        replayed.tick(at(1001).toString());

        // then
        assertThat(live.closed()).hasSize(1);
        assertThat(replayed.closed()).isEmpty();
    }

    @Test
    void shouldEndASilentSensorOnceAndForgetItLater() {
        // given
        SensorRun run = hours(10);

        // when
        run.tick(at(9 + 24).toString());
        List<Emission.BucketClosed> stale =
                run.closed().stream().filter(Emission.BucketClosed::stale).toList();
        run.tick(at(9 + 30).toString());
        List<Emission> later = List.copyOf(run.latest());
        run.tick(at(9 + 24 * 30).toString());

        // then
        assertThat(stale).hasSize(1);
        assertThat(later).isEmpty();
        assertThat(run.latest()).containsExactly(new Emission.Retired());
        assertThat(run.state().isEmpty()).isTrue();
    }

    private static Instant at(int hour) {
        return START.plus(HOUR.multipliedBy(hour));
    }

    private static SensorRun hours(int count) {
        SensorRun run = new SensorRun(SensorRun.ONE_A_BUCKET);
        for (int hour = 0; hour < count; hour++) {
            run.read(at(hour), 100 + hour % 24);
        }
        return run;
    }
}
