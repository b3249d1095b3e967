package io.foreflow.spark;

import io.foreflow.models.series.Reading;

/** A row of the input. */
sealed interface InputRow {
    record UsedRow(Reading reading) implements InputRow {}

    /** @param problem what is wrong with the row, in a line for people */
    record UnusedRow(String problem) implements InputRow {}
}
