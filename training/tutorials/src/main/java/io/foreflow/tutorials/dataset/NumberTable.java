package io.foreflow.tutorials.dataset;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

/** Named columns of numbers, NaN where a value is missing, in the units of the source. Immutable. */
public final class NumberTable {
    private final List<String> columns;
    private final double[][] byColumn;
    private final int rows;

    private NumberTable(List<String> columns, double[][] byColumn, int rows) {
        this.columns = columns;
        this.byColumn = byColumn;
        this.rows = rows;
    }

    /**
     * Copies the values.
     *
     * @param columns names, all different
     * @param byColumn the values of each column, all of one length
     * @throws IllegalArgumentException if names and values do not fit
     */
    public static NumberTable of(List<String> columns, double[]... byColumn) {
        if (columns.isEmpty() || columns.size() != byColumn.length) {
            throw new IllegalArgumentException(columns.size() + " names for " + byColumn.length + " columns");
        }
        if (new HashSet<>(columns).size() < columns.size()) {
            throw new IllegalArgumentException("the columns' names must differ: " + columns);
        }
        int rows = byColumn[0].length;
        if (Arrays.stream(byColumn).anyMatch(values -> values.length != rows)) {
            throw new IllegalArgumentException("the columns differ in length");
        }
        return new NumberTable(
                List.copyOf(columns),
                Arrays.stream(byColumn).map(double[]::clone).toArray(double[][]::new),
                rows);
    }

    public List<String> columns() {
        return columns;
    }

    /** Returns the number of rows, from 0. */
    public int rows() {
        return rows;
    }

    /** Returns a fresh copy of a column, from the first row to the last. */
    public double[] column(String name) {
        return byColumn[index(name)].clone();
    }

    /** Returns a value; NaN if it is missing. */
    public double at(int row, String column) {
        return byColumn[index(column)][row];
    }

    /** Returns [rows][chosen.size()]: a fresh copy of these columns, row by row. */
    public double[][] records(List<String> chosen) {
        double[][] from = chosen.stream().map(name -> byColumn[index(name)]).toArray(double[][]::new);
        double[][] records = new double[rows][from.length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < from.length; column++) {
                records[row][column] = from[column][row];
            }
        }
        return records;
    }

    /** Returns these rows, in this order; one may be taken more than once. */
    public NumberTable select(int... chosen) {
        double[][] selected = new double[byColumn.length][chosen.length];
        for (int column = 0; column < byColumn.length; column++) {
            for (int i = 0; i < chosen.length; i++) {
                selected[column][i] = byColumn[column][chosen[i]];
            }
        }
        return new NumberTable(columns, selected, chosen.length);
    }

    /** Returns rows [0, count). */
    public NumberTable first(int count) {
        return select(IntStream.range(0, count).toArray());
    }

    /** Returns these columns, in this order. */
    public NumberTable only(List<String> chosen) {
        return of(chosen, chosen.stream().map(name -> byColumn[index(name)]).toArray(double[][]::new));
    }

    /** Returns the other columns, in the table's order. */
    public NumberTable without(String... names) {
        List<String> left = List.of(names);
        left.forEach(this::index);
        return only(columns.stream().filter(name -> !left.contains(name)).toList());
    }

    /** Returns the rows in which no value is missing, in the table's order. */
    public NumberTable complete() {
        return select(IntStream.range(0, rows)
                .filter(row -> Arrays.stream(byColumn).noneMatch(values -> Double.isNaN(values[row])))
                .toArray());
    }

    private int index(String name) {
        int index = columns.indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException("there is no column " + name + "; there are " + columns);
        }
        return index;
    }

    /** Returns whether the other is a table with the same columns and values; one missing value equals another. */
    @Override
    public boolean equals(Object other) {
        return other instanceof NumberTable that
                && columns.equals(that.columns)
                && Arrays.deepEquals(byColumn, that.byColumn);
    }

    @Override
    public int hashCode() {
        return 31 * columns.hashCode() + Arrays.deepHashCode(byColumn);
    }

    /** Returns for instance {@code NumberTable[506 rows of 14 columns]}. */
    @Override
    public String toString() {
        return "NumberTable[" + rows + " rows of " + columns.size() + " columns]";
    }
}
