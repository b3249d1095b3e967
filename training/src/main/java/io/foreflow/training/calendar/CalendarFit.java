package io.foreflow.training.calendar;

import io.foreflow.windowing.calendar.CalendarName;
import java.time.LocalDate;
import java.util.List;

/**
 * Says how well a calendar explains the days of some sensors.
 *
 * @param calendars the calendar, and the others that have the same holidays on these days
 * @param error mean absolute error of what the calendar expects of a day, relative to that of the country's calendar
 * @param better days that are a holiday in one of both calendars only, and that this one expects better
 * @param worse such days that it expects worse
 */
public record CalendarFit(List<CalendarName> calendars, double error, List<LocalDate> better, List<LocalDate> worse) {
    public CalendarFit {
        calendars = List.copyOf(calendars);
        better = List.copyOf(better);
        worse = List.copyOf(worse);
    }
}
