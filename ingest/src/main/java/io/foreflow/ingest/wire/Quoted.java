package io.foreflow.ingest.wire;

import io.foreflow.models.series.VisibleText;

/** Text from outside, as it may stand in a message. */
final class Quoted {
    private static final int MAX_LENGTH = 60;

    private Quoted() {}

    /** In quotes, cut to a readable length, with what cannot be seen as code points. */
    static String of(String text) {
        String cut = text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "…";
        return '"' + VisibleText.shown(cut) + '"';
    }
}
