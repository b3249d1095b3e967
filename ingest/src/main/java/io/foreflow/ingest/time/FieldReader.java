package io.foreflow.ingest.time;

import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a text by the elements of a pattern, one after the other. Immutable; each text is read in one pass without a copy. */
final class FieldReader implements TimePattern.StampReader {
    private static final int NOT_READ = -1;

    /** Number of slots for one time: first the parts of the start of an interval, then those of its end. */
    private static final int PARTS = TimePart.values().length;

    private static final int YEAR = TimePart.YEAR.slot();
    private static final int MONTH = TimePart.MONTH.slot();
    private static final int DAY = TimePart.DAY.slot();
    private static final int HOUR = TimePart.HOUR.slot();
    private static final int MINUTE = TimePart.MINUTE.slot();
    private static final int SECOND = TimePart.SECOND.slot();
    private static final int FRACTION = TimePart.FRACTION.slot();
    private static final int HALF = TimePart.HALF.slot();
    private static final int OFFSET = TimePart.OFFSET.slot();

    private final PatternElement[] elements;
    private final boolean hasHalf;
    private final boolean hasOffset;
    private final boolean isInterval;

    /** The kind of text that an element of a pattern reads. */
    enum ElementKind {
        /** {@code min} to {@code max} digits. */
        NUMBER,
        /** Two digits of a year from 2000 to 2099. */
        SHORT_YEAR,
        MONTH_NAME,
        WEEKDAY,
        HALF,
        OFFSET,
        /** Up to nine digits. */
        FRACTION,
        /** Up to nine digits behind a dot or comma, or nothing. */
        FRACTION_WITH_DOT,
        SPACE,
        LITERAL
    }

    /**
     * An element of a pattern.
     *
     * @param slot slot of its value; the parts of an interval's end lie {@link #PARTS} higher
     * @param reserved number of digits right behind this number that belong to the next numbers
     * @param literal the character that stands for itself
     */
    record PatternElement(ElementKind kind, int slot, int min, int max, int reserved, char literal) {
        static PatternElement literal(char literal) {
            return new PatternElement(ElementKind.LITERAL, 0, 0, 0, 0, literal);
        }

        static PatternElement of(ElementKind kind, TimePart part, boolean end) {
            return number(kind, part, end, 0, 0);
        }

        static PatternElement number(ElementKind kind, TimePart part, boolean end, int min, int max) {
            return new PatternElement(kind, part.slot() + (end ? PARTS : 0), min, max, 0, ' ');
        }

        PatternElement reserving(int digits) {
            return new PatternElement(kind, slot, min, max, digits, literal);
        }

        boolean isEnd() {
            return slot >= PARTS;
        }

        boolean isNumber() {
            return kind == ElementKind.NUMBER || kind == ElementKind.SHORT_YEAR;
        }
    }

    FieldReader(List<PatternElement> elements) {
        this.elements = elements.toArray(PatternElement[]::new);
        this.hasHalf = elements.stream().anyMatch(element -> element.kind() == ElementKind.HALF);
        this.hasOffset = elements.stream().anyMatch(element -> element.kind() == ElementKind.OFFSET);
        this.isInterval = elements.stream().anyMatch(PatternElement::isEnd);
    }

    boolean isInterval() {
        return isInterval;
    }

    @Override
    public @Nullable Stamp read(String text) {
        int[] values = new int[2 * PARTS];
        int at = 0;
        for (int i = 0; i < elements.length; i++) {
            at = take(elements[i], i, text, at, values);
            if (at == NOT_READ) {
                return null;
            }
        }
        return at == text.length() && (!isInterval || isPossibleEnd(values)) ? stamp(values) : null;
    }

    /** Returns where the next element begins, or {@link #NOT_READ}. */
    private int take(PatternElement element, int index, String text, int at, int[] values) {
        return switch (element.kind()) {
            case LITERAL -> at < text.length() && isSame(text.charAt(at), element.literal()) ? at + 1 : NOT_READ;
            case NUMBER, SHORT_YEAR -> takeNumber(element, text, at, values);
            case SPACE -> {
                int end = spacesEnd(text, at);
                yield end > at ? end : NOT_READ;
            }
            case MONTH_NAME -> takeMonth(element, index, text, at, values);
            case WEEKDAY -> {
                int end = CalendarNames.weekdayEnd(text, at);
                yield end > at ? dotEnd(index, text, end) : NOT_READ;
            }
            case HALF -> takeHalf(element, text, at, values);
            case FRACTION -> takeFraction(element, text, at, values);
            case FRACTION_WITH_DOT -> {
                boolean hasDot = at < text.length() && (text.charAt(at) == '.' || text.charAt(at) == ',');
                yield hasDot ? takeFraction(element, text, at + 1, values) : at;
            }
            case OFFSET -> takeOffset(element, text, spacesEnd(text, at), values);
        };
    }

