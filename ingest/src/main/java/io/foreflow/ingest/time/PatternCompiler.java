package io.foreflow.ingest.time;

import io.foreflow.ingest.time.FieldReader.ElementKind;
import io.foreflow.ingest.time.FieldReader.PatternElement;
import io.foreflow.models.series.VisibleText;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Compiles the text of a pattern, or refuses it with what to write instead. */
final class PatternCompiler {
    private static final int SHOWN = 60;
    private static final String EXAMPLE = "such as dd.MM.yyyy HH:mm, or iso, epochSeconds or epochMillis";

    private final String pattern;
    private final List<PatternElement> elements = new ArrayList<>();

    /** The forms of the parts, such as {@code MM} or {@code MMM}, in the order in which they occur first. */
    private final List<String> firstForms = new ArrayList<>();

    /** The forms of the parts that occur again. */
    private final List<String> secondForms = new ArrayList<>();

    private final Map<TimePart, Integer> counts = new EnumMap<>(TimePart.class);
    private final Map<TimePart, String> forms = new EnumMap<>(TimePart.class);

    private PatternCompiler(String pattern) {
        this.pattern = pattern;
    }

    /** @throws IllegalArgumentException in one line that says what is wrong and what to write instead */
    static TimePattern compile(String pattern) {
        PatternCompiler compiler = new PatternCompiler(pattern);
        compiler.readElements();
        compiler.checkParts();
        compiler.checkInterval();
        compiler.reserveDigits();
        return new TimePattern(
                pattern,
                new FieldReader(compiler.elements),
                compiler.has(TimePart.HOUR),
                compiler.has(TimePart.OFFSET));
    }

    private void readElements() {
        if (pattern.isEmpty()) {
            throw new IllegalArgumentException("the time pattern is blank; write one " + EXAMPLE);
        }
        int at = 0;
        while (at < pattern.length()) {
            char c = pattern.charAt(at);
            if (c == '\'') {
                at = readQuoted(at);
            } else if (isLetter(c)) {
                int end = at;
                while (end < pattern.length() && pattern.charAt(end) == c) {
                    end++;
                }
                addPart(c, end - at);
                at = end;
            } else {
                addText(c);
                at++;
            }
        }
    }

    /** Reads text in quotes. Two quotes side by side are one literal quote, also within such a text. */
    private int readQuoted(int open) {
        if (pattern.startsWith("''", open)) {
            addLiteral('\'');
            return open + 2;
        }
        for (int at = open + 1; at < pattern.length(); at++) {
            boolean isQuote = pattern.charAt(at) == '\'';
            if (isQuote && !pattern.startsWith("''", at)) {
                return at + 1;
            }
            addLiteral(pattern.charAt(at));
            at += isQuote ? 1 : 0;
        }
        throw refusal("has a quote that is not closed; write text as 'T', and a quote itself as ''");
    }

    private void addText(char c) {
        if (c == '[' || c == ']') {
            throw refusal("has " + c + ", but no part may be optional; write the form that most times have, or '" + c
                    + "' in quotes if the times have it");
        }
        if (c == '%') {
            throw refusal("has %; write letters, " + EXAMPLE);
        }
        addLiteral(c);
    }

    private void addLiteral(char c) {
        if (!Spaces.isSpace(c)) {
            elements.add(PatternElement.literal(c));
        } else if (elements.isEmpty() || elements.get(elements.size() - 1).kind() != ElementKind.SPACE) {
            elements.add(new PatternElement(ElementKind.SPACE, 0, 0, 0, 0, ' '));
        }
    }

    private void addPart(char letter, int count) {
        switch (letter) {
            case 'y' -> addYear(count);
            case 'M' -> addMonth(count);
            case 'd' -> addNumber(TimePart.DAY, letter, count);
            case 'H', 'h' -> addNumber(TimePart.HOUR, letter, count);
            case 'm' -> addNumber(TimePart.MINUTE, letter, count);
            case 's' -> addNumber(TimePart.SECOND, letter, count);
            case 'S' -> addFraction(count);
            case 'E' -> elements.add(new PatternElement(ElementKind.WEEKDAY, 0, 0, 0, 0, ' '));
            case 'a' -> add(ElementKind.HALF, TimePart.HALF, "a", 0, 0);
            case 'X' -> add(ElementKind.OFFSET, TimePart.OFFSET, "X", 0, 0);
            case 'T' -> "T".repeat(count).chars().forEach(c -> elements.add(PatternElement.literal((char) c)));
            default -> throw refusal("has the letter " + letter + "; " + adviceFor(letter));
        }
    }

    private void addYear(int count) {
        switch (count) {
            case 4 -> add(ElementKind.NUMBER, TimePart.YEAR, "yyyy", 4, 4);
            case 2 -> add(ElementKind.SHORT_YEAR, TimePart.YEAR, "yy", 2, 2);
            default ->
                throw refusal("has " + "y".repeat(count) + "; write yyyy for four digits of the year, or yy for two");
        }
    }

    private void addMonth(int count) {
        if (count <= 2) {
            addNumber(TimePart.MONTH, 'M', count);
        } else if (count <= 4) {
            add(ElementKind.MONTH_NAME, TimePart.MONTH, "MMM", 0, 0);
        } else {
            throw refusal("has " + "M".repeat(count) + "; write MM for the number of the month, or MMM for its name");
        }
    }

