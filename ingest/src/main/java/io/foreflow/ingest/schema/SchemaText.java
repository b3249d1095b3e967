package io.foreflow.ingest.schema;

import io.foreflow.models.series.VisibleText;
import java.util.Collection;

/** Writes texts from outside into messages. */
final class SchemaText {
    private static final int MAX_LENGTH = 60;
    private static final int MAX_NAMES = 12;

    private SchemaText() {}

    /** Returns the text in quotes, cut to a readable length. */
    static String quoted(String text) {
        return '"' + VisibleText.shown(cut(text, MAX_LENGTH)) + '"';
    }

    /** Returns the message of a library in one line. */
    static String oneLine(Throwable problem) {
        String message = problem.getMessage();
        return VisibleText.shown(
                cut(message == null ? problem.getClass().getSimpleName() : message.replaceAll("\\s+", " "), 300));
    }

    /** Returns the first names, separated by commas. */
    static String list(Collection<String> names) {
        String first = String.join(", ", names.stream().limit(MAX_NAMES).toList());
        return names.size() > MAX_NAMES ? first + " …" : first;
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length) + "…";
    }
}
