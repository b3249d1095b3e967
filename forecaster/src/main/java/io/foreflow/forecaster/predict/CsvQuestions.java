package io.foreflow.forecaster.predict;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingInt;

import io.foreflow.forecaster.predict.DecimalMarks.AmbiguousNumberException;
import io.foreflow.forecaster.predict.DecimalMarks.Marked;
import io.foreflow.forecaster.predict.HeaderMatch.Repeated;
import io.foreflow.forecaster.terminal.CommandException;
import io.foreflow.ingest.table.CsvCells;
import io.foreflow.models.tabular.Columns;
import io.foreflow.models.tabular.Question;
import io.foreflow.models.tabular.Question.Numbers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of one CSV file. A first row that is not all numbers is a header and names the columns, in any order and with
 * others between them; without one the model's columns are expected in their order.
 *
 * <p>The first row also shows what separates the cells: commas, semicolons or tabs, whichever lets the header name the model's
 * columns, or lets the row be all numbers. Between commas, decimals have a point. Between semicolons and tabs they have a point
 * or a comma.
 */
final class CsvQuestions {
    private static final int SHOWN = 5;

    private final Columns columns;
    private final String file;
    private final Consumer<String> notes;
    private final DecimalMarks decimals = new DecimalMarks();
    private CellSeparator separator = CellSeparator.COMMA;

    /**
     * The model's name for each cell, empty where the model does not read it; the list is empty before the first line.
     */
    private List<String> header = List.of();

    CsvQuestions(Columns columns, String file, Consumer<String> notes) {
        this.columns = columns;
        this.file = file;
        this.notes = notes;
    }

    /** The first line, split by one separator. */
    private record SplitLine(CellSeparator separator, List<String> cells, HeaderMatch match) {
        private boolean isNumbers() {
            return cells.stream().allMatch(cell -> cell.isEmpty() || isNumber(cell));
        }

        private boolean isNumber(String cell) {
            return separator == CellSeparator.COMMA
                    ? !Double.isNaN(CsvCells.number(cell))
                    : DecimalMarks.isNumber(cell);
        }
    }

    /**
     * Returns the question of the next line; null if the line is the header.
     *
     * @throws CommandException naming file and line if the line is not a question
     */
    @Nullable
    Question next(String line, long number) {
        if (header.isEmpty() && begin(line, number)) {
            return null;
        }
        List<String> cells = split(separator, line, number);
        if (cells.size() != header.size()) {
            throw wrong(
                    number,
                    "the row has " + cells.size() + " values where there are " + header.size() + " columns: "
                            + shown(header));
        }
        Map<String, Double> values = new LinkedHashMap<>();
        for (int i = 0; i < header.size(); i++) {
            if (!header.get(i).isEmpty() && !cells.get(i).isEmpty()) {
                values.put(header.get(i), value(cells.get(i), header.get(i), number));
            }
        }
        return new Numbers(values);
    }

    /**
     * Ends the file and notes its format, unless its columns are separated by commas.
     *
     * @throws CommandException if the format of its numbers stays ambiguous
     */
    void end() {
        if (separator == CellSeparator.COMMA) {
            return;
        }
        Optional<Marked> decimal;
        try {
            decimal = decimals.end();
        } catch (AmbiguousNumberException e) {
            throw wrong(e.line(), String.valueOf(e.getMessage()));
        }
        notes.accept(file + " is separated by " + separator.plural()
                + decimal.filter(shown -> shown.mark() == ',')
                        .map(shown -> ", with decimal commas: " + CsvCells.shortened(shown.cell()) + " is read as "
                                + CsvCells.shortened(shown.withPoint()))
                        .orElse(""));
    }

    /** Detects the format of the file. Returns true if the line is a header. */
    private boolean begin(String line, long number) {
        List<SplitLine> splits = splits(line, number);
        List<SplitLine> naming =
                splits.stream().filter(split -> split.match.isComplete()).toList();
        if (naming.stream().map(SplitLine::cells).distinct().count() > 1) {
            throw wrong(
                    number,
                    "the header names the model's columns with "
                            + naming.get(0).separator.plural() + " and with "
                            + naming.get(1).separator.plural() + " between them; quote names that hold a separator");
        }
        if (!naming.isEmpty()) {
            SplitLine split = naming.get(0);
            separator = split.separator;
            header = checked(split.match, number);
            return true;
        }
        SplitLine numbers = splits.stream()
                .filter(SplitLine::isNumbers)
                .findFirst()
                .orElseThrow(() -> wrong(number, lacking(likeliest(splits))));
        separator = numbers.separator;
        header = columns.names();
        return false;
    }

