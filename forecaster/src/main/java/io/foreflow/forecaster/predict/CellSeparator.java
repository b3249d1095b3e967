package io.foreflow.forecaster.predict;

import io.foreflow.ingest.table.CsvCells;
import java.util.List;

/** The character between the cells of a table, the usual one first. */
enum CellSeparator {
    COMMA(',', "commas"),
    SEMICOLON(';', "semicolons"),
    TAB('\t', "tabs");

    private final char character;
    private final String plural;

    CellSeparator(char character, String plural) {
        this.character = character;
        this.plural = plural;
    }

    /** Returns the name for people. */
    String plural() {
        return plural;
    }

    /** @throws IllegalArgumentException if the line cannot be split; the message is one line */
    List<String> split(String line) {
        return CsvCells.split(line, character);
    }
}
