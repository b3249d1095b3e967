package io.foreflow.ingest.table;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Finds columns that hold the sum of the columns just before or just behind them. */
final class TotalColumns {
    /** Minimum share of the rows in which the sum must be right. */
    private static final double SHARE = 0.99;

    private static final int LEAST_ROWS = 20;
    private static final int MOST_ROWS = 2_000;

    /** Minimum number of totals in a file that consists of totals and their parts. */
    private static final int SYSTEMATIC = 3;

    /** Minimum share of the parts that must have the word. */
    private static final double NAMED = 0.9;

    private TotalColumns() {}

    /**
     * Sums, and their parts.
     *
     * @param totals indices of the columns that are sums
     * @param parts indices of the columns that are summed
     */
    record Totals(List<Integer> totals, Set<Integer> parts) {}

    /**
     * @param columns indices of adjacent columns of numbers, in their order
     * @param rows values of each row by column; NaN for a missing value
     */
    static Totals find(List<Integer> columns, List<double[]> rows) {
        List<double[]> some = rows.subList(0, Math.min(MOST_ROWS, rows.size()));
        List<Integer> totals = new ArrayList<>();
        Set<Integer> parts = new LinkedHashSet<>();
        for (int at = 0; at < columns.size(); at++) {
            for (int direction : new int[] {-1, 1}) {
                List<Integer> summed = summed(columns, at, direction, some);
                if (!summed.isEmpty() && !parts.contains(columns.get(at))) {
                    totals.add(columns.get(at));
                    parts.addAll(summed);
                    break;
                }
            }
        }
        parts.removeAll(totals);
        return new Totals(totals, parts);
    }

    /** Returns the smallest number of neighbours, two or more, that add up to the column. */
    private static List<Integer> summed(List<Integer> columns, int at, int direction, List<double[]> rows) {
        for (int count = 2; at + direction * count >= 0 && at + direction * count < columns.size(); count++) {
            List<Integer> parts = new ArrayList<>();
            for (int i = 1; i <= count; i++) {
                parts.add(columns.get(at + direction * i));
            }
            if (addUp(parts, columns.get(at), rows)) {
                return parts;
            }
        }
        return List.of();
    }

    private static boolean addUp(List<Integer> parts, int total, List<double[]> rows) {
        int known = 0;
        int right = 0;
        int several = 0;
        for (double[] row : rows) {
            double sum = 0;
            int positive = 0;
            for (int part : parts) {
                sum += row[part];
                positive += row[part] > 0 ? 1 : 0;
            }
            if (Double.isNaN(sum) || Double.isNaN(row[total]) || (row[total] == 0 && sum == 0)) {
                continue;
            }
            known++;
            boolean same = Math.abs(sum - row[total]) <= 1e-9 * Math.abs(sum);
            right += same ? 1 : 0;
            several += same && positive == parts.size() ? 1 : 0;
            if (known - right > (1 - SHARE) * rows.size()) {
                return false;
            }
        }
        return known >= LEAST_ROWS && right >= SHARE * known && several >= LEAST_ROWS;
    }

    /** Returns a word that marks the parts, if a table consists of totals and their parts: no other column has it. */
    static Optional<String> word(Totals found, List<Integer> columns, List<String> names) {
        if (found.totals().size() < SYSTEMATIC) {
            return Optional.empty();
        }
        return found.parts().stream()
                .flatMap(part -> ColumnNames.words(names.get(part)).stream())
                .distinct()
                .filter(word -> word.length() > 1 && !word.chars().allMatch(Character::isDigit))
                .filter(word -> columns.stream()
                        .filter(column -> !found.parts().contains(column))
                        .noneMatch(column ->
                                ColumnNames.comparable(names.get(column)).contains(word)))
                .filter(word -> found.parts().stream()
                                .filter(part ->
                                        ColumnNames.comparable(names.get(part)).contains(word))
                                .count()
                        >= NAMED * found.parts().size())
                .findFirst()
                .map(word -> asWritten(word, found.parts(), names));
    }

    private static String asWritten(String word, Set<Integer> parts, List<String> names) {
        return parts.stream()
                .map(names::get)
                .filter(name -> name.toLowerCase(Locale.ROOT).contains(word))
                .findFirst()
                .map(name -> {
                    int at = name.toLowerCase(Locale.ROOT).indexOf(word);
                    return name.substring(at, at + word.length());
                })
                .orElse(word);
    }
}
