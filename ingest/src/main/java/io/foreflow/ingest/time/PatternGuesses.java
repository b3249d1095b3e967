package io.foreflow.ingest.time;

import io.foreflow.ingest.time.ShapeSummary.TextPosition;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Lists the patterns that texts of one shape may have. From left to right, each number is tried as each part of a time
 * that it may be; guesses that cannot become a complete date are dropped. Only the texts can decide which pattern is
 * right.
 */
final class PatternGuesses {
    /** Stands for h or H until it is known whether AM or PM follows. */
    private static final char HOUR = '\u0001';

    private static final String INTERVAL_MARKS = "-–—~/";
    private static final List<String> DATE_ORDERS = List.of("dMy", "Mdy", "yMd", "ydM");
    private static final String DATE = "yMd";

    /** A date in numbers has the same separator twice, or none. */
    private static final Pattern DATE_FORM = Pattern.compile("[yMd]+([^a-zA-Z:\u0001]*)[yMd]+\\1[yMd]+");

    private static final Pattern MINUTE_FORM = Pattern.compile("\u0001+([:._ -]?|'[hH]')m+([^m]|$)");
    private static final Pattern SECOND_FORM = Pattern.compile("\u0001+([:._ -]?)m+\\1s+");

    private final List<TextPosition> places;
    private final Set<String> patterns = new LinkedHashSet<>();

    private PatternGuesses(List<TextPosition> places) {
        this.places = places;
    }

    static Set<String> of(ShapeSummary shape) {
        PatternGuesses guesses = new PatternGuesses(shape.places());
        guesses.extend(0, new Guess("", "", ""));
        return guesses.patterns;
    }

    /**
     * A pattern for the places so far.
     *
     * @param start letters of the parts that occurred, in their order
     * @param end letters of the parts that occurred again
     */
    private record Guess(String pattern, String start, String end) {
        Guess with(String text) {
            return new Guess(pattern + text, start, end);
        }

        Guess withStart(char part) {
            return new Guess(pattern, start + part, end);
        }

        Guess withEnd(char part) {
            return new Guess(pattern, start, end + part);
        }

        boolean has(char part) {
            return start.indexOf(part) >= 0;
        }

        boolean hasDate() {
            return has('y') && has('M') && has('d');
        }

        char last() {
            return start.isEmpty() ? ' ' : start.charAt(start.length() - 1);
        }

        /** Returns the finest part of the time of day, or the last part of the date. */
        char finest() {
            for (char part : new char[] {'S', 's', 'm', 'H'}) {
                if (has(part)) {
                    return part;
                }
            }
            return last();
        }

        boolean isWhole() {
            return hasDate() && hasForm() && (end.isEmpty() || isEndWhole());
        }

        private boolean hasForm() {
            return (pattern.contains("MMM") || DATE_FORM.matcher(pattern).find())
                    && (!has('m') || hasMinuteForm())
                    && (!has('s') || SECOND_FORM.matcher(pattern).find());
        }

        /** Returns true if both times of an interval have the same form. */
        private boolean hasMinuteForm() {
            return MINUTE_FORM
                            .matcher(pattern)
                            .results()
                            .map(time -> time.group(1))
                            .distinct()
                            .count()
                    == 1;
        }

        /** Returns true while a date has begun and is incomplete. */
        boolean isWithinDate() {
            return !hasDate() && (has('y') || has('M') || has('d'));
        }

        boolean isEndWhole() {
            return end.indexOf(finest()) >= 0 && (!has('a') || end.indexOf('a') >= 0);
        }

        String text() {
            return pattern.replace(HOUR, has('a') ? 'h' : 'H');
        }
    }

