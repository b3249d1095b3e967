package io.foreflow.forecaster.predict;

import io.foreflow.models.tabular.Question;

/**
 * A question and its place.
 *
 * @param file name of the file as it was given
 * @param line number from 1; 0 for a whole file
 */
public record QuestionBatch(String file, long line, Question question) {
    /** Returns the place for people: {@code rooms.csv:7}, or the file alone. */
    public String place() {
        return line == 0 ? file : file + ":" + line;
    }
}
