package io.foreflow.ingest.table;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds the character that separates the cells of a table. */
final class Separators {
    private static final char[] KNOWN = {',', ';', '\t', '|'};
    private static final int LOOKED_AT = 200;

    private Separators() {}

    /**
     * Returns the separator under which most of the lines have the same number of cells, at least two; a comma if there
     * is none.
     */
    static char find(List<String> lines) {
        char best = ',';
        double bestShare = 0;
        int bestWidth = 1;
        for (char separator : KNOWN) {
            Map<Integer, Integer> widths = new HashMap<>();
            List<String> some = lines.subList(0, Math.min(LOOKED_AT, lines.size()));
            some.forEach(line -> widths.merge(width(line, separator), 1, Integer::sum));
            widths.remove(1);
            widths.remove(0);
            for (Map.Entry<Integer, Integer> width : widths.entrySet()) {
                double share = (double) width.getValue() / some.size();
                if (share > bestShare || (share == bestShare && width.getKey() > bestWidth)) {
                    best = separator;
                    bestShare = share;
                    bestWidth = width.getKey();
                }
            }
        }
        return best;
    }

    /** Returns the number of cells; 0 for a line with unbalanced quotes. */
    private static int width(String line, char separator) {
        try {
            return CsvCells.split(line, separator).size();
        } catch (IllegalArgumentException e) {
            return 0;
        }
    }

    /** Returns the name of a separator for messages. */
    static String name(char separator) {
        return switch (separator) {
            case ',' -> "commas";
            case ';' -> "semicolons";
            case '\t' -> "tabs";
            case '|' -> "the character |";
            case ' ' -> "spaces";
            default -> "the character " + separator;
        };
    }
}
