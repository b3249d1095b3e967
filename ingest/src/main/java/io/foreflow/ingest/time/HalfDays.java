package io.foreflow.ingest.time;

/** Reads AM and PM, in any case, also {@code a.m.} and {@code p. m.}. */
final class HalfDays {
    private HalfDays() {}

    /** Returns where the half of the day that starts at {@code from} ends; {@code from} if there is none. */
    static int end(String text, int from) {
        int length = text.length();
        if (from >= length || !isOneOf(text.charAt(from), 'a', 'p')) {
            return from;
        }
        int at = from + 1;
        boolean hasDot = at < length && text.charAt(at) == '.';
        if (hasDot) {
            at++;
            if (at < length && Spaces.isSpace(text.charAt(at))) {
                at++;
            }
        }
        if (at >= length || !isOneOf(text.charAt(at), 'm', 'm')) {
            return from;
        }
        at++;
        return hasDot && at < length && text.charAt(at) == '.' ? at + 1 : at;
    }

    static boolean isAfternoon(String text, int from) {
        return isOneOf(text.charAt(from), 'p', 'p');
    }

    private static boolean isOneOf(char c, char one, char other) {
        char lower = Character.toLowerCase(c);
        return lower == one || lower == other;
    }
}