    private List<SplitLine> splits(String line, long number) {
        List<SplitLine> splits = new ArrayList<>();
        for (CellSeparator candidate : CellSeparator.values()) {
            try {
                List<String> cells = candidate.split(line);
                if (candidate == CellSeparator.COMMA || cells.size() > 1) {
                    splits.add(new SplitLine(candidate, cells, HeaderMatch.of(columns.names(), cells)));
                }
            } catch (IllegalArgumentException e) {
                // Quotes that are invalid between commas may be valid between semicolons.
            }
        }
        if (splits.isEmpty()) {
            split(CellSeparator.COMMA, line, number);
        }
        return splits;
    }

    private List<String> split(CellSeparator between, String line, long number) {
        try {
            return between.split(line);
        } catch (IllegalArgumentException e) {
            throw wrong(number, String.valueOf(e.getMessage()));
        }
    }

    private static SplitLine likeliest(List<SplitLine> splits) {
        return splits.stream()
                .min(comparingInt((SplitLine split) -> split.match.missing().size())
                        .thenComparing(comparing((SplitLine split) -> split.cells.size())
                                .reversed()))
                .orElseThrow();
    }

    private String lacking(SplitLine split) {
        List<String> wanted = columns.names();
        String lacks = "the header "
                + (split.separator == CellSeparator.COMMA
                        ? ""
                        : "is separated by " + split.separator.plural() + " and ")
                + "lacks " + shown(split.match.missing()) + "; the model reads " + shown(wanted);
        if (split.cells.size() == wanted.size()) {
            return lacks + " (a file without a header must hold numbers only)";
        }
        return split.cells.size() == 1 && split.match.missing().size() == wanted.size()
                ? lacks + "; found one column: " + shown(split.cells)
                        + "; separate columns by commas, semicolons or tabs"
                : lacks;
    }

    private List<String> checked(HeaderMatch match, long number) {
        if (!match.repeated().isEmpty()) {
            Repeated twice = match.repeated().get(0);
            boolean exact = twice.cells().stream().allMatch(twice.column()::equals);
            throw wrong(
                    number,
                    "the header has the column " + twice.column() + " twice"
                            + (exact ? "" : ": " + shown(twice.cells()) + "; write one of them as " + twice.column()));
        }
        if (!match.others().isEmpty()) {
            List<String> named =
                    match.others().stream().filter(name -> !name.isEmpty()).toList();
            int unnamed = match.others().size() - named.size();
            notes.accept(file + " has columns that the model does not read: "
                    + shown(named)
                    + (named.isEmpty() || unnamed == 0 ? "" : ", ")
                    + (unnamed == 0 ? "" : unnamed + " without a name"));
        }
        return match.columns();
    }

    private double value(String cell, String column, long number) {
        double value;
        try {
            value = separator == CellSeparator.COMMA ? CsvCells.number(cell) : decimals.number(cell, column, number);
        } catch (AmbiguousNumberException e) {
            throw wrong(e.line(), String.valueOf(e.getMessage()));
        }
        if (Double.isNaN(value)) {
            throw wrong(
                    number,
                    "column " + column + " (" + CsvCells.shortened(cell) + ") is not a number"
                            + (cell.indexOf(',') < 0 ? "" : "; " + advice()));
        }
        return value;
    }

    private String advice() {
        return separator == CellSeparator.COMMA
                ? "write decimals with a point, thousands without a mark"
                : "write thousands without a mark";
    }

    private CommandException wrong(long number, String what) {
        return new CommandException(file + ":" + number + ": " + what);
    }

    private static String shown(List<String> names) {
        List<String> some = names.stream()
                .filter(name -> !name.isEmpty())
                .map(CsvCells::shortened)
                .toList();
        String first = String.join(", ", some.subList(0, Math.min(SHOWN, some.size())));
        return some.size() > SHOWN ? first + " and " + (some.size() - SHOWN) + " more" : first;
    }
}
