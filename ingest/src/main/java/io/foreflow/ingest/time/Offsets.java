package io.foreflow.ingest.time;

/** Reads offsets from UTC at the end of a time: {@code Z}, {@code +01}, {@code +0100} and {@code +01:00}. */
final class Offsets {
    /** Value for "no offset"; no real offset reaches it. */
    static final int NONE = Integer.MIN_VALUE;

    /** Maximum hours of an offset in java.time. */
    private static final int MOST_HOURS = 18;

    private Offsets() {}

    /** Returns the offset that fills [from, to), in seconds east of UTC, or {@link #NONE}. */
    static int seconds(String text, int from, int to) {
        int length = to - from;
        if (length == 1) {
            return text.charAt(from) == 'Z' ? 0 : NONE;
        }
        char sign = length == 0 ? ' ' : text.charAt(from);
        if (sign != '+' && sign != '-') {
            return NONE;
        }
        int minutesFrom =
                switch (length) {
                    case 3 -> to;
                    case 5 -> from + 3;
                    case 6 -> text.charAt(from + 3) == ':' ? from + 4 : -1;
                    default -> -1;
                };
        if (minutesFrom < 0) {
            return NONE;
        }
        int hours = Digits.at(text, from + 1, from + 3);
        int minutes = Digits.at(text, minutesFrom, to);
        if (hours < 0 || minutes < 0 || minutes > 59 || hours * 60 + minutes > MOST_HOURS * 60) {
            return NONE;
        }
        int seconds = hours * 3_600 + minutes * 60;
        return sign == '+' ? seconds : -seconds;
    }

    /** Returns where an offset that starts at {@code from} ends; {@code from} if there is none. */
    static int end(String text, int from) {
        int length = text.length();
        if (from == length) {
            return from;
        }
        char first = text.charAt(from);
        if (first == 'Z') {
            return from + 1;
        }
        if (first != '+' && first != '-') {
            return from;
        }
        int end = Digits.end(text, from + 1);
        boolean colon = end == from + 3 && end < length && text.charAt(end) == ':';
        return colon ? Digits.end(text, end + 1) : end;
    }
}
