package io.foreflow.models.forecast;

/** Reads local times that are given in seconds since 1970-01-01 00:00. */
final class LocalSeconds {
    static final int HOURS_PER_DAY = 24;
    static final int DAYS_PER_WEEK = 7;

    private static final int SECONDS_PER_HOUR = 3_600;
    private static final int SECONDS_PER_DAY = 86_400;

    /** 1970-01-01 was a Thursday, the day of index 3 of a week that begins on Monday. */
    private static final int FIRST_DAY = 3;

    private LocalSeconds() {}

    /** Returns the hour of the day, 0 to 23. */
    static int hour(long second) {
        return Math.floorMod(second, SECONDS_PER_DAY) / SECONDS_PER_HOUR;
    }

    /** Returns the day, in days since 1970-01-01. */
    static long day(long second) {
        return Math.floorDiv(second, (long) SECONDS_PER_DAY);
    }

    /**
     * Returns the day of the week, 0 (Monday) to 6.
     *
     * @param day in days since 1970-01-01
     */
    static int dayOfWeek(long day) {
        return Math.floorMod(day + FIRST_DAY, DAYS_PER_WEEK);
    }
}