    private void extend(int index, Guess guess) {
        if (index == places.size()) {
            if (guess.isWhole()) {
                patterns.add(guess.text());
            }
            return;
        }
        TextPosition place = places.get(index);
        switch (place.kind()) {
            case SEPARATOR -> {
                extendByOffset(index, guess);
                extend(index + 1, guess.with(quoted(place.text())));
            }
            case FILLER -> extend(index + 1, guess.with(place.text().equals("T") ? "T" : "'" + place.text() + "'"));
            case HALF -> extendByPart(index, guess, "a");
            case ZONE -> extendByPart(index, guess, "X");
            case NAME -> extendByName(index, guess);
            case NUMBER -> {
                for (String letters : letters(place)) {
                    extendByPart(index, guess, letters);
                }
            }
        }
    }

    /** Extends the guess by a name. A month may also be the name of a weekday: {@code mar}. */
    private void extendByName(int index, Guess guess) {
        TextPosition place = places.get(index);
        if (place.isMonth()) {
            extendByPart(index, guess, "MMM");
        }
        if (place.isWeekday()) {
            extend(index + 1, guess.with("E"));
        }
    }

    /**
     * Takes the remaining places for an offset. A minus may also be the dash of an interval: offsets hardly vary, but
     * hours do.
     */
    private void extendByOffset(int index, Guess guess) {
        String separator = places.get(index).text();
        char sign = separator.charAt(separator.length() - 1);
        int rest = places.size() - index - 1;
        boolean isOne = rest == 1 && isNumber(index + 1, 2, 4);
        boolean isTwo = rest == 3
                && isNumber(index + 1, 2, 2)
                && places.get(index + 2).text().equals(":");
        if (!guess.has('m') || !guess.end().isEmpty() || (sign != '+' && sign != '-') || (!isOne && !isTwo)) {
            return;
        }
        if (sign == '-' && isTwo && places.get(index + 1).range() > 1) {
            return;
        }
        String before = separator.substring(0, separator.length() - 1).strip();
        if (before.isEmpty() && guess.isWhole()) {
            patterns.add(guess.with("X").text());
        }
    }

    private boolean isNumber(int index, int shortest, int longest) {
        TextPosition place = places.get(index);
        return place.kind() == TextShape.TokenKind.NUMBER && place.shortest() >= shortest && place.longest() <= longest;
    }

    /** Gives a place one part, or several parts without separators: {@code yyyyMMdd}. */
    private void extendByPart(int index, Guess guess, String letters) {
        Guess extended = guess;
        for (int i = 0; i < letters.length(); i++) {
            char part = letters.charAt(i);
            if (i > 0 && part == letters.charAt(i - 1)) {
                continue;
            }
            if (canStart(extended, part, index, i > 0)) {
                extended = extended.withStart(part);
            } else if (canEnd(extended, part, index, i > 0) && isSameForm(guess.pattern(), letters, part)) {
                extended = extended.withEnd(part);
            } else {
                return;
            }
        }
        extend(index + 1, extended.with(letters.replace('H', HOUR)));
    }

    private boolean canStart(Guess guess, char part, int index, boolean isCompact) {
        boolean isDate = DATE.indexOf(part) >= 0;
        boolean isBehindEnd = !guess.end().isEmpty();
        if (guess.has(part) || (isBehindEnd && (!guess.isEndWhole() || (!isDate && part != 'X')))) {
            return false;
        }
        return switch (part) {
            case 'H' -> !guess.isWithinDate();
            case 'm' -> guess.last() == 'H';
            case 's' -> guess.last() == 'm';
            case 'S' -> guess.last() == 's' && (isCompact || isDot(index - 1));
            case 'a' -> "HmsS".indexOf(guess.last()) >= 0;
            case 'X' -> isBehindEnd || "HmsSa".indexOf(guess.last()) >= 0;
            default -> isOrder(guess, part);
        };
    }

    private static boolean isOrder(Guess guess, char part) {
        StringBuilder date = new StringBuilder();
        for (char each : guess.start().toCharArray()) {
            if (DATE.indexOf(each) >= 0) {
                date.append(each);
            }
        }
        date.append(part);
        return DATE_ORDERS.stream().anyMatch(order -> order.startsWith(date.toString()));
    }

