package io.foreflow.ingest.source;

import java.text.Normalizer;
import java.util.Collection;
import java.util.List;

/**
 * What the columns of a CSV file are.
 *
 * @param wide false: one reading a row, in the columns {@code sensor_id}, {@code timestamp} and {@code value}; true: one
 *     column of times, every further one a sensor
 * @param columns of a wide file, which ones to read, in any case of letters; empty for all
 * @param covariates of a long file, which further columns of numbers to read if they are there, in any case of letters; others
 *     are passed over
 */
public record CsvLayout(boolean wide, List<String> columns, List<String> covariates) {
    /** One reading a row. */
    public static final CsvLayout LONG = new CsvLayout(false, List.of(), List.of());

    /** Every column but the time is a sensor. */
    public static final CsvLayout WIDE = new CsvLayout(true, List.of(), List.of());

    public CsvLayout {
        columns = columns.stream().map(CsvLayout::comparable).toList();
        if (columns.stream().anyMatch(String::isEmpty)) {
            throw new IllegalArgumentException("columns must be names of columns, separated by commas, none empty");
        }
        if (!wide && !columns.isEmpty()) {
            throw new IllegalArgumentException("only a wide file has columns to choose");
        }
        covariates = List.copyOf(covariates);
        if (wide && !covariates.isEmpty()) {
            throw new IllegalArgumentException("only a long file has covariates");
        }
    }

    /** The form in which names of columns are compared, but for the case of letters. */
    static String comparable(String name) {
        return CsvCells.strip(Normalizer.normalize(name, Normalizer.Form.NFC));
    }

    /** These columns of a wide file. */
    public static CsvLayout wide(List<String> columns) {
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("name at least one column");
        }
        return new CsvLayout(true, columns, List.of());
    }

    /** One reading a row, with these further columns where the file has them. */
    public static CsvLayout longWith(Collection<String> covariates) {
        return new CsvLayout(false, List.of(), List.copyOf(covariates));
    }
}
