package io.foreflow.tutorials.dataset;

import io.foreflow.training.data.DatasetException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads tables from text files, plain or gzip, with any line ends. Empty cells, {@code NA}, {@code None}, {@code NaN}
 * and
 * {@code nan} are missing values; empty lines are passed over.
 *
 * @param separator between two cells
 * @param columns the columns' names if the file does not say them; empty if its first line does
 * @param textColumns treatment of columns in which a cell is neither a number nor missing
 */
public record NumberTableReader(Separator separator, List<String> columns, TextColumns textColumns) {
    /** Reads tables with commas whose first line names the columns, all of them numbers. */
    public static final NumberTableReader WITH_HEADER =
            new NumberTableReader(Separator.COMMA, List.of(), TextColumns.REFUSED);

    /** The separator of two cells. */
    public enum Separator {
        /** A comma, as in RFC 4180: cells may be quoted. */
        COMMA,
        /** One or more spaces or tabs, also in front of the first cell. */
        BLANKS
    }

    /** The treatment of columns of text. */
    public enum TextColumns {
        /** The file is refused. */
        REFUSED,
        /** The table does without them. */
        LEFT_OUT
    }

    public NumberTableReader {
        columns = List.copyOf(columns);
        if (new HashSet<>(columns).size() < columns.size()) {
            throw new IllegalArgumentException("the columns' names must differ: " + columns);
        }
    }

    private static final Set<String> MISSING = Set.of("", "NA", "None", "NaN", "nan");
    private static final Pattern BLANKS = Pattern.compile("[ \t]+");
    private static final CSVFormat RFC_4180 = CSVFormat.RFC4180
            .builder()
            .setIgnoreSurroundingSpaces(true)
            .setIgnoreEmptyLines(true)
            .get();

    /**
     * Reads a whole file.
     *
     * @throws DatasetException if the file is missing, ends too early, has no row, has a row of a wrong length or a
     *     text
     *     where a number is due; names the line
     */
    public NumberTable read(Path file) throws IOException {
        Cells cells = new Cells(file);
        try (BufferedReader reader = DataFiles.reader(file)) {
            if (separator == Separator.COMMA) {
                readCommas(reader, cells);
            } else {
                readBlanks(reader, cells);
            }
        } catch (IOException | UncheckedIOException e) {
            throw DataFiles.unreadable(file, e);
        }
        return cells.table();
    }

    private static void readCommas(BufferedReader reader, Cells cells) throws IOException {
        try (CSVParser parser = CSVParser.parse(reader, RFC_4180)) {
            for (CSVRecord line : parser) {
                cells.line(parser.getCurrentLineNumber(), line.toList());
            }
        }
    }

    private static void readBlanks(BufferedReader reader, Cells cells) throws IOException {
        long number = 0;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            number++;
            if (!line.isBlank()) {
                cells.line(number, List.of(BLANKS.split(line.strip(), -1)));
            }
        }
    }

    /** The columns as they grow. */
    private final class Cells {
        private final Path file;
        private List<String> names;
        private final List<NumberColumn> numbers = new ArrayList<>();

        Cells(Path file) {
            this.file = file;
            this.names = NumberTableReader.this.columns;
            names.forEach(name -> numbers.add(new NumberColumn()));
        }

        void line(long number, List<String> cells) throws DatasetException {
            if (names.isEmpty()) {
                names = header(cells);
                names.forEach(name -> numbers.add(new NumberColumn()));
                return;
            }
            if (cells.size() != names.size()) {
                throw new DatasetException(
                        file + ", line " + number + ": " + cells.size() + " cells, not " + names.size());
            }
            for (int i = 0; i < cells.size(); i++) {
                String cell = cells.get(i).strip();
                if (!numbers.get(i).add(cell) && textColumns == TextColumns.REFUSED) {
                    throw new DatasetException(file + ", line " + number + ", column " + names.get(i) + ": '"
                            + shortened(cell) + "' is not a number");
                }
            }
        }

        private List<String> header(List<String> cells) throws DatasetException {
            List<String> header = cells.stream()
                    .map(cell -> cell.startsWith("\uFEFF") ? cell.substring(1) : cell)
                    .map(String::strip)
                    .toList();
            if (header.stream().distinct().count() < header.size()) {
                throw new DatasetException(file + ", line 1: a column's name occurs twice in " + header);
            }
            return header;
        }

        NumberTable table() throws DatasetException {
            List<String> kept = new ArrayList<>();
            List<double[]> values = new ArrayList<>();
            for (int i = 0; i < numbers.size(); i++) {
                if (numbers.get(i).numeric) {
                    kept.add(names.get(i));
                    values.add(numbers.get(i).values());
                }
            }
            if (kept.isEmpty() || values.get(0).length == 0) {
                throw new DatasetException(file + " holds no row of numbers");
            }
            return NumberTable.of(kept, values.toArray(double[][]::new));
        }

        private static String shortened(String text) {
            return text.length() <= 60 ? text : text.substring(0, 60) + "…";
        }
    }

    /** One column's numbers, until a cell is text. */
    private static final class NumberColumn {
        private final List<Double> values = new ArrayList<>();
        private boolean numeric = true;

        /** Returns false if the cell is text. */
        boolean add(String cell) {
            if (numeric) {
                try {
                    values.add(MISSING.contains(cell) ? Double.NaN : number(cell));
                } catch (NumberFormatException e) {
                    numeric = false;
                }
            }
            return numeric;
        }

        double[] values() {
            return values.stream().mapToDouble(Double::doubleValue).toArray();
        }

        /** Reads a decimal number, not Java's own forms such as {@code 1d} or {@code 0x1p3}. */
        private static double number(String cell) {
            char last = cell.charAt(cell.length() - 1);
            if (((last < '0' || last > '9') && last != '.') || cell.indexOf('x') >= 0 || cell.indexOf('X') >= 0) {
                throw new NumberFormatException(cell);
            }
            return Double.parseDouble(cell);
        }
    }
}
