package io.foreflow.ingest.time;

/** Reads numbers in the digits 0 to 9 within a text. */
final class Digits {
    private Digits() {}

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** Returns the number in [from, to), at most nine digits; negative if a character is not a digit. */
    static int at(String text, int from, int to) {
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

    /** Returns where the digits that start at {@code from} end; {@code from} if there is none. */
    static int end(String text, int from) {
        int at = from;
        while (at < text.length() && isDigit(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** Returns the nanoseconds of the decimals of a second in [from, to), one to nine digits. */
    static int nanos(String text, int from, int to) {
        int nanos = at(text, from, to);
        for (int i = to - from; i < 9; i++) {
            nanos *= 10;
        }
        return nanos;
    }
}
