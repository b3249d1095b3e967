package io.foreflow.tutorials.dataset;

import java.util.HashSet;
import java.util.List;

/**
 * How a table is written.
 *
 * @param separator what stands between two cells
 * @param columns the columns' names if the file does not say them; empty if its first line does
 * @param textColumns what becomes of columns in which a cell is neither a number nor missing
 */
public record TableFormat(Separator separator, List<String> columns, TextColumns textColumns) {
    /** Commas, the first line names the columns, all of them numbers. */
    public static final TableFormat WITH_HEADER = new TableFormat(Separator.COMMA, List.of(), TextColumns.REFUSED);

    public TableFormat {
        columns = List.copyOf(columns);
        if (new HashSet<>(columns).size() < columns.size()) {
            throw new IllegalArgumentException("the columns' names must differ: " + columns);
        }
    }

    /** What stands between two cells. */
    public enum Separator {
        /** As RFC 4180 has it: cells may be quoted. */
        COMMA,
        /** One or more spaces or tabs, also in front of the first cell. */
        BLANKS
    }

    /** What becomes of columns of text. */
    public enum TextColumns {
        /** The file is refused. */
        REFUSED,
        /** The table does without them. */
        LEFT_OUT
    }
}
