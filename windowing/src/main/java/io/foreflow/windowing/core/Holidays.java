package io.foreflow.windowing.core;

import java.time.LocalDate;

/**
 * A calendar of holidays. What it says of a date never changes, so that windows can be computed again; safe for any number
 * of threads.
 */
@FunctionalInterface
public interface Holidays {
    /** No date is a holiday. */
    Holidays NONE = date -> false;

    /** Whether this local date is a holiday. Asked once for each date and windower, a year at a time. */
    boolean contains(LocalDate date);
}
