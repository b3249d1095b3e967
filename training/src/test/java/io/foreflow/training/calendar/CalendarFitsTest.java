package io.foreflow.training.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.windowing.calendar.CalendarName;
import io.foreflow.windowing.calendar.SensorCalendars;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class CalendarFitsTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final CalendarName GERMANY = CalendarName.of("DE");
    private static final LocalDate FIRST = LocalDate.parse("2023-01-01");
    private static final int YEAR = 365;

    /** Corpus Christi: a holiday in Bavaria and other regions, and on no calendar of the whole country. */
    private static final LocalDate CORPUS_CHRISTI = LocalDate.parse("2023-06-08");

    /** All Saints' Day: a holiday in Bavaria, Baden-Württemberg and other regions. */
    private static final LocalDate ALL_SAINTS = LocalDate.parse("2023-11-01");

    @Test
    void shouldFindTheRegionWhoseHolidaysTheSensorsKeep() {
        // given: traffic that rests on the holidays of Bavaria
        CalendarName bavaria = CalendarName.of("DE-BY");
        DayMeans days = days(YEAR, date -> rests(bavaria, date) ? 40 : 100);

        // when
        List<CalendarFit> fits = CalendarFits.of(days, GERMANY, GERMANY.regions());

        // then
        CalendarFit best = CalendarFits.better(fits).orElseThrow();
        assertThat(best.calendars()).contains(bavaria);
        assertThat(best.error()).isLessThan(0.9);
        assertThat(best.better()).contains(CORPUS_CHRISTI, ALL_SAINTS);
        assertThat(best.worse()).isEmpty();
        assertThat(fits).isSortedAccordingTo((one, other) -> Double.compare(one.error(), other.error()));
        assertThat(fits.stream().mapToInt(fit -> fit.calendars().size()).sum())
                .isEqualTo(GERMANY.regions().size() + 1);
    }

    @Test
    void shouldKeepTheCountryWhereNoRegionIsBetter() {
        // given
        DayMeans days = days(YEAR, date -> rests(GERMANY, date) ? 40 : 100);

        // when
        List<CalendarFit> fits = CalendarFits.of(days, GERMANY, GERMANY.regions());

        // then
        assertThat(CalendarFits.better(fits)).isEmpty();
        assertThat(fits.get(0).calendars()).contains(GERMANY);
        assertThat(fits.get(0).error()).isCloseTo(1, within(1e-12));
    }

    @Test
    void shouldPreferNoHolidaysWhereNobodyRests() {
        // given: a machine that runs less on Sundays, and on holidays as on any day
        DayMeans days = days(YEAR, date -> date.getDayOfWeek() == DayOfWeek.SUNDAY ? 40 : 100);

        // when
        List<CalendarFit> fits = CalendarFits.of(days, GERMANY, List.of(CalendarName.NONE));

        // then
        assertThat(CalendarFits.better(fits).orElseThrow().calendars()).containsExactly(CalendarName.NONE);
    }

    @Test
    void shouldNotCountIncompleteDays() {
        // given: on the holiday of a region there are few readings, and these are low
        DayMeans holed = new DayMeans(BERLIN);
        Random random = new Random(3);
        for (int i = 0; i < YEAR; i++) {
            LocalDate date = FIRST.plusDays(i);
            int hours = date.equals(ALL_SAINTS) ? 8 : 24;
            addDay(holed, date, hours, rests(GERMANY, date) || hours < 24 ? 40 : 100, random);
        }

        // when
        List<CalendarFit> fits = CalendarFits.of(holed, GERMANY, List.of(CalendarName.of("DE-BY")));

        // then
        assertThat(holed.count()).isEqualTo(YEAR);
        assertThat(fits).isNotEmpty();
        assertThat(fits).allSatisfy(fit -> assertThat(fit.better()).doesNotContain(ALL_SAINTS));
    }

    @Test
    void shouldWeighSensorsAlikeWhateverTheirUnit() {
        // given: a large sensor that knows no holidays, and two small ones that keep Bavaria's
        CalendarName bavaria = CalendarName.of("DE-BY");
        Random random = new Random(4);
        DayMeans days = new DayMeans(BERLIN);
        for (int i = 0; i < YEAR; i++) {
            LocalDate date = FIRST.plusDays(i);
            add(days, "large", date, 24, 1e6 * (1 + 0.3 * random.nextGaussian()));
            add(days, "small-1", date, 24, (rests(bavaria, date) ? 0.04 : 0.1) + 1e-3 * random.nextGaussian());
            add(days, "small-2", date, 24, (rests(bavaria, date) ? 0.04 : 0.1) + 1e-3 * random.nextGaussian());
        }

        // when
        List<CalendarFit> fits = CalendarFits.of(days, GERMANY, List.of(bavaria));

        // then
        assertThat(CalendarFits.better(fits).orElseThrow().calendars()).containsExactly(bavaria);
    }

    @Test
    void shouldHaveNothingToSayOfAFewDaysOrOfSensorsThatNeverChange() {
        // when
        List<CalendarFit> few = CalendarFits.of(days(6, date -> 100), GERMANY, GERMANY.regions());
        DayMeans constant = new DayMeans(BERLIN);
        for (int i = 0; i < YEAR; i++) {
            add(constant, "pump", FIRST.plusDays(i), 24, 7);
        }

        // then
        assertThat(few).isEmpty();
        assertThat(CalendarFits.of(constant, GERMANY, GERMANY.regions())).isEmpty();
        assertThat(CalendarFits.of(new DayMeans(BERLIN), GERMANY, GERMANY.regions()))
                .isEmpty();
    }

    private static boolean rests(CalendarName calendar, LocalDate date) {
        return date.getDayOfWeek() == DayOfWeek.SUNDAY
                || SensorCalendars.all(calendar).of(SensorId.of("road"), BERLIN).contains(date);
    }

    private static DayMeans days(int count, ToDoubleFunction<LocalDate> level) {
        DayMeans days = new DayMeans(BERLIN);
        Random random = new Random(1);
        for (int i = 0; i < count; i++) {
            LocalDate date = FIRST.plusDays(i);
            addDay(days, date, 24, level.applyAsDouble(date), random);
        }
        return days;
    }

    private static void addDay(DayMeans days, LocalDate date, int hours, double level, Random random) {
        add(days, "road", date, hours, level + random.nextGaussian());
    }

    private static void add(DayMeans days, String sensor, LocalDate date, int hours, double value) {
        for (int hour = 0; hour < hours; hour++) {
            days.add(Reading.of(
                    SensorId.of(sensor),
                    date.atStartOfDay(BERLIN).plusHours(hour).toInstant(),
                    value));
        }
    }
}
