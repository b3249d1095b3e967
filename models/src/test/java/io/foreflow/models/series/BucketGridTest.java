package io.foreflow.models.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class BucketGridTest {
    private static final Step DAY = Step.of(Duration.ofDays(1));
    private static final Instant FIRST = Instant.parse("1900-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("2199-12-31T00:00:00Z");
    private static final List<String> ZONES = List.of(
            "UTC",
            "Europe/Berlin",
            "Europe/London",
            "Europe/Dublin",
            "America/New_York",
            "America/Santiago",
            "America/Sao_Paulo",
            "America/Havana",
            "America/Caracas",
            "America/St_Johns",
            "Africa/Cairo",
            "Africa/Casablanca",
            "Africa/Monrovia",
            "Asia/Beirut",
            "Asia/Gaza",
            "Asia/Tokyo",
            "Asia/Kolkata",
            "Asia/Kathmandu",
            "Australia/Sydney",
            "Australia/Lord_Howe",
            "Antarctica/Troll",
            "Pacific/Apia",
            "Pacific/Kwajalein",
            "+05:45");

    @Test
    void shouldCountStepsThatDivideTheHourInUtc() {
        // given
        BucketGrid grid = BucketGrid.of(Step.HOUR, ZoneId.of("Asia/Kolkata"));

        // when
        long index = grid.indexOf(Instant.parse("2021-03-14T10:59:59Z"));

        // then
        assertThat(grid.isLocal()).isFalse();
        assertThat(grid.startOf(index)).isEqualTo(Instant.parse("2021-03-14T10:00:00Z"));
        assertThat(grid.startOf(index + 1)).isEqualTo(Instant.parse("2021-03-14T11:00:00Z"));
        assertThat(grid.indexOf(Instant.ofEpochSecond(-1))).isEqualTo(-1);
    }

    @Test
    void shouldMakeADayOfTwentyThreeOrTwentyFiveHours() {
        // given
        BucketGrid grid = BucketGrid.of(DAY, ZoneId.of("America/New_York"));

        // then
        assertThat(grid.plus(Instant.parse("2024-03-10T05:00:00Z"), 1))
                .isEqualTo(Instant.parse("2024-03-11T04:00:00Z"));
        assertThat(grid.plus(Instant.parse("2024-11-03T04:00:00Z"), 1))
                .isEqualTo(Instant.parse("2024-11-04T05:00:00Z"));
        assertThat(grid.floor(Instant.parse("2024-11-04T04:59:59.999Z")))
                .isEqualTo(Instant.parse("2024-11-03T04:00:00Z"));
    }

    @Test
    void shouldPutARepeatedLocalTimeIntoTheBucketsThatItBeganIn() {
        // given: 02:00 to 03:00 comes twice in Berlin
        BucketGrid grid = BucketGrid.of(Step.of(Duration.ofHours(2)), ZoneId.of("Europe/Berlin"));

        // when
        long bucket = grid.indexOf(Instant.parse("2024-10-27T00:00:00Z"));

        // then: local 02:00 to 04:00 has three hours
        assertThat(grid.startOf(bucket)).isEqualTo(Instant.parse("2024-10-27T00:00:00Z"));
        assertThat(grid.startOf(bucket + 1)).isEqualTo(Instant.parse("2024-10-27T03:00:00Z"));
    }

    @Test
    void shouldNotReturnToADayThatWasOver() {
        // given: clocks in St. John's went from 00:01 back to 23:01
        BucketGrid grid = BucketGrid.of(DAY, ZoneId.of("America/St_Johns"));
        Instant midnight = Instant.parse("2010-11-07T02:30:00Z");

        // then
        long day = LocalDate.of(2010, 11, 7).toEpochDay();
        assertThat(grid.startOf(day)).isEqualTo(midnight);
        assertThat(grid.indexOf(midnight.plusSeconds(60))).isEqualTo(day);
        assertThat(grid.indexOf(midnight.plusSeconds(3_000))).isEqualTo(day);
        assertThat(grid.startOf(day + 1)).isEqualTo(Instant.parse("2010-11-08T03:30:00Z"));
    }

    @Test
    void shouldLeaveASkippedDayEmptyAndBeginADayWithoutMidnightLater() {
        // given
        BucketGrid samoa = BucketGrid.of(DAY, ZoneId.of("Pacific/Apia"));
        BucketGrid santiago = BucketGrid.of(DAY, ZoneId.of("America/Santiago"));
        long skipped = LocalDate.of(2011, 12, 30).toEpochDay();
        long short23 = LocalDate.of(2024, 9, 8).toEpochDay();

        // then
        assertThat(samoa.isEmpty(skipped)).isTrue();
        assertThat(samoa.startOf(skipped)).isEqualTo(samoa.startOf(skipped + 1));
        assertThat(samoa.isEmpty(skipped - 1)).isFalse();
        assertThat(samoa.isEmpty(skipped + 1)).isFalse();
        assertThat(santiago.isEmpty(short23)).isFalse();
        assertThat(santiago.startOf(short23)).isEqualTo(Instant.parse("2024-09-08T04:00:00Z"));
        assertThat(santiago.localSecondOf(short23)).isEqualTo(short23 * 86_400);
    }

    @Property(tries = 2_000)
    void everyTimeLiesInItsBucketAndTimesAndBucketsHaveOneOrder(
            @ForAll("grids") BucketGrid grid,
            @ForAll("times") Instant any,
            @ForAll boolean atAChange,
            @ForAll @LongRange(min = -100_000, max = 100_000) long shift) {
        // given
        Instant time = atAChange ? nearAChange(grid.zone(), any, shift) : any;

        // when
        long index = grid.indexOf(time);

        // then
        assertThat(grid.startOf(index)).isBeforeOrEqualTo(time);
        assertThat(grid.startOf(index + 1)).isAfter(time);
        assertThat(grid.indexOf(grid.startOf(index))).isEqualTo(index);
        assertThat(grid.floor(time)).isEqualTo(grid.startOf(index));
        assertThat(grid.indexOf(time.plusSeconds(Math.abs(shift)))).isGreaterThanOrEqualTo(index);
        assertThat(grid.isEmpty(index)).isFalse();
    }

    @Property(tries = 2_000)
    void aBucketStartsAtTheFirstInstantThatIsInItOrAfterIt(
            @ForAll("grids") BucketGrid grid,
            @ForAll("times") Instant any,
            @ForAll boolean atAChange,
            @ForAll @IntRange(min = -30, max = 30) int away) {
        // given
        long index = grid.indexOf(atAChange ? nearAChange(grid.zone(), any, 0) : any) + away;

        // when
        Instant start = grid.startOf(index);

        // then
        assertThat(grid.indexOf(start)).isGreaterThanOrEqualTo(index);
        assertThat(grid.indexOf(start.minusNanos(1))).isLessThan(index);
        assertThat(grid.isEmpty(index)).isEqualTo(grid.indexOf(start) > index);
        assertThat(grid.startOf(index + 1)).isAfterOrEqualTo(start);
    }

    @Property(tries = 1_000)
    void localTimesOfManyBucketsAreThoseOfEach(
            @ForAll("grids") BucketGrid grid,
            @ForAll("times") Instant any,
            @ForAll boolean atAChange,
            @ForAll @LongRange(min = -100_000, max = 100_000) long shift,
            @ForAll @IntRange(min = 1, max = 100) int count) {
        // given
        long index = grid.indexOf(atAChange ? nearAChange(grid.zone(), any, shift) : any) - count / 2;

        // when
        long[] times = grid.localSecondsOf(index, count);

        // then
        assertThat(times).hasSize(count);
        for (int i = 0; i < count; i++) {
            assertThat(times[i]).isEqualTo(grid.localSecondOf(index + i));
            if (!grid.isLocal()) {
                Instant start = grid.startOf(index + i);
                assertThat(times[i])
                        .isEqualTo(start.getEpochSecond()
                                + grid.zone().getRules().getOffset(start).getTotalSeconds());
            }
        }
    }

    @Property(tries = 1_000)
    void aStepOfADayIsALocalDay(@ForAll("zones") ZoneId zone, @ForAll("times") Instant any, @ForAll boolean atAChange) {
        // given
        BucketGrid grid = BucketGrid.of(DAY, zone);
        LocalDate date = LocalDate.ofInstant(atAChange ? nearAChange(zone, any, 0) : any, zone);
        // java.time begins a day that is skipped whole, or returned to, elsewhere
        Assume.that(date.atStartOfDay(zone).toLocalDate().equals(date));

        // then
        assertThat(grid.startOf(date.toEpochDay()))
                .isEqualTo(date.atStartOfDay(zone).toInstant());
        assertThat(grid.indexOf(date.atStartOfDay(zone).toInstant())).isEqualTo(date.toEpochDay());
    }

    @Property(tries = 1_000)
    void everyLocalTimeThatIsThereOnceLiesInTheBucketThatItsClockSays(
            @ForAll("grids") BucketGrid grid, @ForAll("times") Instant any) {
        // given
        LocalDateTime local = LocalDateTime.ofInstant(any, grid.zone());
        Assume.that(
                grid.isLocal() && grid.zone().getRules().getValidOffsets(local).size() == 1);
        // Far from clocks that go back: what comes after them may still be in a bucket that began before.
        ZoneOffsetTransition before = grid.zone().getRules().previousTransition(any);
        Assume.that(before == null || before.getInstant().isBefore(any.minus(Duration.ofDays(2))));

        // then
        long seconds = local.toEpochSecond(ZoneOffset.UTC);
        assertThat(grid.indexOf(any))
                .isEqualTo(Math.floorDiv(seconds, grid.step().seconds()));
        assertThat(grid.localSecondOf(grid.indexOf(any)))
                .isEqualTo(seconds - Math.floorMod(seconds, grid.step().seconds()));
    }

    @Property(tries = 1_000)
    void stepsThatDivideTheHourAreTheSameInEveryZone(
            @ForAll("zones") ZoneId zone, @ForAll("times") Instant time, @ForAll("fineSteps") Step step) {
        // given
        BucketGrid grid = BucketGrid.of(step, zone);

        // when
        long index = grid.indexOf(time);

        // then
        assertThat(index).isEqualTo(Math.floorDiv(time.getEpochSecond(), step.seconds()));
        assertThat(grid.startOf(index)).isEqualTo(Instant.ofEpochSecond(index * step.seconds()));
        assertThat(grid.plus(grid.startOf(index), 7)).isEqualTo(step.plus(grid.startOf(index), 7));
        assertThat(grid.localSecondOf(index))
                .isEqualTo(LocalDateTime.ofInstant(grid.startOf(index), zone).toEpochSecond(ZoneOffset.UTC));
    }

    @Property(tries = 200)
    void inUtcEveryStepIsCountedFromTheEpoch(@ForAll("times") Instant time, @ForAll("steps") Step step) {
        // given
        BucketGrid grid = BucketGrid.of(step, ZoneId.of("UTC"));

        // then
        assertThat(grid.indexOf(time)).isEqualTo(Math.floorDiv(time.getEpochSecond(), step.seconds()));
        assertThat(grid.plus(grid.floor(time), -5)).isEqualTo(step.plus(grid.floor(time), -5));
    }

    private static Instant nearAChange(ZoneId zone, Instant time, long shift) {
        ZoneOffsetTransition next = zone.getRules().nextTransition(time);
        return next == null ? time : next.getInstant().plusSeconds(shift);
    }

    @Provide
    Arbitrary<BucketGrid> grids() {
        return zones().flatMap(zone -> steps().map(step -> BucketGrid.of(step, zone)));
    }

    @Provide
    Arbitrary<ZoneId> zones() {
        return Arbitraries.of(ZONES).map(ZoneId::of);
    }

    @Provide
    Arbitrary<Instant> times() {
        return Arbitraries.longs()
                .between(FIRST.getEpochSecond(), LAST.getEpochSecond())
                .flatMap(second -> Arbitraries.integers()
                        .between(0, 999_999_999)
                        .map(nano -> Instant.ofEpochSecond(second, nano)));
    }

    @Provide
    Arbitrary<Step> steps() {
        return Arbitraries.of(300, 3_600, 2_700, 4_800, 5_400, 7_200, 10_800, 14_400, 21_600, 28_800, 43_200, 86_400)
                .map(seconds -> Step.of(Duration.ofSeconds(seconds)));
    }

    @Provide
    Arbitrary<Step> fineSteps() {
        return Arbitraries.of(1, 60, 300, 600, 900, 1_200, 1_800, 3_600)
                .map(seconds -> Step.of(Duration.ofSeconds(seconds)));
    }
}
