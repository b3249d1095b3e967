package io.foreflow.forecaster.sink;

import io.foreflow.models.series.BucketGrid;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.VisibleText;
import java.time.Instant;

/** Checks what the readers of records leave open and a database would refuse. */
final class RowChecks {
    /** Maximum length of a text in a row. */
    static final int MAX_TEXT = 200;

    /** Times outside of these are mistakes, and each month of them would get parts of its own. */
    private static final Instant FIRST = Instant.parse("1900-01-01T00:00:00Z");

    private static final Instant LAST = Instant.parse("2200-01-01T00:00:00Z");

    private RowChecks() {}

    /** @throws IllegalArgumentException if the time is not from the year 1900 to the year 2199 */
    static Instant time(String what, Instant time) {
        if (time.isBefore(FIRST) || !time.isBefore(LAST)) {
            throw new IllegalArgumentException(what + " (" + time + ") must be from the year 1900 to the year 2199");
        }
        return time;
    }

    /** @throws IllegalArgumentException if the last of these steps does not end by the year 2199 */
    static void steps(BucketGrid grid, Instant origin, int horizon) {
        time("the origin", origin);
        time("the last target step", grid.plus(origin, horizon));
    }

    /** @throws IllegalArgumentException if the text is blank or too long, or holds a character that is not visible */
    static String text(String what, String text) {
        return text(what, text, MAX_TEXT);
    }

    /** @throws IllegalArgumentException if the text is blank or too long, or holds a character that is not visible */
    static String text(String what, String text, int maxLength) {
        return VisibleText.of(what, text, maxLength);
    }

    /** @throws IllegalArgumentException if there are too few or too many values, or one that is not a finite number */
    static void finite(String what, Values values, int length) {
        if (values.length() != length) {
            throw new IllegalArgumentException(what + " must have " + length + " numbers, not " + values.length());
        }
        for (int i = 0; i < length; i++) {
            if (!Double.isFinite(values.at(i))) {
                throw new IllegalArgumentException(
                        what + " must hold finite numbers; number " + (i + 1) + " is " + values.at(i));
            }
        }
    }
}
