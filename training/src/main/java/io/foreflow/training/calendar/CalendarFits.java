package io.foreflow.training.calendar;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.foreflow.models.series.SensorId;
import io.foreflow.windowing.calendar.CalendarName;
import io.foreflow.windowing.calendar.SensorCalendars;
import io.foreflow.windowing.core.Holidays;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares the calendars of a country and of its regions.
 *
 * <p>A calendar expects of a day the mean of the latest four days of the same kind within six weeks: the same day of the
 * week, with holidays as Sundays. That is how Foreflow's usual value of an hour sees days. The error of a sensor is
 * divided by its error with the country's calendar; all sensors count alike. Only days count for which every calendar
 * expects something.
 */
public final class CalendarFits {
    /** A calendar whose error is less than this share of that of the country is recommended. */
    static final double CLEARLY = 0.998;

    private static final int SUNDAY = 6;
    private static final int DAYS_PER_WEEK = 7;
    private static final int ALIKE = 4;
    private static final int MEMORY_DAYS = 42;

    /** Any sensor: a calendar that is named is the same for all. */
    private static final SensorId ANY = SensorId.of("any");

    private CalendarFits() {}

    /**
     * Compares the calendars, best first. Without a day that counts the list is empty.
     *
     * @param country the calendar that the others are compared with
     * @param others further calendars
     */
    public static List<CalendarFit> of(DayMeans days, CalendarName country, List<CalendarName> others) {
        Map<CalendarName, BitSet> holidays = new LinkedHashMap<>();
        holidays.put(country, holidays(country, days));
        others.forEach(other -> holidays.put(other, holidays(other, days)));
        List<List<CalendarName>> alike = List.copyOf(holidays.keySet().stream()
                .collect(groupingBy(holidays::get, LinkedHashMap::new, toList()))
                .values());
        List<BitSet> distinct =
                alike.stream().map(names -> holidays.get(names.get(0))).toList();
        Errors errors = new Errors(days, distinct);
        if (errors.sensors == 0) {
            return List.of();
        }
        List<CalendarFit> fits = new ArrayList<>();
        for (int i = 0; i < alike.size(); i++) {
            fits.add(errors.fit(i, alike.get(i)));
        }
        // A tie keeps the order: the country comes first.
        fits.sort(Comparator.comparingDouble(CalendarFit::error));
        return fits;
    }

    /** Returns the calendar to use instead of the country's; empty if that one is as good as any. */
    public static Optional<CalendarFit> better(List<CalendarFit> fits) {
        return fits.stream().findFirst().filter(best -> best.error() < CLEARLY);
    }

    /** Returns a set in which bit i is set when the i-th day is a holiday. */
    private static BitSet holidays(CalendarName name, DayMeans days) {
        Holidays calendar = SensorCalendars.all(name).of(ANY, days.zone());
        BitSet holidays = new BitSet();
        for (int i = 0; i < days.count(); i++) {
            holidays.set(i, calendar.contains(LocalDate.ofEpochDay(days.first() + i)));
        }
        return holidays;
    }

    /** The errors of all calendars; the first is the country's. */
    private static final class Errors {
        private final long firstDay;
        private final List<BitSet> calendars;

        /** Sum over the sensors of their relative errors, by calendar. */
        private final double[] relative;

        /** Sum over the sensors of the errors that a calendar saves on a day, by calendar and day. */
        private final double[][] saved;

        private final BitSet scored = new BitSet();
        private int sensors;

        private Errors(DayMeans days, List<BitSet> calendars) {
            this.firstDay = days.first();
            this.calendars = calendars;
            this.relative = new double[calendars.size()];
            this.saved = new double[calendars.size()][days.count()];
            days.means().forEach(this::add);
        }

        private void add(double[] means) {
            double[][] errors = new double[calendars.size()][];
            double[] sums = new double[calendars.size()];
            for (int c = 0; c < errors.length; c++) {
                errors[c] = errors(means, calendars.get(c));
            }
            BitSet counted = new BitSet();
            for (int day = 0; day < means.length; day++) {
                if (isFinite(errors, day)) {
                    counted.set(day);
                    for (int c = 0; c < errors.length; c++) {
                        sums[c] += errors[c][day];
                    }
                }
            }
            if (sums[0] == 0) {
                return;
            }
            sensors++;
            scored.or(counted);
            for (int c = 0; c < errors.length; c++) {
                relative[c] += sums[c] / sums[0];
                for (int day = counted.nextSetBit(0); day >= 0; day = counted.nextSetBit(day + 1)) {
                    saved[c][day] += (errors[0][day] - errors[c][day]) / sums[0];
                }
            }
        }

        private static boolean isFinite(double[][] errors, int day) {
            return Arrays.stream(errors).allMatch(of -> Double.isFinite(of[day]));
        }

        /** Returns the absolute error of each day; NaN where nothing is expected or the day is incomplete. */
        private double[] errors(double[] means, BitSet holidays) {
            double[] errors = new double[means.length];
            int[][] latest = new int[DAYS_PER_WEEK][ALIKE];
            int[] seen = new int[DAYS_PER_WEEK];
            for (int day = 0; day < means.length; day++) {
                int kind = holidays.get(day) ? SUNDAY : weekday(day);
                double sum = 0;
                int count = 0;
                for (int a = 0; a < Math.min(seen[kind], ALIKE); a++) {
                    int before = latest[kind][a];
                    if (day - before <= MEMORY_DAYS) {
                        sum += means[before];
                        count++;
                    }
                }
                errors[day] = count == 0 ? Double.NaN : Math.abs(means[day] - sum / count);
                if (!Double.isNaN(means[day])) {
                    latest[kind][seen[kind] % ALIKE] = day;
                    seen[kind]++;
                }
            }
            return errors;
        }

        /** Returns 0 for Monday to 6 for Sunday. */
        private int weekday(int day) {
            return LocalDate.ofEpochDay(firstDay + day).getDayOfWeek().getValue() - 1;
        }

        private CalendarFit fit(int calendar, List<CalendarName> names) {
            BitSet differs = (BitSet) calendars.get(calendar).clone();
            differs.xor(calendars.get(0));
            differs.and(scored);
            List<LocalDate> better = new ArrayList<>();
            List<LocalDate> worse = new ArrayList<>();
            differs.stream().forEach(day -> (saved[calendar][day] > 0 ? better : worse)
                    .add(LocalDate.ofEpochDay(firstDay + day)));
            return new CalendarFit(names, relative[calendar] / sensors, better, worse);
        }
    }
}
