package io.foreflow.ingest.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads and writes points in time as ISO-8601 writes them, with a zone. */
public final class TimestampText {
    /** The earliest time of a reading; earlier ones are rejected as mistakes. */
    public static final Instant EARLIEST = Instant.parse("1900-01-01T00:00:00Z");

    /** The end of the allowed times: the first time that a reading must not have. */
    public static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    private static final String WHOLE_SECONDS = "0000-00-00T00:00:00Z";
    private static final String MILLISECONDS = "0000-00-00T00:00:00.000Z";
    private static final int SECONDS_PER_DAY = 86_400;

    private static final String ADVICE = "such as 2026-01-31T17:00:00Z or 2026-01-31T18:00:00+01:00";

    /** Format that also accepts the offsets {@code +0100} and {@code +01}. */
    private static final DateTimeFormatter WITH_OFFSET = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .optionalStart()
            .appendOffset("+HH:MM:ss", "Z")
            .optionalEnd()
            .optionalStart()
            .appendOffset("+HHMM", "+0000")
            .optionalEnd()
            .optionalStart()
            .appendOffset("+HH", "+00")
            .optionalEnd()
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    private static final int[] DAYS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    private TimestampText() {}

    /** Returns what {@link Instant#toString} returns, at a fraction of its price for whole seconds and milliseconds. */
    public static String of(Instant time) {
        int nanos = time.getNano();
        int millis = nanos / 1_000_000;
        if (millis * 1_000_000 != nanos || time.isBefore(EARLIEST) || !time.isBefore(LATEST)) {
            return time.toString();
        }
        long second = time.getEpochSecond();
        LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(second, SECONDS_PER_DAY));
        int ofDay = Math.floorMod(second, SECONDS_PER_DAY);
        byte[] text = (millis == 0 ? WHOLE_SECONDS : MILLISECONDS).getBytes(ISO_8859_1);
        put(text, 0, 4, date.getYear());
        put(text, 5, 7, date.getMonthValue());
        put(text, 8, 10, date.getDayOfMonth());
        put(text, 11, 13, ofDay / 3_600);
        put(text, 14, 16, ofDay / 60 % 60);
        put(text, 17, 19, ofDay % 60);
        if (millis != 0) {
            put(text, 20, 23, millis);
        }
        return new String(text, ISO_8859_1);
    }

    private static void put(byte[] text, int from, int to, int number) {
        int rest = number;
        for (int i = to - 1; i >= from; i--) {
            text[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    /**
     * Reads a time with {@code Z} or an offset, from {@link #EARLIEST} to before {@link #LATEST}.
     *
     * @throws IllegalArgumentException in one line that says what is wrong and what is expected
     */
    public static Instant parse(String text) {
        Instant utc = parseUtc(text);
        return inRange(utc != null ? utc : parseWithOffset(text), text);
    }

    /**
     * Returns {@code time} itself, if readings may have it.
     *
     * @throws IllegalArgumentException if it is out of range
     */
    public static Instant inRange(Instant time, String text) {
        if (time.isBefore(EARLIEST) || !time.isBefore(LATEST)) {
            throw new IllegalArgumentException(
                    "the time " + Quoted.of(text) + " must be from the year 1900 to the year 2199");
        }
        return time;
    }

    /**
     * Reads the most frequent form fast: {@code yyyy-MM-ddTHH:mm:ssZ}, optionally with up to nine decimals of a second.
     * Returns null for anything else, a date that does not exist included.
     */
    static @Nullable Instant parseUtc(String text) {
        int length = text.length();
        if (length < 20
                || length == 21
                || length > 30
                || text.charAt(4) != '-'
                || text.charAt(7) != '-'
                || text.charAt(10) != 'T'
                || text.charAt(13) != ':'
                || text.charAt(16) != ':'
                || text.charAt(length - 1) != 'Z') {
            return null;
        }
        int year = digits(text, 0, 4);
        int month = digits(text, 5, 7);
        int day = digits(text, 8, 10);
        int hour = digits(text, 11, 13);
        int minute = digits(text, 14, 16);
        int second = digits(text, 17, 19);
        if ((year | month | day | hour | minute | second) < 0
                || month < 1
                || month > 12
                || day < 1
                || day > daysOf(year, month)
                || hour > 23
                || minute > 59
                || second > 59) {
            return null;
        }
        int nanos = 0;
        if (length > 20) {
            nanos = text.charAt(19) == '.' ? digits(text, 20, length - 1) : -1;
            if (nanos < 0) {
                return null;
            }
            for (int i = length - 21; i < 9; i++) {
                nanos *= 10;
            }
        }
        return Instant.ofEpochSecond(
                epochDay(year, month, day) * 86_400 + hour * 3_600L + minute * 60L + second, nanos);
    }

    private static Instant parseWithOffset(String text) {
        try {
            return OffsetDateTime.parse(text, WITH_OFFSET).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    isLocal(text)
                            ? "the time " + Quoted.of(text) + " has no zone; write it with one, " + ADVICE
                            : "the time " + Quoted.of(text) + " must be ISO-8601 with a zone, " + ADVICE,
                    e);
        }
    }

    private static boolean isLocal(String text) {
        try {
            LocalDateTime.parse(text.trim().replace(' ', 'T'));
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    /** Returns the number in [from, to); negative if a character is not a digit. */
    private static int digits(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private static int daysOf(int year, int month) {
        boolean leap = month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        return DAYS[month - 1] + (leap ? 1 : 0);
    }

    /**
     * Returns the days since 1970-01-01 in the proleptic Gregorian calendar, years 0 to 9999. It counts years from
     * March, because the leap day then ends them.
     */
    private static long epochDay(int year, int month, int day) {
        long years = month > 2 ? year : year - 1L;
        long monthsFromMarch = (month + 9L) % 12;
        long leapDays = Math.floorDiv(years, 4L) - Math.floorDiv(years, 100L) + Math.floorDiv(years, 400L);
        return years * 365 + leapDays + (monthsFromMarch * 153 + 2) / 5 + day - 1 - 719_468;
    }
}
