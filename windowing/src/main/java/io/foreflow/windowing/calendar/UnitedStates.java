package io.foreflow.windowing.calendar;

import static java.time.DayOfWeek.FRIDAY;
import static java.time.DayOfWeek.MONDAY;
import static java.time.DayOfWeek.THURSDAY;

import io.foreflow.windowing.core.Holidays;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Month;
import java.time.MonthDay;
import java.util.List;

/**
 * The federal holidays of the United States as they are observed. A holiday on a Saturday is also kept on the Friday
 * before, one on a Sunday also on the Monday after. The rules are today's law (5 U.S.C. 6103), and each holiday counts
 * from the year in which it was first kept. The holidays that moved to Mondays in 1971 count as Mondays before that
 * year, too.
 */
enum UnitedStates implements Holidays {
    FEDERAL;

    /** A holiday on the same date each year. */
    private record Fixed(MonthDay day, int firstYear) {}

    /** A holiday on the {@code which}-th day of the week of a month; −1 for the last one. */
    private record Floating(Month month, int which, DayOfWeek day, int firstYear) {}

    private static final List<Fixed> FIXED = List.of(
            new Fixed(MonthDay.of(1, 1), 1870),
            new Fixed(MonthDay.of(6, 19), 2021),
            new Fixed(MonthDay.of(7, 4), 1870),
            new Fixed(MonthDay.of(11, 11), 1938),
            new Fixed(MonthDay.of(12, 25), 1870));

    private static final List<Floating> FLOATING = List.of(
            new Floating(Month.JANUARY, 3, MONDAY, 1986),
            new Floating(Month.FEBRUARY, 3, MONDAY, 1879),
            new Floating(Month.MAY, -1, MONDAY, 1888),
            new Floating(Month.SEPTEMBER, 1, MONDAY, 1894),
            new Floating(Month.OCTOBER, 2, MONDAY, 1968),
            new Floating(Month.NOVEMBER, 4, THURSDAY, 1870));

    @Override
    public boolean contains(LocalDate date) {
        return isFixed(date)
                || (date.getDayOfWeek() == FRIDAY && isFixed(date.plusDays(1)))
                || (date.getDayOfWeek() == MONDAY && isFixed(date.minusDays(1)))
                || FLOATING.stream().anyMatch(holiday -> falls(holiday, date));
    }

    private static boolean isFixed(LocalDate date) {
        return FIXED.stream()
                .anyMatch(
                        holiday -> holiday.day().equals(MonthDay.from(date)) && date.getYear() >= holiday.firstYear());
    }

    private static boolean falls(Floating holiday, LocalDate date) {
        if (date.getMonth() != holiday.month()
                || date.getDayOfWeek() != holiday.day()
                || date.getYear() < holiday.firstYear()) {
            return false;
        }
        return holiday.which() > 0
                ? (date.getDayOfMonth() + 6) / 7 == holiday.which()
                : date.getDayOfMonth() + 7 > date.lengthOfMonth();
    }
}