    private void addNumber(TimePart part, char letter, int count) {
        if (count > 2) {
            throw refusal("has " + String.valueOf(letter).repeat(count) + "; write " + letter
                    + " for one or two digits of the " + part.label() + ", or " + letter + letter + " for two");
        }
        add(ElementKind.NUMBER, part, String.valueOf(letter), count, 2);
    }

    private void addFraction(int count) {
        if (count > 9) {
            throw refusal("has more than nine S; write SSS for a fraction of up to nine digits");
        }
        int last = elements.size() - 1;
        boolean hasDot = last >= 0
                && elements.get(last).kind() == ElementKind.LITERAL
                && (elements.get(last).literal() == '.' || elements.get(last).literal() == ',');
        if (hasDot) {
            elements.remove(last);
        }
        add(hasDot ? ElementKind.FRACTION_WITH_DOT : ElementKind.FRACTION, TimePart.FRACTION, "S", 1, 9);
    }

    private void add(ElementKind kind, TimePart part, String form, int min, int max) {
        int count = counts.merge(part, 1, Integer::sum);
        if (count > 2) {
            throw refusal("has the " + part.label() + " three times; write it once, or twice for an interval");
        }
        String first = forms.putIfAbsent(part, form);
        if (first != null && !first.equals(form)) {
            throw refusal(
                    "has the " + part.label() + " in two forms, " + first + " and " + form + "; write one of them");
        }
        (first == null ? firstForms : secondForms).add(form);
        elements.add(PatternElement.number(kind, part, first != null, min, max));
    }

    private void checkParts() {
        for (TimePart part : List.of(TimePart.YEAR, TimePart.MONTH, TimePart.DAY)) {
            if (!has(part)) {
                throw refusal("lacks the " + part.label() + "; write " + part.letters() + " where it stands"
                        + (part == TimePart.MONTH && has(TimePart.MINUTE) ? " (mm is the minute)" : ""));
            }
        }
        requires(TimePart.MINUTE, TimePart.HOUR);
        requires(TimePart.SECOND, TimePart.MINUTE);
        requires(TimePart.FRACTION, TimePart.SECOND);
        requires(TimePart.HALF, TimePart.HOUR);
        boolean twelve = "h".equals(forms.get(TimePart.HOUR));
        if (twelve && !has(TimePart.HALF)) {
            throw refusal("has h without AM or PM; write HH for the hours 0 to 24, or add a for AM or PM");
        }
        if (!twelve && has(TimePart.HALF)) {
            throw refusal("has H with AM or PM; write h for the hours 1 to 12, or leave out a");
        }
    }

    private void requires(TimePart part, TimePart coarser) {
        if (has(part) && !has(coarser)) {
            throw refusal("has the " + part.label() + " without the " + coarser.label() + "; write " + coarser.letters()
                    + " where it stands");
        }
    }

    /** Checks that the end of an interval has its parts in the order of the start, and has an AM or PM of its own. */
    private void checkInterval() {
        int from = 0;
        for (String form : secondForms) {
            int at = firstForms.subList(from, firstForms.size()).indexOf(form);
            if (at < 0) {
                throw refusal("has the end of an interval in another order than its start; write both as in "
                        + "dd.MM.yyyy HH:mm - dd.MM.yyyy HH:mm");
            }
            from += at + 1;
        }
        if (has(TimePart.HALF) && count(TimePart.HALF) != count(TimePart.HOUR)) {
            throw refusal("has two hours but one AM or PM; write a behind each hour");
        }
    }

    /**
     * Reserves the digits that a number of one or two digits must leave to the numbers right behind it: 930 is 9:30 by
     * Hmm.
     */
    private void reserveDigits() {
        for (int i = 0; i < elements.size(); i++) {
            PatternElement element = elements.get(i);
            if (!element.isNumber() || element.min() == element.max()) {
                continue;
            }
            int reserved = 0;
            for (int next = i + 1; next < elements.size(); next++) {
                PatternElement behind = elements.get(next);
                if (behind.kind() == ElementKind.FRACTION || (behind.isNumber() && behind.min() < behind.max())) {
                    throw refusal(
                            "has numbers side by side that may have one or two digits; write two letters for two digits, "
                                    + "such as dd");
                }
                if (!behind.isNumber()) {
                    break;
                }
                reserved += behind.max();
            }
            elements.set(i, element.reserving(reserved));
        }
    }

    private boolean has(TimePart part) {
        return counts.containsKey(part);
    }

    private int count(TimePart part) {
        return counts.getOrDefault(part, 0);
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static String adviceFor(char letter) {
        return switch (letter) {
            case 'Y', 'u' -> "write yyyy for the year";
            case 'D' -> "write dd for the day of the month";
            case 'L' -> "write MMM for the name of the month";
            case 'n', 'N', 'f', 'F' -> "write SSS for a fraction of a second";
            case 'k', 'K' -> "write H for the hours 0 to 24, or h with a for AM or PM";
            case 'Z', 'z', 'x', 'O', 'V' -> "write X for an offset, which also reads Z, UTC and GMT";
            case 'e', 'c' -> "write E for the name of the weekday";
            case 'A', 'p', 'P', 'b', 'B' -> "write a for AM or PM";
            default -> "put letters that stand for themselves in quotes, such as 'T'";
        };
    }

    private IllegalArgumentException refusal(String problem) {
        String shown = pattern.length() <= SHOWN ? pattern : pattern.substring(0, SHOWN) + "…";
        return new IllegalArgumentException("the time pattern (" + VisibleText.shown(shown) + ") " + problem);
    }
}
