package io.foreflow.ingest.wire;

/**
 * Writes numbers of few digits quickly, as {@link Double#toString(double)} of JDK 19 and later writes them: the fewest
 * digits that read back equal.
 *
 * <p>Let k be the integer nearest to number · 10ᵈ. If k / 10ᵈ, which a processor rounds to the nearest double, is the
 * number, then the decimal k · 10⁻ᵈ reads back as this number. The first such d gives the fewest digits.
 */
final class ShortDecimals {
    /** Maximum length of the text that {@link #write} writes. */
    static final int MOST_CHARS = 20;

    /** Returned for a number that is not a short decimal. */
    static final int NONE = -1;

    /** Numbers below this are written without an exponent. */
    private static final double END_OF_PLAIN = 1e7;

    /** Numbers from this on are written without an exponent. */
    private static final double START_OF_PLAIN = 1e-3;

    private static final double[] POWERS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6};

    private ShortDecimals() {}

    /**
     * Writes {@code number} at the start of {@code target}, if its size is from 0.001 to below 10,000,000 and has at
     * most six decimals.
     *
     * @param target has at least {@value #MOST_CHARS} characters
     * @return the length of the text; {@link #NONE} if nothing was written
     */
    static int write(double number, char[] target) {
        double size = Math.abs(number);
        if (!(size < END_OF_PLAIN && size >= START_OF_PLAIN)) {
            return NONE;
        }
        for (int decimals = 0; decimals < POWERS.length; decimals++) {
            // Adding 0.5 rounds to the nearest integer or, rarely, to a neighbour, which the check refuses.
            long digits = (long) (size * POWERS[decimals] + 0.5);
            if (digits / POWERS[decimals] == size) {
                return write(number < 0, digits, decimals, target);
            }
        }
        return NONE;
    }

    private static int write(boolean negative, long digits, int decimals, char[] target) {
        int shown = Math.max(1, decimals);
        long value = decimals == 0 ? 10 * digits : digits;
        int length = (negative ? 1 : 0) + 1 + Math.max(shown + 1, digitsOf(value));
        int at = length;
        for (int i = 0; i < shown; i++) {
            target[--at] = (char) ('0' + value % 10);
            value /= 10;
        }
        target[--at] = '.';
        do {
            target[--at] = (char) ('0' + value % 10);
            value /= 10;
        } while (value > 0);
        if (negative) {
            target[--at] = '-';
        }
        return length;
    }

    private static int digitsOf(long value) {
        int digits = 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            digits++;
        }
        return digits;
    }
}
