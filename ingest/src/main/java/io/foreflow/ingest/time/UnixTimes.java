package io.foreflow.ingest.time;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Reads seconds and milliseconds since 1970, in decimal digits. A fraction may follow, as tools that hold all numbers as floats add
 * {@code .0}.
 */
final class UnixTimes {
    private static final int MOST_DIGITS = 15;
    private static final int NANO_DIGITS = 9;

    private UnixTimes() {}

    static @Nullable Stamp seconds(String text) {
        return read(text, 1, NANO_DIGITS);
    }

    static @Nullable Stamp millis(String text) {
        return read(text, 1_000, NANO_DIGITS - 3);
    }

    /** Reads a number of seconds or milliseconds. Digits of the fraction beyond nanoseconds are ignored. */
    private static @Nullable Stamp read(String text, int perSecond, int fractionDigits) {
        int length = text.length();
        boolean negative = length > 0 && text.charAt(0) == '-';
        int from = negative ? 1 : 0;
        int at = from;
        long whole = 0;
        while (at < length && Digits.isDigit(text.charAt(at)) && at - from < MOST_DIGITS) {
            whole = whole * 10 + text.charAt(at) - '0';
            at++;
        }
        if (at == from) {
            return null;
        }
        long fraction = 0;
        int missing = fractionDigits;
        if (at < length - 1 && text.charAt(at) == '.') {
            at++;
            while (at < length && Digits.isDigit(text.charAt(at))) {
                if (missing > 0) {
                    fraction = fraction * 10 + text.charAt(at) - '0';
                    missing--;
                }
                at++;
            }
        }
        if (at < length) {
            return null;
        }
        for (; missing > 0; missing--) {
            fraction *= 10;
        }
        long nanos = whole % perSecond * (1_000_000_000 / perSecond) + fraction;
        long seconds = whole / perSecond;
        return new Stamp.OneTime(
                negative ? Instant.ofEpochSecond(-seconds, -nanos) : Instant.ofEpochSecond(seconds, nanos));
    }
}