    private static int takeNumber(PatternElement element, String text, int at, int[] values) {
        int available = text.length() - at;
        if (element.min() < element.max()) {
            available = Digits.end(text, at) - at - element.reserved();
        }
        int end = at + Math.min(available, element.max());
        if (end - at < element.min()) {
            return NOT_READ;
        }
        int value = Digits.at(text, at, end);
        values[element.slot()] = element.kind() == ElementKind.SHORT_YEAR ? 2_000 + value : value;
        return value < 0 ? NOT_READ : end;
    }

    private int takeMonth(PatternElement element, int index, String text, int at, int[] values) {
        int end = CalendarNames.end(text, at);
        int month = CalendarNames.month(text.substring(at, end));
        values[element.slot()] = month;
        return month == 0 ? NOT_READ : dotEnd(index, text, end);
    }

    /** Skips the dot behind a shortened name, if it is not the next character of the pattern. */
    private int dotEnd(int index, String text, int at) {
        boolean belongsToNext = index + 1 < elements.length && elements[index + 1].literal() == '.';
        return at < text.length() && text.charAt(at) == '.' && !belongsToNext ? at + 1 : at;
    }

    private static int takeHalf(PatternElement element, String text, int at, int[] values) {
        int end = HalfDays.end(text, at);
        if (end == at) {
            return NOT_READ;
        }
        values[element.slot()] = HalfDays.isAfternoon(text, at) ? 1 : 0;
        return end;
    }

    private static int takeFraction(PatternElement element, String text, int at, int[] values) {
        int end = Digits.end(text, at);
        if (end == at || end - at > 9) {
            return NOT_READ;
        }
        values[element.slot()] = Digits.nanos(text, at, end);
        return end;
    }

    private static int takeOffset(PatternElement element, String text, int at, int[] values) {
        if (text.regionMatches(true, at, "UTC", 0, 3) || text.regionMatches(true, at, "GMT", 0, 3)) {
            return at + 3;
        }
        int end = Offsets.end(text, at);
        int seconds = Offsets.seconds(text, at, end);
        values[element.slot()] = seconds;
        return seconds == Offsets.NONE ? NOT_READ : end;
    }

    private @Nullable Stamp stamp(int[] values) {
        int year = values[YEAR];
        int month = values[MONTH];
        int day = values[DAY];
        if (!CalendarDays.exists(year, month, day) || !isTimeOfDay(values, 0)) {
            return null;
        }
        int hour = hour(values);
        if (hasOffset) {
            long seconds = CalendarDays.epochDay(year, month, day) * 86_400
                    + hour * 3_600L
                    + values[MINUTE] * 60L
                    + values[SECOND]
                    - values[OFFSET];
            return new Stamp.OneTime(Instant.ofEpochSecond(seconds, values[FRACTION]));
        }
        boolean endsDay = hour == 24;
        LocalDateTime local = LocalDateTime.of(
                year, month, day, endsDay ? 0 : hour, values[MINUTE], values[SECOND], values[FRACTION]);
        return new Stamp.Local(endsDay ? local.plusDays(1) : local);
    }

    private int hour(int[] values) {
        return hasHalf ? values[HOUR] % 12 + 12 * values[HALF] : values[HOUR];
    }

    private boolean isTimeOfDay(int[] values, int from) {
        int hour = values[from + HOUR];
        int minute = values[from + MINUTE];
        int second = values[from + SECOND];
        boolean isHour = hasHalf
                ? hour >= 1 && hour <= 12
                : hour < 24 || (hour == 24 && minute + second + values[from + FRACTION] == 0);
        return isHour && minute < 60 && second < 60;
    }

    private boolean isPossibleEnd(int[] values) {
        boolean isTime = true;
        boolean isDate = true;
        for (PatternElement element : elements) {
            if (element.isEnd()) {
                int slot = element.slot() - PARTS;
                isTime &= slot != HOUR || isTimeOfDay(values, PARTS);
                isDate &= slot != MONTH || (values[PARTS + MONTH] >= 1 && values[PARTS + MONTH] <= 12);
                isDate &= slot != DAY || (values[PARTS + DAY] >= 1 && values[PARTS + DAY] <= 31);
            }
        }
        return isTime && isDate;
    }

    private static boolean isSame(char c, char literal) {
        return c == literal || Character.toLowerCase(c) == Character.toLowerCase(literal);
    }

    private static int spacesEnd(String text, int from) {
        int at = from;
        while (at < text.length() && Spaces.isSpace(text.charAt(at))) {
            at++;
        }
        return at;
    }
}
