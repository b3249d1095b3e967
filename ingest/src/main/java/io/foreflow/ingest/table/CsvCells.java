package io.foreflow.ingest.table;

import io.foreflow.models.series.VisibleText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Splits one line of CSV into its cells, without the white space around them. */
public final class CsvCells {
    private static final char COMMA = ',';
    private static final CSVFormat RFC_4180 =
            CSVFormat.RFC4180.builder().setIgnoreSurroundingSpaces(true).get();

    private CsvCells() {}

    /**
     * Returns the cells between commas.
     *
     * @throws IllegalArgumentException if the line is not CSV; the message is one line
     */
    public static List<String> split(String line) {
        return split(line, COMMA);
    }

    /**
     * Returns the cells between separators. A separator inside quotes belongs to its cell.
     *
     * @param separator for instance a comma, a semicolon or a tab; not a quote or a line break
     * @throws IllegalArgumentException if the line is not CSV; the message is one line
     */
    public static List<String> split(String line, char separator) {
        if (separator == '"' || separator == '\n' || separator == '\r') {
            throw new IllegalArgumentException("a quote or a line break cannot separate cells");
        }
        return line.indexOf('"') < 0 ? splitUnquoted(line, separator) : splitQuoted(line, separator);
    }

    /**
     * Splits a line without quotes. Most files quote nothing, and a parser per line would cost more than the rest of
     * the reading.
     */
    private static List<String> splitUnquoted(String line, char separator) {
        List<String> cells = new ArrayList<>();
        int from = 0;
        for (int end = line.indexOf(separator); end >= 0; end = line.indexOf(separator, from)) {
            cells.add(strip(line.substring(from, end)));
            from = end + 1;
        }
        cells.add(strip(line.substring(from)));
        return cells;
    }

    private static List<String> splitQuoted(String line, char separator) {
        CSVFormat format = separator == COMMA
                ? RFC_4180
                : RFC_4180.builder().setDelimiter(separator).get();
        try (CSVParser parser = CSVParser.parse(line, format)) {
            List<CSVRecord> records = parser.getRecords();
            return records.get(0).stream().map(CsvCells::strip).toList();
        } catch (IOException | UncheckedIOException e) {
            throw new IllegalArgumentException("a quote is not closed on the same line, or stands where none may", e);
        }
    }

    /**
     * Returns the decimal number; NaN if {@code text} is not one. It does not accept Java's own forms such as
     * {@code 1d} or {@code 0x1p3}.
     */
    public static double number(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E') {
                return Double.NaN;
            }
        }
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** Returns as much of the text as fits into a message, with invisible characters as code points. */
    public static String shortened(String text) {
        return VisibleText.shown(text.length() <= 60 ? text : text.substring(0, 60) + "…");
    }

    /**
     * Removes spaces of every width, tabs and the other white space of ASCII, but not the separators of lines and
     * paragraphs.
     */
    static String strip(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isSpace(text.charAt(from))) {
            from++;
        }
        while (from < to && isSpace(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isSpace(char c) {
        return c <= ' ' ? Character.isWhitespace(c) : Character.getType(c) == Character.SPACE_SEPARATOR;
    }
}
