package io.foreflow.ingest.time;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A text split into numbers, words and separators. Texts of one form have the same {@link #key()}, whatever their
 * numbers and names are.
 */
final class TextShape {
    /** Maximum length of a time. */
    private static final int LONGEST = 80;

    /** Words that may occur in a time and have no meaning. */
    private static final Set<String> FILLERS = Set.of("T", "t", "h", "H", "Uhr", "uhr", "de", "at", "um", "to", "bis");

    private final String key;
    private final List<ShapeToken> tokens;

    /** The kind of a token. */
    enum TokenKind {
        NUMBER,
        /** The name of a month, of a weekday, or of both: {@code mar}. */
        NAME,
        /** AM or PM. */
        HALF,
        /** {@code Z}, {@code UTC} or {@code GMT}. */
        ZONE,
        FILLER,
        /** Characters that are neither letters nor digits; white space as one space. */
        SEPARATOR
    }

    record ShapeToken(TokenKind kind, String text) {}

    private TextShape(String key, List<ShapeToken> tokens) {
        this.key = key;
        this.tokens = List.copyOf(tokens);
    }

    /** Returns the shape; null for a text that cannot be a time, as it has no digit, an unknown word, a control character, or too many characters. */
    static @Nullable TextShape of(String text) {
        if (text.length() > LONGEST
                || text.chars().anyMatch(c -> Character.isISOControl(c) && !Spaces.isSpace((char) c))) {
            return null;
        }
        StringBuilder key = new StringBuilder(text.length());
        List<ShapeToken> tokens = new ArrayList<>();
        boolean hasNumber = false;
        int at = 0;
        while (at < text.length()) {
            int end = Digits.end(text, at);
            if (end > at) {
                tokens.add(new ShapeToken(TokenKind.NUMBER, text.substring(at, end)));
                key.append('0');
                hasNumber = true;
            } else if (CalendarNames.end(text, at) > at) {
                end = wordEnd(text, at);
                ShapeToken word = word(text.substring(at, end));
                if (word == null) {
                    return null;
                }
                tokens.add(word);
                key.append(word.kind() == TokenKind.FILLER ? word.text() : word.kind());
                end = word.kind() == TokenKind.NAME ? shorteningEnd(text, end) : end;
            } else {
                end = separatorEnd(text, at);
                String separator = separator(text, at, end);
                tokens.add(new ShapeToken(TokenKind.SEPARATOR, separator));
                key.append(separator);
            }
            at = end;
        }
        return hasNumber ? new TextShape(key.toString(), tokens) : null;
    }

    String key() {
        return key;
    }

    List<ShapeToken> tokens() {
        return tokens;
    }

    private static int wordEnd(String text, int from) {
        int half = HalfDays.end(text, from);
        if (half > from && CalendarNames.end(text, half) == half) {
            return half;
        }
        int weekday = CalendarNames.weekdayEnd(text, from);
        return weekday > from ? weekday : CalendarNames.end(text, from);
    }

    private static @Nullable ShapeToken word(String word) {
        if (CalendarNames.month(word) > 0 || CalendarNames.weekdayEnd(word, 0) == word.length()) {
            return new ShapeToken(TokenKind.NAME, word);
        }
        if (HalfDays.end(word, 0) == word.length()) {
            return new ShapeToken(TokenKind.HALF, word);
        }
        if (word.equals("Z") || word.equalsIgnoreCase("UTC") || word.equalsIgnoreCase("GMT")) {
            return new ShapeToken(TokenKind.ZONE, word);
        }
        return FILLERS.contains(word) ? new ShapeToken(TokenKind.FILLER, word) : null;
    }

    /** Skips the dot of a shortened name; a dot with a digit behind it separates. */
    private static int shorteningEnd(String text, int from) {
        boolean isDot = from < text.length() && text.charAt(from) == '.';
        boolean separates = isDot && from + 1 < text.length() && Digits.isDigit(text.charAt(from + 1));
        return isDot && !separates ? from + 1 : from;
    }

    private static int separatorEnd(String text, int from) {
        int at = from;
        while (at < text.length() && !Digits.isDigit(text.charAt(at)) && CalendarNames.end(text, at) == at) {
            at++;
        }
        return at;
    }

    private static String separator(String text, int from, int to) {
        StringBuilder separator = new StringBuilder(to - from);
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (!Spaces.isSpace(c)) {
                separator.append(c);
            } else if (separator.length() == 0 || separator.charAt(separator.length() - 1) != ' ') {
                separator.append(' ');
            }
        }
        return separator.toString();
    }
}
