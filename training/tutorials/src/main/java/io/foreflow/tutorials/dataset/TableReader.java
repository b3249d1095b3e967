package io.foreflow.tutorials.dataset;

import io.foreflow.training.data.DatasetException;
import io.foreflow.tutorials.dataset.TableFormat.Separator;
import io.foreflow.tutorials.dataset.TableFormat.TextColumns;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads tables from text files, plain or gzip, with any line ends. Empty cells, {@code NA}, {@code None}, {@code NaN} and
 * {@code nan} are missing values; empty lines are passed over.
 */
public final class TableReader {
    private static final Set<String> MISSING = Set.of("", "NA", "None", "NaN", "nan");
    private static final Pattern BLANKS = Pattern.compile("[ \t]+");
    private static final CSVFormat RFC_4180 = CSVFormat.RFC4180
            .builder()
            .setIgnoreSurroundingSpaces(true)
            .setIgnoreEmptyLines(true)
            .get();

    private TableReader() {}

    /**
     * Reads a whole file.
     *
     * @throws DatasetException if the file is missing, ends too early, has no row, has a row of a wrong length or a text
     *     where a number is due; names the line
     */
    public static Table read(Path file, TableFormat format) throws IOException {
        Cells cells = new Cells(file, format);
        try (BufferedReader reader = DataFiles.reader(file)) {
            if (format.separator() == Separator.COMMA) {
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
    private static final class Cells {
        private final Path file;
        private final TextColumns textColumns;
        private List<String> names;
        private final List<Column> columns = new ArrayList<>();

        Cells(Path file, TableFormat format) {
            this.file = file;
            this.textColumns = format.textColumns();
            this.names = format.columns();
            names.forEach(name -> columns.add(new Column()));
        }

        void line(long number, List<String> cells) throws DatasetException {
            if (names.isEmpty()) {
                names = header(cells);
                names.forEach(name -> columns.add(new Column()));
                return;
            }
            if (cells.size() != names.size()) {
                throw new DatasetException(
                        file + ", line " + number + ": " + cells.size() + " cells, not " + names.size());
            }
            for (int i = 0; i < cells.size(); i++) {
                String cell = cells.get(i).strip();
                if (!columns.get(i).add(cell) && textColumns == TextColumns.REFUSED) {
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

        Table table() throws DatasetException {
            List<String> kept = new ArrayList<>();
            List<double[]> values = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) {
                if (columns.get(i).numeric) {
                    kept.add(names.get(i));
                    values.add(columns.get(i).values());
                }
            }
            if (kept.isEmpty() || values.get(0).length == 0) {
                throw new DatasetException(file + " holds no row of numbers");
            }
            return Table.of(kept, values.toArray(double[][]::new));
        }

        private static String shortened(String text) {
            return text.length() <= 60 ? text : text.substring(0, 60) + "…";
        }
    }

    /** One column's numbers, until a cell is text. */
    private static final class Column {
        private final List<Double> values = new ArrayList<>();
        private boolean numeric = true;

        /** False if the cell is text. */
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

        /** Decimal numbers only, not Java's own forms such as {@code 1d} or {@code 0x1p3}. */
        private static double number(String cell) {
            char last = cell.charAt(cell.length() - 1);
            if ((last < '0' || last > '9') && last != '.' || cell.indexOf('x') >= 0 || cell.indexOf('X') >= 0) {
                throw new NumberFormatException(cell);
            }
            return Double.parseDouble(cell);
        }
    }
}
