package io.foreflow.training.report;

import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.DoubleStream;

/** Numbers and durations in the words of the reports. */
public final class Wording {
    /** The text for a number that is not known. */
    public static final String UNKNOWN = "–";

    private static final int DIGITS = 4;
    private static final int LEAST_DECIMALS = 2;
    private static final int MOST_DECIMALS = 8;

    private Wording() {}

    /** Returns a number with three decimals, as MASE is written. */
    public static String number(double number) {
        return format("%,.3f", number);
    }

    /** Returns the format of numbers that stand below each other: as many decimals as the largest is worth, at least two. */
    public static String formatOf(DoubleStream numbers) {
        return "%,." + Math.max(LEAST_DECIMALS, decimals(numbers)) + "f";
    }

    /** Returns how many decimals give the largest of the numbers four digits. */
    static int decimals(DoubleStream numbers) {
        double largest = numbers.filter(Double::isFinite).map(Math::abs).max().orElse(1);
        int size = largest > 0 ? (int) Math.floor(Math.log10(largest)) : 0;
        return Math.max(0, Math.min(MOST_DECIMALS, DIGITS - 1 - size));
    }

    /** Returns a share as percent with one decimal. */
    public static String percent(double share) {
        return format("%.1f %%", 100 * share);
    }

    /** Returns the number in a format, or {@link #UNKNOWN} if it is not finite. */
    public static String format(String format, double number) {
        return Double.isFinite(number) ? String.format(Locale.ROOT, format, number) : UNKNOWN;
    }

    /** Returns a whole number with its digits in groups. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** Returns a count with its noun, for instance {@code 1 sensor} or {@code 1,200 sensors}. */
    public static String count(long number, String noun) {
        return count(number) + " " + noun + (number == 1 ? "" : "s");
    }

    /** Returns a duration in its largest whole unit, for instance {@code 5 minutes}. */
    public static String duration(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds % 3_600 == 0) {
            return count(seconds / 3_600, "hour");
        }
        return seconds % 60 == 0 ? count(seconds / 60, "minute") : count(seconds, "second");
    }

    /** Returns an id or a file name in backticks, which keep it in one piece; those within it become accents. */
    public static String code(Object id) {
        return "`" + id.toString().replace('`', '´') + "`";
    }

    /** Returns a note that begins with an id and a colon with that id as code; another note as it is. */
    public static String withCode(String note, Collection<?> ids) {
        return ids.stream()
                .map(Object::toString)
                .filter(id -> note.startsWith(id + ":"))
                .findFirst()
                .map(id -> code(id) + note.substring(id.length()))
                .orElse(note);
    }
}
