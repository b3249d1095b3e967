package io.foreflow.ingest.table;

import java.util.Collection;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The way in which a table writes numbers.
 *
 * @param point the character before the decimals, {@code .} or {@code ,}
 * @param grouped true if thousands may be grouped, by the other of the two, an apostrophe or a space
 */
record Decimals(char point, boolean grouped) {
    /** The documented format: decimals after a point, thousands not grouped. */
    static final Decimals PLAIN = new Decimals('.', false);

    /** Characters that group thousands beside the comma and the point. */
    private static final String NEUTRAL_GROUPS = "'’ \u00A0\u202F\u2009";

    /** The minus sign of typography, which Scandinavian settings write. */
    private static final String MINUS = "\u2212";

    private static final Decimals ANY_POINT = new Decimals('.', true);
    private static final Decimals ANY_COMMA = new Decimals(',', true);

    /** Returns the number; NaN if the text is not one. */
    double parse(String cell) {
        String text = cell.startsWith(MINUS) ? "-" + cell.substring(MINUS.length()) : cell;
        if (point == '.' && !grouped) {
            return CsvCells.number(text);
        }
        double plain =
                text.indexOf(',') < 0 && (point == '.' || text.indexOf('.') < 0) ? CsvCells.number(text) : Double.NaN;
        if (!Double.isNaN(plain)) {
            return plain;
        }
        String normal = normalised(text);
        return normal == null ? Double.NaN : CsvCells.number(normal);
    }

