package io.foreflow.ingest.wire;

import io.foreflow.models.series.VisibleText;

/** Makes text from outside safe for a message. */
final class Quoted {
    private static final int MAX_LENGTH = 60;

    private Quoted() {}

    /** Returns the text in quotes, cut to a readable length, with invisible characters as code points. */
    static String of(String text) {
        String cut = text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "…";
        return '"' + VisibleText.shown(cut) + '"';
    }
}
