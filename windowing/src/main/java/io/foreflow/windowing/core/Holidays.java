package io.foreflow.windowing.core;

import java.time.LocalDate;

/**
 * A calendar of holidays. Its answer for a date never changes, so that windows can be computed again. Safe for any
 * number of threads.
 */
@FunctionalInterface
public interface Holidays {
    /** A calendar in which no date is a holiday. */
    Holidays NONE = date -> false;

    /** Returns true if this local date is a holiday. A windower asks once for each date, a year at a time. */
    boolean contains(LocalDate date);
}
