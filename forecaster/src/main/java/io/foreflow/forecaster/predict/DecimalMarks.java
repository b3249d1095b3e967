package io.foreflow.forecaster.predict;

import io.foreflow.ingest.table.CsvCells;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the numbers of one table whose decimals may have a point or a comma. The table has one mark for all of its decimals.
 * {@code 1,234} and {@code 1.234} may be thousands: they count as decimals when another number of the table shows that this
 * mark is the decimal one, such as {@code 6,5}. Numbers with marks between their thousands are never read.
 */
final class DecimalMarks {
    private static final Pattern MAYBE_THOUSANDS = Pattern.compile("[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}");

    private @Nullable Marked decimal;
    private final List<Marked> undecided = new ArrayList<>();

    /** A number with a mark, and its place. */
    record Marked(String cell, char mark, String column, long line) {
        /** Returns the number with a decimal point. */
        String withPoint() {
            return cell.replace(mark, '.');
        }

        private String markName() {
            return mark == ',' ? "comma" : "point";
        }
    }

    /** Reports a number with two possible readings. */
    static final class AmbiguousNumberException extends Exception {
        private static final long serialVersionUID = 1L;

        private final long line;

        private AmbiguousNumberException(long line, String message) {
            super(message);
            this.line = line;
        }

        /** Returns the line of the number. */
        long line() {
            return line;
        }
    }

    /** Returns true if the text is a number with a point, a comma or no mark at all. */
    static boolean isNumber(String text) {
        return !Double.isNaN(value(text, mark(text)));
    }

    /**
     * Returns the number; NaN if the text is not one.
     *
     * @throws AmbiguousNumberException if it has another mark than the table's decimals
     */
    double number(String text, String column, long line) throws AmbiguousNumberException {
        char mark = mark(text);
        double value = value(text, mark);
        if (mark == 0 || Double.isNaN(value)) {
            return value;
        }
        Marked marked = new Marked(text, mark, column, line);
        boolean maybeThousands = MAYBE_THOUSANDS.matcher(text).matches();
        if (decimal == null && maybeThousands) {
            if (undecided.stream().noneMatch(other -> other.mark == mark)) {
                undecided.add(marked);
            }
            return value;
        }
        Marked shown = decimal == null ? marked : decimal;
        decimal = shown;
        requireSame(marked, shown);
        for (Marked other : undecided) {
            requireSame(other, shown);
        }
        undecided.clear();
        return value;
    }

    /**
     * Ends the table and returns the first number that shows the mark of its decimals; empty if no number has one.
     *
     * @throws AmbiguousNumberException if the table leaves open whether a mark is that of decimals
     */
    Optional<Marked> end() throws AmbiguousNumberException {
        if (!undecided.isEmpty()) {
            Marked open = undecided.get(0);
            String whole = open.cell.replace(String.valueOf(open.mark), "");
            throw new AmbiguousNumberException(
                    open.line,
                    "column " + open.column + " (" + open.cell + ") may be " + open.withPoint() + " or " + whole
                            + ", and no other number of the file shows which; write " + open.cell + "0 or " + whole);
        }
        return Optional.ofNullable(decimal);
    }

    private static void requireSame(Marked marked, Marked decimal) throws AmbiguousNumberException {
        if (marked.mark != decimal.mark) {
            throw new AmbiguousNumberException(
                    marked.line,
                    "column " + marked.column + " (" + marked.cell + ") has a " + marked.markName() + ", but line "
                            + decimal.line + " has a decimal " + decimal.markName() + " (" + decimal.cell
                            + "); write all decimals alike and thousands without a mark");
        }
    }

    /** Returns the first point or comma; 0 if there is none. */
    private static char mark(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '.' || text.charAt(i) == ',') {
                return text.charAt(i);
            }
        }
        return 0;
    }

    private static double value(String text, char mark) {
        return CsvCells.number(mark == 0 ? text : text.replace(mark, '.'));
    }
}
