package io.foreflow.windowing.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.series.BucketGrid;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowShape;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Steps that do not divide the hour are counted in local time: clock changes are not seen in windows. */
class LocalStepsTest {
    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final Step DAY = Step.of(Duration.ofDays(1));
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final Holidays HOLIDAYS = date -> date.getDayOfMonth() % 11 == 3 || date.getDayOfYear() % 17 == 5;

    /** A zone, and a day some weeks before its clocks change. */
    private record Place(String zone, String from) {}

    private static final List<Place> PLACES = List.of(
            new Place("Europe/Berlin", "2024-02-15"),
            new Place("Europe/Berlin", "2024-09-15"),
            new Place("America/New_York", "2024-02-01"),
            new Place("America/New_York", "2024-09-25"),
            new Place("Europe/London", "2024-02-20"),
            new Place("Australia/Sydney", "2024-03-01"),
            new Place("Australia/Sydney", "2024-08-25"),
            new Place("Australia/Lord_Howe", "2024-03-01"),
            new Place("Australia/Lord_Howe", "2024-09-01"),
            new Place("Asia/Kolkata", "2024-01-01"),
            new Place("Asia/Kathmandu", "2024-01-01"),
            new Place("Asia/Tokyo", "2024-01-01"),
            new Place("America/Santiago", "2024-03-01"),
            new Place("America/Santiago", "2024-08-01"),
            new Place("Africa/Cairo", "2024-03-25"),
            new Place("Africa/Cairo", "2024-10-01"),
            new Place("Africa/Casablanca", "2024-02-10"),
            new Place("Asia/Beirut", "2024-03-01"),
            new Place("America/Havana", "2024-02-10"),
            new Place("America/Sao_Paulo", "2018-10-01"),
            new Place("America/Sao_Paulo", "2018-01-20"),
            new Place("America/Caracas", "2016-04-01"),
            new Place("Pacific/Apia", "2011-12-01"));

    @Property(tries = 120)
    void windowsAreThoseOfTheSameLocalTimesInUtc(
            @ForAll("places") Place place,
            @ForAll("steps") Step step,
            @ForAll long seed,
            @ForAll @IntRange(max = 1) int full) {
        // given: the same values at the same local times, in the zone and in UTC; readings are late, missing and
        // repeated
        BucketGrid grid = BucketGrid.of(step, ZoneId.of(place.zone()));
        BucketGrid plain = BucketGrid.of(step, UTC);
        WindowShape shape = new WindowShape(step, 5, step.perDay() + 2);
        WindowerConfig config = WindowerConfig.defaults()
                .withShape(shape)
                .withReadingsPerBucket(full)
                .withCalendars((sensor, zone) -> HOLIDAYS);
        SensorRun local = new SensorRun(config.withZone(grid.zone()));
        SensorRun utc = new SensorRun(config);
        Random random = new Random(seed);
        long first = LocalDate.parse(place.from()).toEpochDay() * step.perDay();
        long end = first + 70L * step.perDay();

        // when
        for (long bucket = first; bucket < end; bucket++) {
            // The window before an empty bucket is the newest one for longer: late readings revise another one than in
            // UTC.
            boolean late = random.nextInt(25) == 0 && !hasEmpty(grid, bucket - 30, bucket + 2);
            long told = late ? Math.max(first, bucket - random.nextInt(30)) : bucket;
            if (!grid.isEmpty(told) && random.nextInt(30) != 0) {
                double value = random.nextInt(1_000);
                local.read(grid.startOf(told), value);
                utc.read(plain.startOf(told), value);
            }
        }
        long last = end + shape.horizon() + config.revisionHorizon();
        local.move(grid.startOf(last).toString());
        utc.move(plain.startOf(last).toString());

        // then
        assertThat(local.windows()).hasSizeGreaterThan(50);
        assertSame(inUtc(grid, local.windows()), without(grid, utc.windows()));
        assertSame(
                trainingInUtc(grid, local.trainingWindows()),
                utc.trainingWindows().stream()
                        .filter(window ->
                                !grid.isEmpty(plain.indexOf(window.window().origin())))
                        .toList());
        assertThat(local.windows().stream()
                        .map(window -> window.origin() + " " + window.revision())
                        .toList())
                .doesNotHaveDuplicates();
    }

    private static boolean hasEmpty(BucketGrid grid, long from, long to) {
        return LongStream.rangeClosed(from, to).anyMatch(grid::isEmpty);
    }

    /** Shows the first difference and not all windows. */
    private static <T> void assertSame(List<T> actual, List<T> expected) {
        for (int i = 0; i < Math.min(actual.size(), expected.size()); i++) {
            assertThat(actual.get(i)).isEqualTo(expected.get(i));
        }
        assertThat(actual).hasSameSizeAs(expected);
    }

    /** The windows with the origins that they would have in UTC, at the same local times. */
    private static List<Window> inUtc(BucketGrid grid, List<Window> windows) {
        return windows.stream().map(window -> inUtc(grid, window)).toList();
    }

    private static Window inUtc(BucketGrid grid, Window window) {
        long index = grid.indexOf(window.origin());
        return window.toBuilder()
                .zone(UTC)
                .origin(BucketGrid.of(grid.step(), UTC).startOf(index))
                .build();
    }

    private static List<TrainingWindow> trainingInUtc(BucketGrid grid, List<TrainingWindow> windows) {
        return windows.stream()
                .map(window ->
                        new TrainingWindow(inUtc(grid, window.window()), window.target(), window.targetImputed()))
                .toList();
    }

