package io.foreflow.ingest.table;

import java.nio.charset.Charset;
import java.util.Optional;

/** Guesses the encoding of a file from its first line. */
final class Encodings {
    private static final Charset WINDOWS = Charset.forName("windows-1252");

    private Encodings() {}

    static boolean isUtf8(Sample.SampleLine line) {
        return line.isText() && !holds(line.bytes(), (byte) 0);
    }

    /** Returns true for a ZIP archive; a spreadsheet is one, too. */
    static boolean isArchive(byte[] bytes) {
        return bytes.length > 3 && bytes[0] == 'P' && bytes[1] == 'K';
    }

    /**
     * Returns UTF-16 for text that begins with its mark or holds zeros beside letters, windows-1252 for other text, and
     * empty if the bytes are not text.
     */
    static Optional<String> guess(byte[] bytes) {
        if (holds(bytes, (byte) 0)) {
            return isUtf16(bytes) ? Optional.of("UTF-16") : Optional.empty();
        }
        boolean text =
                new String(bytes, WINDOWS).chars().noneMatch(c -> c == 0xFFFD || (c < ' ' && c != '\t' && c != '\r'));
        return text ? Optional.of(WINDOWS.name()) : Optional.empty();
    }

    private static boolean isUtf16(byte[] bytes) {
        if (bytes.length > 1 && ((bytes[0] & 0xff) ^ (bytes[1] & 0xff)) == 1 && (bytes[0] & 0xff) >= 0xfe) {
            return true;
        }
        int zeros = 0;
        for (byte b : bytes) {
            zeros += b == 0 ? 1 : 0;
        }
        return Math.abs(2 * zeros - bytes.length) <= bytes.length / 4;
    }

    private static boolean holds(byte[] bytes, byte wanted) {
        for (byte b : bytes) {
            if (b == wanted) {
                return true;
            }
        }
        return false;
    }
}
