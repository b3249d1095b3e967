package io.foreflow.training.report;

/** Text made harmless in HTML. */
final class Html {
    private static final int REPLACEMENT = 0xFFFD;

    private Html() {}

    /**
     * The text as a browser shall show it, within elements and within attributes in double quotes: whatever it holds, it
     * stays text. Characters that HTML forbids become U+FFFD.
     */
    static String escape(String text) {
        StringBuilder html = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> html.append("&amp;");
                case '<' -> html.append("&lt;");
                case '>' -> html.append("&gt;");
                case '"' -> html.append("&quot;");
                case '\'' -> html.append("&#39;");
                default -> html.appendCodePoint(isForbidden(c) ? REPLACEMENT : c);
            }
        });
        return html.toString();
    }

    /** Control characters but for tab and the ends of lines, halves of surrogate pairs, and non-characters. */
    private static boolean isForbidden(int c) {
        boolean control = Character.isISOControl(c) && c != '\t' && c != '\n' && c != '\r';
        boolean half = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
        return control || half || (c & 0xFFFE) == 0xFFFE || c >= 0xFDD0 && c <= 0xFDEF;
    }
}