    /**
     * Returns true if the part may begin or continue the end of an interval. It begins with its date or its hour, and
     * has the order of the start.
     */
    private boolean canEnd(Guess guess, char part, int index, boolean isCompact) {
        if (!guess.has(part) || guess.isWithinDate()) {
            return false;
        }
        if (guess.end().isEmpty()) {
            boolean isFirst =
                    part == 'H' || (guess.hasDate() && part == guess.start().charAt(0));
            return isFirst && !isCompact && isIntervalMark(index - 1);
        }
        int last = guess.start().indexOf(guess.end().charAt(guess.end().length() - 1));
        return last + 1 < guess.start().length() && guess.start().charAt(last + 1) == part;
    }

    /** Returns true if both years of an interval have as many digits, and both months are names or none is. */
    private static boolean isSameForm(String start, String end, char part) {
        return switch (part) {
            case 'y' -> run(start, part) == run(end, part);
            case 'M' -> run(start, part) > 2 == run(end, part) > 2;
            default -> true;
        };
    }

    /** Returns how often the letter repeats side by side at its first place. */
    private static int run(String text, char letter) {
        int from = text.indexOf(letter);
        int at = from;
        while (at >= 0 && at < text.length() && text.charAt(at) == letter) {
            at++;
        }
        return at - from;
    }

    private boolean isDot(int index) {
        return index >= 0
                && (places.get(index).text().equals(".")
                        || places.get(index).text().equals(","));
    }

    private boolean isIntervalMark(int index) {
        if (index < 0) {
            return false;
        }
        TextPosition place = places.get(index);
        boolean isWord = index > 0 && isBetween(places.get(index - 1));
        return isWord || place.text().chars().anyMatch(c -> INTERVAL_MARKS.indexOf(c) >= 0);
    }

    private static boolean isBetween(TextPosition place) {
        return place.kind() == TextShape.TokenKind.FILLER
                && (place.text().equals("to") || place.text().equals("bis"));
    }

    private static List<String> letters(TextPosition place) {
        int shortest = place.shortest();
        return switch (place.longest()) {
            case 1 -> List.of("d", "M", "H", "m", "s", "SSS");
            case 2 ->
                shortest == 2
                        ? List.of("dd", "MM", "yy", "HH", "mm", "ss", "SSS")
                        : List.of("d", "M", "H", "m", "s", "SSS");
            case 3 -> shortest == 3 ? List.of("Hmm", "SSS") : List.of("SSS");
            case 4 -> shortest == 4 ? List.of("yyyy", "HHmm", "SSS") : List.of("Hmm", "SSS");
            case 5 -> List.of("Hmmss", "SSS");
            case 6 -> shortest == 6 ? List.of("yyMMdd", "ddMMyy", "MMddyy", "HHmmss", "SSS") : List.of("Hmmss", "SSS");
            case 8 ->
                shortest == 8
                        ? List.of("yyyyMMdd", "ddMMyyyy", "MMddyyyy", "SSS")
                        : List.of("dMMyyyy", "Mddyyyy", "SSS");
            case 10 -> List.of("yyyyMMddHH", "yyMMddHHmm");
            case 12 -> List.of("yyyyMMddHHmm", "ddMMyyyyHHmm", "yyMMddHHmmss");
            case 14 -> List.of("yyyyMMddHHmmss", "ddMMyyyyHHmmss");
            case 17 -> List.of("yyyyMMddHHmmssSSS");
            default -> List.of("SSS");
        };
    }

    /** Quotes the characters that a pattern would not read as themselves. */
    private static String quoted(String separator) {
        StringBuilder quoted = new StringBuilder();
        separator.chars().forEach(c -> {
            switch (c) {
                case '\'' -> quoted.append("''");
                case '[', ']', '%' -> quoted.append('\'').append((char) c).append('\'');
                default -> quoted.append((char) c);
            }
        });
        return quoted.toString();
    }
}
