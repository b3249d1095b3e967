package io.foreflow.ingest.table;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds the character that separates the cells of a table. */
final class Separators {
    private static final char[] KNOWN = {',', ';', '\t', '|'};
    private static final int LOOKED_AT = 200;

    private Separators() {}

    /** The separator under which most of the lines have the same number of cells, at least two; a comma if there is none. */
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
                if (share > bestShare || share == bestShare && width.getKey() > bestWidth) {
                    best = separator;
                    bestShare = share;
                    bestWidth = width.getKey();
                }
            }
        }
        return best;
    }

    /** 0 for a line whose quotes do not fit. */
    private static int width(String line, char separator) {
        try {
            return CsvCells.split(line, separator).size();
        } catch (IllegalArgumentException e) {
            return 0;
        }
    }

    /** The separator as people say it. */
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
