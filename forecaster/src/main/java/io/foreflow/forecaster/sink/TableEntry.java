package io.foreflow.forecaster.sink;

import java.util.function.Consumer;

/**
 * The rows that one record adds to a table.
 *
 * @param identity what the rows are about: of two entries of a table with equal identities one is written
 * @param rank of two entries with equal identities the one with the greater rank is written, or else the later one
 * @param count number of rows at most
 * @param rows writes them
 */
record TableEntry(SqlTable table, Object identity, int rank, int count, Consumer<CopyRows> rows) {
    /** Returns the entry to write: this one, or a later one with an equal identity. */
    TableEntry or(TableEntry later) {
        return later.rank >= rank ? later : this;
    }
}
