package io.foreflow.ingest.time;

import io.foreflow.ingest.wire.TimestampText;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code yyyy-MM-ddTHH:mm[:ss[.fraction]]}, or a space for the T, with or without {@code Z} or an offset. Rare
 * forms, such as an offset with seconds, are left to java.time.
 */
final class IsoTimes {
    /** Index at which the seconds or the offset begin. */
    private static final int MINUTE_END = 16;

    private static final int SECOND_END = 19;

    private IsoTimes() {}

    static @Nullable Stamp read(String text) {
        int length = text.length();
        if (length < MINUTE_END
                || text.charAt(4) != '-'
                || text.charAt(7) != '-'
                || text.charAt(13) != ':'
                || !isBetween(text.charAt(10))) {
            return null;
        }
        int year = Digits.at(text, 0, 4);
        int month = Digits.at(text, 5, 7);
        int day = Digits.at(text, 8, 10);
        int hour = Digits.at(text, 11, 13);
        int minute = Digits.at(text, 14, MINUTE_END);
        if ((year | hour | minute) < 0 || hour > 23 || minute > 59 || !CalendarDays.exists(year, month, day)) {
            return null;
        }
        int second = 0;
        int nanos = 0;
        int at = MINUTE_END;
        if (length > at && text.charAt(at) == ':') {
            if (length < SECOND_END) {
                return null;
            }
            second = Digits.at(text, MINUTE_END + 1, SECOND_END);
            if (second < 0 || second > 59) {
                return null;
            }
            at = SECOND_END;
            if (length > at && text.charAt(at) == '.') {
                int end = Digits.end(text, at + 1);
                int digits = end - at - 1;
                if (digits < 1 || digits > 9) {
                    return rare(text);
                }
                nanos = Digits.nanos(text, at + 1, end);
                at = end;
            }
        }
        if (at == length) {
            return new Stamp.Local(LocalDateTime.of(year, month, day, hour, minute, second, nanos));
        }
        int offset = Offsets.seconds(text, at, length);
        if (offset == Offsets.NONE) {
            return rare(text);
        }
        long seconds = CalendarDays.epochDay(year, month, day) * 86_400 + hour * 3_600L + minute * 60L + second;
        return new Stamp.OneTime(Instant.ofEpochSecond(seconds - offset, nanos));
    }

    private static boolean isBetween(char c) {
        return c == 'T' || c == ' ' || c == 't';
    }

    private static @Nullable Stamp rare(String text) {
        String iso = text.replace(' ', 'T');
        try {
            return hasOffset(iso)
                    ? new Stamp.OneTime(TimestampText.parse(iso))
                    : new Stamp.Local(LocalDateTime.parse(iso));
        } catch (DateTimeException e) {
            return null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static boolean hasOffset(String text) {
        return text.endsWith("Z") || text.indexOf('+', MINUTE_END) > 0 || text.indexOf('-', MINUTE_END) > 0;
    }
}