    /** Leaves out the windows whose origins the zone of the grid skips. */
    private static List<Window> without(BucketGrid grid, List<Window> windows) {
        return windows.stream()
                .filter(window -> !grid.isEmpty(BucketGrid.of(grid.step(), UTC).indexOf(window.origin())))
                .toList();
    }

    @Test
    void shouldMakeDaysOfLocalDays() {
        // given: days in New York; 2024-03-10 has 23 hours
        SensorRun run = days(NEW_YORK);
        for (int day = 0; day < 40; day++) {
            run.read(
                    LocalDate.parse("2024-01-30")
                            .plusDays(day)
                            .atStartOfDay(NEW_YORK)
                            .toInstant(),
                    day);
        }

        // when
        Window window = run.lastWindow();

        // then: the 9th has closed
        assertThat(window.origin()).isEqualTo(Instant.parse("2024-03-10T05:00:00Z"));
        assertThat(window.from()).isEqualTo(Instant.parse("2024-03-05T05:00:00Z"));
        assertThat(List.of(window.targetTime(0), window.targetTime(1), window.targetTime(2)))
                .containsExactly(
                        Instant.parse("2024-03-10T05:00:00Z"),
                        Instant.parse("2024-03-11T04:00:00Z"),
                        Instant.parse("2024-03-12T04:00:00Z"));
        assertThat(window.history()).isEqualTo(Values.of(35, 36, 37, 38, 39));
        assertThat(window.yesterday()).isEqualTo(Values.of(39, 39, 39));
        assertThat(window.lastWeek()).isEqualTo(Values.of(33, 34, 35));
    }

    @Test
    void shouldReadTheWeekdayAndTheHolidaysOfTheLocalDay() {
        // given: each day's value is its day of the week; the 4th of July, a Thursday, is a holiday
        WindowerConfig config =
                daily(NEW_YORK).withCalendars((sensor, zone) -> date -> date.equals(LocalDate.parse("2024-07-04")));
        SensorRun run = new SensorRun(config);
        LocalDate first = LocalDate.parse("2024-05-20");
        for (LocalDate date = first; date.isBefore(LocalDate.parse("2024-07-03")); date = date.plusDays(1)) {
            run.read(
                    date.atStartOfDay(NEW_YORK).toInstant(), date.getDayOfWeek().getValue());
        }

        // when
        Window window = run.lastWindow();

        // then: targets are the 3rd, the 4th, which is like a Sunday, and the 5th
        assertThat(window.origin()).isEqualTo(Instant.parse("2024-07-03T04:00:00Z"));
        assertThat(window.holidays()).containsExactly(1);
        assertThat(window.alike()).isEqualTo(Values.of(3, 7, 5));
        assertThat(window.usual()).isEqualTo(Values.of(3, 4, 5));
        assertThat(window.localSecond(1))
                .isEqualTo(LocalDate.parse("2024-07-04").toEpochDay() * 86_400);
    }

    @Test
    void shouldImputeADayThatTheCalendarSkipped() {
        // given: days in Samoa, without 2011-12-30
        ZoneId samoa = ZoneId.of("Pacific/Apia");
        SensorRun run = days(samoa);
        List<String> origins = new ArrayList<>();
        for (String date :
                List.of("2011-12-26", "2011-12-27", "2011-12-28", "2011-12-29", "2011-12-31", "2012-01-01")) {
            run.read(
                    LocalDate.parse(date).atStartOfDay(samoa).toInstant(),
                    LocalDate.parse(date).getDayOfMonth());
        }

        // when
        run.windows()
                .forEach(window -> origins.add(window.origin().atZone(samoa).toLocalDate() + " " + window.imputed()));

        // then: no forecast begins on the 30th, and the window of the 31st knows that there was none
        assertThat(origins)
                .containsExactly(
                        "2011-12-27 []",
                        "2011-12-28 []",
                        "2011-12-29 []",
                        "2011-12-31 [4]",
                        "2012-01-01 [3]",
                        "2012-01-02 [2]");
    }

    @Test
    void shouldPassASkippedDayByTheWallClock() {
        // given: live days in Samoa until the one before the skipped one
        ZoneId samoa = ZoneId.of("Pacific/Apia");
        SensorRun run = days(samoa);
        for (String date : List.of("2011-12-27", "2011-12-28", "2011-12-29")) {
            run.read(LocalDate.parse(date).atStartOfDay(samoa).toInstant(), 5);
        }
        assertThat(run.latest()).isEmpty();

        // when: the 29th is over
        run.tick("2011-12-30T10:00:00Z");

        // then
        assertThat(run.latestClosed()).containsExactly("10:00 r0 *");
        assertThat(run.lastWindow().origin().atZone(samoa).toLocalDate()).isEqualTo("2011-12-31");
    }

    private static SensorRun days(ZoneId zone) {
        return new SensorRun(daily(zone));
    }

    private static WindowerConfig daily(ZoneId zone) {
        return SensorRun.ONE_A_BUCKET.withShape(new WindowShape(DAY, 5, 3)).withZone(zone);
    }

    @Provide
    Arbitrary<Place> places() {
        return Arbitraries.of(PLACES);
    }

    @Provide
    Arbitrary<Step> steps() {
        return Arbitraries.of(45, 90, 120, 180, 240, 360, 480, 720, 1_440)
                .map(minutes -> Step.of(Duration.ofMinutes(minutes)));
    }
}
