package io.foreflow.models.network;

import java.util.Locale;

/** Finds the known word that is nearest to an unknown one. */
public final class Nearest {
    private Nearest() {}

    /**
     * Returns the end of a message, for instance {@code "; did you mean lstm?"}; empty if nothing is near enough to be a
     * slip.
     */
    public static String suggestion(String word, Iterable<String> choices) {
        String best = "";
        int least = Math.max(2, word.length() / 3) + 1;
        for (String choice : choices) {
            int distance = distance(word.toLowerCase(Locale.ROOT), choice.toLowerCase(Locale.ROOT));
            if (distance < least) {
                least = distance;
                best = choice;
            }
        }
        return best.isEmpty() ? "" : "; did you mean " + best + "?";
    }

    /** The Levenshtein distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
