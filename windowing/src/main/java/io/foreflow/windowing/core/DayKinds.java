package io.foreflow.windowing.core;

import java.time.LocalDate;
import java.util.BitSet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sorts days into kinds: their day of the week, with holidays as Sundays. It asks the calendar once for the holidays of
 * a year.
 */
final class DayKinds {
    private static final int DAYS_PER_WEEK = 7;
    private static final int SUNDAY = 6;

    /** 1970-01-01, day 0, was a Thursday. */
    private static final int WEEKDAY_OF_DAY_0 = 3;

    private final Holidays holidays;
    private final Map<Integer, BitSet> byYear = new ConcurrentHashMap<>();

    DayKinds(Holidays holidays) {
        this.holidays = holidays;
    }

    /**
     * Returns a set in which bit i is set when day {@code from} + i, counted from 1970-01-01, is a holiday, for i below
     * {@code count}.
     */
    BitSet holidays(long from, int count) {
        BitSet found = new BitSet(count);
        int i = 0;
        while (i < count) {
            LocalDate date = LocalDate.ofEpochDay(from + i);
            BitSet year = byYear.computeIfAbsent(date.getYear(), this::holidaysOf);
            int first = date.getDayOfYear();
            int end = Math.min(date.lengthOfYear() + 1, first + count - i);
            for (int day = year.nextSetBit(first); day >= 0 && day < end; day = year.nextSetBit(day + 1)) {
                found.set(i + day - first);
            }
            i += end - first;
        }
        return found;
    }

    /** Returns a set in which bit d is set when the d-th day of the year, from 1 on, is a holiday. */
    private BitSet holidaysOf(int year) {
        BitSet found = new BitSet();
        LocalDate first = LocalDate.ofYearDay(year, 1);
        for (int day = 1; day <= first.lengthOfYear(); day++) {
            if (holidays.contains(first.withDayOfYear(day))) {
                found.set(day);
            }
        }
        return found;
    }

    /** Returns the kinds, 0 for Monday to 6 for Sunday and holidays, of {@code count} days from day {@code from} on. */
    byte[] kinds(long from, int count) {
        BitSet off = holidays(from, count);
        byte[] kinds = new byte[count];
        for (int i = 0; i < count; i++) {
            kinds[i] = (byte) (off.get(i) ? SUNDAY : Math.floorMod(from + i + WEEKDAY_OF_DAY_0, DAYS_PER_WEEK));
        }
        return kinds;
    }
}
