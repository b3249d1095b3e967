package io.foreflow.forecaster.app.predict;

import io.foreflow.forecaster.app.terminal.CommandException;
import io.foreflow.ingest.table.CsvCells;
import io.foreflow.models.tabular.Columns;
import io.foreflow.models.tabular.Question;
import io.foreflow.models.tabular.Question.Numbers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one CSV file. A first row that is not all numbers is a header and names the columns, in any order and with
 * others between them; without one the model's columns are expected in their order.
 */
final class CsvQuestions {
    private static final int SHOWN = 5;

    private final Columns columns;
    private final String file;
    private final Consumer<String> notes;
    private List<String> header = List.of();

    CsvQuestions(Columns columns, String file, Consumer<String> notes) {
        this.columns = columns;
        this.file = file;
        this.notes = notes;
    }

    /**
     * The question of the next line, null if it is the header.
     *
     * @throws CommandException naming file and line if it is none
     */
    @Nullable
    Question next(String line, long number) {
        List<String> cells;
        try {
            cells = CsvCells.split(line);
        } catch (IllegalArgumentException e) {
            throw wrong(number, String.valueOf(e.getMessage()));
        }
        if (header.isEmpty()) {
            if (cells.stream().anyMatch(cell -> !cell.isEmpty() && Double.isNaN(CsvCells.number(cell)))) {
                header = checked(cells, number);
                return null;
            }
            header = columns.names();
        }
        if (cells.size() != header.size()) {
            throw wrong(
                    number,
                    "the row has " + cells.size() + " values where there are " + header.size() + " columns: "
                            + shown(header));
        }
        Map<String, Double> values = new LinkedHashMap<>();
        for (int i = 0; i < header.size(); i++) {
            String name = header.get(i);
            if (name.isEmpty() || cells.get(i).isEmpty()) {
                continue;
            }
            double value = CsvCells.number(cells.get(i));
            if (Double.isNaN(value)) {
                throw wrong(number, "column " + name + " (" + CsvCells.shortened(cells.get(i)) + ") is not a number");
            }
            values.put(name, value);
        }
        return new Numbers(values);
    }

    /** The header with an empty name for each column that the model does not read. */
    private List<String> checked(List<String> cells, long number) {
        List<String> wanted = columns.names();
        List<String> missing = new ArrayList<>(wanted);
        missing.removeAll(new HashSet<>(cells));
        if (!missing.isEmpty()) {
            throw wrong(
                    number,
                    "the header lacks " + shown(missing) + "; the model reads " + shown(wanted)
                            + (cells.size() == wanted.size()
                                    ? " (a file without a header must hold numbers only)"
                                    : ""));
        }
        HashSet<String> known = new HashSet<>(wanted);
        HashSet<String> seen = new HashSet<>();
        List<String> kept = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (String cell : cells) {
            boolean read = known.contains(cell);
            if (read && !seen.add(cell)) {
                throw wrong(number, "the header has the column " + cell + " twice");
            }
            kept.add(read ? cell : "");
            if (!read) {
                others.add(cell);
            }
        }
        if (!others.isEmpty()) {
            notes.accept(file + " has columns that the model does not read: " + shown(others));
        }
        return kept;
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