    /** Removes the grouping and puts a point before the decimals; null if a group has not three digits. */
    private @Nullable String normalised(String text) {
        StringBuilder normal = new StringBuilder(text.length());
        int sinceGroup = -1;
        boolean decimals = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == point && !decimals) {
                decimals = true;
                if (sinceGroup >= 0 && sinceGroup != 3) {
                    return null;
                }
                sinceGroup = -1;
                normal.append('.');
            } else if (grouped && !decimals && isGroup(c)) {
                if (sinceGroup >= 0 ? sinceGroup != 3 : !isFirstGroup(normal)) {
                    return null;
                }
                sinceGroup = 0;
            } else if (c == '.' || c == ',') {
                return null;
            } else {
                normal.append(c);
                sinceGroup = sinceGroup < 0 ? sinceGroup : sinceGroup + 1;
            }
        }
        return sinceGroup < 0 || sinceGroup == 3 ? normal.toString() : null;
    }

    /** Returns true for one to three digits, the first of which is not 0: nobody writes 0,500 for 500. */
    private static boolean isFirstGroup(CharSequence text) {
        int from = text.length() > 0 && "+-".indexOf(text.charAt(0)) >= 0 ? 1 : 0;
        int digits = text.length() - from;
        return digits >= 1 && digits <= 3 && text.charAt(from) != '0';
    }

    private boolean isGroup(char c) {
        return c == (point == '.' ? ',' : '.') || NEUTRAL_GROUPS.indexOf(c) >= 0;
    }

    /** Evidence in cells of the way in which their table writes numbers. */
    static final class Evidence {
        private static final Pattern CODES = Pattern.compile("[+-]?0\\d+,\\d+");

        private long points;
        private long commas;
        /** Number of cells such as 1234, which a table with grouped thousands does not have. */
        private long longIntegers;

        /** Number of cells such as 1,5 or 1,2345, whose comma cannot group thousands. */
        private long commaDecimals;

        private long pointDecimals;
        /** Number of cells such as 1.234,5. */
        private long pointThenComma;
        /** Number of cells such as 1,234.5. */
        private long commaThenPoint;
        /** Number of cells such as 1 234 and 1'234.5. */
        private long neutralGroups;
        /** Number of cells such as -0063,1: two codes in one cell, where commas separate cells. */
        private long codes;
        /** A cell such as 1,234, which may be either. */
        private String unclear = "";

        void add(Collection<String> cells) {
            cells.forEach(this::add);
        }

        void add(String cell) {
            int comma = cell.lastIndexOf(',');
            int point = cell.lastIndexOf('.');
            if (!isPlain(cell)) {
                if (!isNumberLike(cell)
                        || (Double.isNaN(ANY_POINT.parse(cell)) && Double.isNaN(ANY_COMMA.parse(cell)))) {
                    return;
                }
                neutralGroups += cell.chars().anyMatch(c -> NEUTRAL_GROUPS.indexOf(c) >= 0) ? 1 : 0;
                codes += comma >= 0 && CODES.matcher(cell).matches() ? 1 : 0;
            }
            if (comma >= 0 && point >= 0) {
                pointThenComma += point < comma ? 1 : 0;
                commaThenPoint += comma < point ? 1 : 0;
            } else if (comma >= 0) {
                commas++;
                boolean thousands = isGrouped(cell, ',');
                commaDecimals += thousands ? 0 : 1;
                unclear = thousands ? cell : unclear;
            } else if (point >= 0) {
                points++;
                boolean thousands = isGrouped(cell, '.');
                pointDecimals += thousands ? 0 : 1;
                unclear = thousands && unclear.isEmpty() ? cell : unclear;
            } else if (cell.length() > 4 || (cell.length() == 4 && Character.isDigit(cell.charAt(0)))) {
                longIntegers++;
            }
        }

        /**
         * Returns the way of writing numbers; empty if the cells allow both, of which {@link #unclearCell} is an
         * example.
         *
         * @param separator separator of the table; where it is a comma, decimals stand after a point
         */
        Optional<Decimals> decided(char separator) {
            boolean pointSetsApart = points > 0 && pointDecimals == 0 && longIntegers == 0;
            boolean pointCanBe = commaDecimals == 0 && pointThenComma == 0;
            boolean commaCanBe = (pointDecimals == 0 && commaThenPoint == 0 && separator != ',') || commaDecimals > 0;
            if (codes > 0 && separator == ',') {
                return Optional.of(new Decimals('.', neutralGroups > 0));
            }
            if (commas + pointThenComma + commaThenPoint == 0) {
                return pointSetsApart && separator == ';'
                        ? Optional.empty()
                        : Optional.of(new Decimals('.', neutralGroups > 0));
            }
            if (pointCanBe == commaCanBe) {
                return pointCanBe && commas > 0 && longIntegers > 0 && points == 0
                        ? Optional.of(new Decimals(',', neutralGroups > 0))
                        : Optional.empty();
            }
            return Optional.of(
                    pointCanBe
                            ? new Decimals('.', commas + commaThenPoint + neutralGroups > 0)
                            : new Decimals(',', pointSetsApart || pointThenComma + neutralGroups > 0));
        }

        String unclearCell() {
            return unclear;
        }

        /** Returns true for digits with one point at most, as most cells are. */
        private static boolean isPlain(String cell) {
            int points = 0;
            for (int i = 0; i < cell.length(); i++) {
                char c = cell.charAt(i);
                points += c == '.' ? 1 : 0;
                if ((c < '0' || c > '9') && c != '.') {
                    return false;
                }
            }
            return points <= 1 && cell.length() > points;
        }

        private static boolean isNumberLike(String cell) {
            boolean digit = false;
            for (int i = 0; i < cell.length(); i++) {
                char c = cell.charAt(i);
                digit |= c >= '0' && c <= '9';
                if ((c < '0' || c > '9') && ("+-.,eE" + MINUS).indexOf(c) < 0 && NEUTRAL_GROUPS.indexOf(c) < 0) {
                    return false;
                }
            }
            return digit;
        }

        /**
         * Returns true for 1,234 and 12,345,678: the groups after the first have three digits, and none begins with 0.
         */
        private static boolean isGrouped(String cell, char group) {
            int from = cell.startsWith("-") || cell.startsWith("+") ? 1 : 0;
            String[] parts = cell.substring(from).split(Pattern.quote(String.valueOf(group)), -1);
            if (parts[0].isEmpty() || parts[0].length() > 3 || parts[0].startsWith("0")) {
                return false;
            }
            for (int i = 1; i < parts.length; i++) {
                if (parts[i].length() != 3) {
                    return false;
                }
            }
            return true;
        }
    }
}
