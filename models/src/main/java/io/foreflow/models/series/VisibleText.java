package io.foreflow.models.series;

import java.text.Normalizer;
import java.util.Locale;

/**
 * Normalises names from outside, so that names that look the same are the same. Names are in Unicode's NFC, without
 * white space around them, and hold only visible characters and the ordinary space.
 */
public final class VisibleText {
    /**
     * First and last code points of ranges, ascending, that are invisible though their category does not show it:
     * default-ignorable code points such as Hangul fillers and variation selectors (Unicode,
     * DerivedCoreProperties.txt), and characters drawn as blanks.
     */
    private static final int[] BLANK = {
        0x034F, 0x034F, // combining grapheme joiner
        0x115F, 0x1160, // Hangul fillers
        0x17B4, 0x17B5, // Khmer inherent vowels
        0x180B, 0x180F, // Mongolian variation selectors
        0x2800, 0x2800, // Braille pattern blank
        0x3164, 0x3164, // Hangul filler
        0xFE00, 0xFE0F, // variation selectors
        0xFFA0, 0xFFA0, // halfwidth Hangul filler
        0xFFFC, 0xFFFC, // object replacement character
        0x16FE4, 0x16FE4, // Khitan small script filler
        0x1D159, 0x1D159, // musical symbol null notehead
        0xE0000, 0xE0FFF // tags, variation selectors supplement
    };

    private VisibleText() {}

    /**
     * @param what name of the text in messages, such as "a sensor id"
     * @param maxLength maximum length in UTF-16 code units, after normalisation
     * @return the text in NFC, without white space around it
     * @throws IllegalArgumentException if it is blank or too long, or holds an invisible character, which the message
     *     names
     */
    public static String of(String what, String text, int maxLength) {
        String normal = isPlainAscii(text) ? text : strip(Normalizer.normalize(text, Normalizer.Form.NFC));
        if (normal.isEmpty()) {
            throw new IllegalArgumentException(what + " must not be blank");
        }
        for (int i = 0; i < normal.length(); i += Character.charCount(normal.codePointAt(i))) {
            int codePoint = normal.codePointAt(i);
            if (!isVisible(codePoint)) {
                throw new IllegalArgumentException(what + " must not contain " + describe(codePoint));
            }
        }
        if (normal.length() > maxLength) {
            throw new IllegalArgumentException(
                    what + " must have at most " + maxLength + " characters, this one has " + normal.length());
        }
        return normal;
    }

    /** Returns true for a visible character and for the ordinary space. */
    public static boolean isVisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            case Character.SPACE_SEPARATOR -> codePoint == ' ';
            default -> !isBlank(codePoint);
        };
    }

    /** Returns the text for a message: each invisible character as its code point, such as {@code <U+200B>}. */
    public static String shown(String text) {
        if (isPlainAscii(text)) {
            return text;
        }
        StringBuilder shown = new StringBuilder(text.length() + 8);
        text.codePoints().forEach(codePoint -> {
            if (isVisible(codePoint)) {
                shown.appendCodePoint(codePoint);
            } else {
                shown.append('<').append(number(codePoint)).append('>');
            }
        });
        return shown.toString();
    }

    /** Returns true for plain ASCII. Nearly every name is, which saves the other checks. */
    private static boolean isPlainAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean outer = i == 0 || i == text.length() - 1;
            if (c > '~' || c < ' ' || (c == ' ' && outer)) {
                return false;
            }
        }
        return true;
    }

    /** Removes spaces of every width at both ends. */
    private static String strip(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isSpace(text.charAt(from))) {
            from++;
        }
        while (from < to && isSpace(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isSpace(char c) {
        return Character.getType(c) == Character.SPACE_SEPARATOR;
    }

    private static boolean isBlank(int codePoint) {
        for (int i = 0; i < BLANK.length; i += 2) {
            if (codePoint >= BLANK[i] && codePoint <= BLANK[i + 1]) {
                return true;
            }
        }
        return false;
    }

    private static String describe(int codePoint) {
        String kind =
                switch (Character.getType(codePoint)) {
                    case Character.CONTROL -> "a control character";
                    case Character.SURROGATE -> "half of a surrogate pair";
                    case Character.PRIVATE_USE -> "a character for private use";
                    case Character.UNASSIGNED -> "not a character of Unicode";
                    case Character.SPACE_SEPARATOR -> "use an ordinary space";
                    default -> "it is invisible";
                };
        String name = Character.isDefined(codePoint) && Character.getType(codePoint) != Character.SURROGATE
                ? " " + Character.getName(codePoint)
                : "";
        return number(codePoint) + name + " (" + kind + ")";
    }

    private static String number(int codePoint) {
        return String.format(Locale.ROOT, "U+%04X", codePoint);
    }
}
