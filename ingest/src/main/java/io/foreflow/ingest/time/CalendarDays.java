package io.foreflow.ingest.time;

import java.time.LocalDate;
import java.time.Month;
import java.time.chrono.IsoChronology;

/** Days of the ISO calendar, years 0 to 9999. */
final class CalendarDays {
    private CalendarDays() {}

    static boolean exists(int year, int month, int day) {
        return month >= 1
                && month <= 12
                && day >= 1
                && (day <= 28 || day <= Month.of(month).length(IsoChronology.INSTANCE.isLeapYear(year)));
    }

    /** Returns the days since 1970-01-01 of a day that exists. */
    static long epochDay(int year, int month, int day) {
        return LocalDate.of(year, month, day).toEpochDay();
    }
}
