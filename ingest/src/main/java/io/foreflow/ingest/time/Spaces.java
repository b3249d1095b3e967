package io.foreflow.ingest.time;

/** The characters that separate words on a line: spaces of every width and tabs. */
final class Spaces {
    private Spaces() {}

    static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || (c > 127 && Character.getType(c) == Character.SPACE_SEPARATOR);
    }
}
