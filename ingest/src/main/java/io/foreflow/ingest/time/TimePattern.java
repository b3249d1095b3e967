package io.foreflow.ingest.time;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads times of one form from the text of one or several cells. The cells of several columns are joined with one space: a date in
 * one column and {@code 00:00 - 01:00} in the next one are read with {@code dd.MM.yyyy HH:mm - HH:mm}.
 *
 * <p>A pattern is one of the names {@code iso}, {@code epochSeconds} and {@code epochMillis}, or text in which letters stand for
 * the parts of a time, as in {@link java.time.format.DateTimeFormatter}:
 *
 * <table>
 * <caption>Letters</caption>
 * <tr><td>{@code yyyy}, {@code yy}</td><td>year; two digits are 2000 to 2099</td></tr>
 * <tr><td>{@code M}, {@code MM}</td><td>month as a number</td></tr>
 * <tr><td>{@code MMM}</td><td>name of the month, short or long, in English, German, French, Spanish, Italian, Dutch or
 *     Portuguese, in any case, with or without a dot</td></tr>
 * <tr><td>{@code d}, {@code dd}</td><td>day of the month</td></tr>
 * <tr><td>{@code E}</td><td>name of the weekday; it is not compared with the date</td></tr>
 * <tr><td>{@code H}, {@code HH}</td><td>hour from 0 to 24; 24:00 is the midnight that ends the day</td></tr>
 * <tr><td>{@code h}, {@code hh} with {@code a}</td><td>hour from 1 to 12 with AM or PM</td></tr>
 * <tr><td>{@code m}, {@code mm}, {@code s}, {@code ss}</td><td>minute, second</td></tr>
 * <tr><td>{@code S}</td><td>fraction of a second, one to nine digits; with a dot or comma before it, it may be missing</td></tr>
 * <tr><td>{@code X}</td><td>offset: {@code Z}, {@code UTC}, {@code GMT}, {@code +01}, {@code +0100} or {@code +01:00}, also with
 *     spaces before it</td></tr>
 * </table>
 *
 * <p>One letter takes one or two digits, two letters take two. A space stands for one or more spaces of any width. Text in single
 * quotes and all other characters stand for themselves; letters match in either case. Parts that occur a second time are the end of
 * an interval: the text must have them, and the time is the interval's start. A pattern without an hour reads the start of a day.
 *
 * <p>{@code iso} reads {@code yyyy-MM-ddTHH:mm[:ss[.fraction]]}, or a space for the T, with or without {@code Z} or an offset.
 * {@code epochSeconds} and {@code epochMillis} read seconds and milliseconds since 1970 in UTC.
 *
 * <p>Immutable. Two patterns are equal when their texts are.
 */
public final class TimePattern {
    /** ISO 8601 with a date and a time of day. */
    public static final TimePattern ISO = new TimePattern("iso", IsoTimes::read, true, false);

    /** Seconds since 1970-01-01T00:00:00Z. */
    public static final TimePattern EPOCH_SECONDS = new TimePattern("epochSeconds", UnixTimes::seconds, true, true);

    /** Milliseconds since 1970-01-01T00:00:00Z. */
    public static final TimePattern EPOCH_MILLIS = new TimePattern("epochMillis", UnixTimes::millis, true, true);

    private static final TimePattern ISO_DATE = PatternCompiler.compile("yyyy-MM-dd");
    private static final Pattern DATE = Pattern.compile("([yMdE./ -]+?)(?: |T|'T').*");

    private final String text;
    private final StampReader reader;
    private final boolean hasTimeOfDay;
    private final boolean hasOffset;

    /** Reads one text; returns null if it does not fit. */
    @FunctionalInterface
    interface StampReader {
        @Nullable
        Stamp read(String text);
    }

    TimePattern(String text, StampReader reader, boolean hasTimeOfDay, boolean hasOffset) {
        this.text = text;
        this.reader = reader;
        this.hasTimeOfDay = hasTimeOfDay;
        this.hasOffset = hasOffset;
    }

    /**
     * Compiles a pattern.
     *
     * @throws IllegalArgumentException in one line that says what is wrong and what to write instead
     */
    public static TimePattern of(String pattern) {
        String stripped = pattern.strip();
        return switch (stripped.toLowerCase(Locale.ROOT)) {
            case "iso" -> ISO;
            case "epochseconds" -> EPOCH_SECONDS;
            case "epochmillis" -> EPOCH_MILLIS;
            default -> PatternCompiler.compile(stripped);
        };
    }

    /**
     * Reads the whole text. Does not check that the time lies in the range that readings may have.
     *
     * @return null when the text does not fit, or has a date or a time of day that does not exist
     */
    public @Nullable Stamp parse(String time) {
        return reader.read(time);
    }

    /** Returns false if the pattern reads the start of a day. */
    public boolean hasTimeOfDay() {
        return hasTimeOfDay;
    }

    /** Returns the part of the pattern before the time of day; empty if it is not a date. */
    public Optional<TimePattern> date() {
        if (equals(ISO)) {
            return Optional.of(ISO_DATE);
        }
        Matcher date = DATE.matcher(text);
        if (!hasTimeOfDay || !date.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(PatternCompiler.compile(date.group(1)));
        } catch (IllegalArgumentException e) {
            // The date continues behind the time of day.
            return Optional.empty();
        }
    }

    /** Returns true if a text that fits has the start and the end of an interval. */
    public boolean isInterval() {
        return reader instanceof FieldReader fields && fields.isInterval();
    }

    /** Returns true if every time that fits is a {@link Stamp.OneTime}; with {@code iso} both kinds may occur. */
    public boolean hasOffset() {
        return hasOffset;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TimePattern that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
