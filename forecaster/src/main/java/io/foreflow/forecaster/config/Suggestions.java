package io.foreflow.forecaster.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that somebody may have meant. */
final class Suggestions {
    private Suggestions() {}

    /** Returns the nearest known name if it is near enough to be a slip. */
    static Optional<String> nearest(String unknown, Collection<String> known) {
        int tolerance = Math.max(2, unknown.length() / 3);
        return known.stream()
                .map(name -> new NearName(name, distance(unknown, name)))
                .filter(candidate -> candidate.distance <= tolerance)
                .min(Comparator.comparingInt(NearName::distance).thenComparing(NearName::name))
                .map(NearName::name);
    }

    private record NearName(String name, int distance) {}

    /** Returns Levenshtein's edit distance, ignoring case. */
    static int distance(String left, String right) {
        String a = left.toLowerCase(Locale.ROOT);
        String b = right.toLowerCase(Locale.ROOT);
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
