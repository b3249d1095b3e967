package io.foreflow.ingest.wire;

import io.foreflow.models.series.VisibleText;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The marks with which a source writes "no value", such as -9999 or NA. Numbers are compared as numbers: {@code -200},
 * {@code -200.0} and {@code -2e2} are one mark. Texts are compared without regard to case. The largest number of 32
 * bits has many decimal forms, which all count as that number.
 *
 * @param numbers marks that are numbers, finite, never -0
 * @param texts all other marks, in small letters
 */
public record MissingMarks(Set<Double> numbers, Set<String> texts) {
    public static final MissingMarks NONE = new MissingMarks(Set.of(), Set.of());

    private static final int MAX_LENGTH = 60;
    private static final Pattern DECIMAL = Pattern.compile("[+-]?(\\d++\\.?\\d*+|\\.\\d++)([eE][+-]?\\d++)?");

    public MissingMarks {
        numbers = Set.copyOf(numbers);
        texts = Set.copyOf(texts);
    }

    /**
     * Reads marks as people write them.
     *
     * @throws IllegalArgumentException naming the mark, if one is blank, too long, has a character that cannot be seen, or is a
     *     number beyond the range of 64 bits
     */
    public static MissingMarks of(List<String> marks) {
        Set<Double> numbers = new HashSet<>();
        Set<String> texts = new HashSet<>();
        for (String mark : marks) {
            String text = VisibleText.of("a mark of a missing value", mark.strip(), MAX_LENGTH);
            if (!DECIMAL.matcher(text).matches()) {
                texts.add(text.toLowerCase(Locale.ROOT));
            } else if (Double.isFinite(Double.parseDouble(text))) {
                numbers.add(plain(Double.parseDouble(text)));
            } else {
                throw new IllegalArgumentException("the mark " + text + " must be a number within ±" + Double.MAX_VALUE
                        + "; readings beyond it are rejected in any case");
            }
        }
        return new MissingMarks(numbers, texts);
    }

    /** Returns the marks of both. */
    public MissingMarks plus(MissingMarks other) {
        Set<Double> allNumbers = new HashSet<>(numbers);
        allNumbers.addAll(other.numbers);
        Set<String> allTexts = new HashSet<>(texts);
        allTexts.addAll(other.texts);
        return new MissingMarks(allNumbers, allTexts);
    }

    public boolean isEmpty() {
        return numbers.isEmpty() && texts.isEmpty();
    }

    public boolean isMissing(double value) {
        return !numbers.isEmpty() && numbers.contains(plain(value));
    }

    /** @param cell cell of a table: a text or a decimal number with a point; white space around it is ignored */
    public boolean isMissing(String cell) {
        if (isEmpty()) {
            return false;
        }
        String text = cell.strip();
        return DECIMAL.matcher(text).matches()
                ? isMissing(Double.parseDouble(text))
                : texts.contains(text.toLowerCase(Locale.ROOT));
    }

    /** Converts equal numbers to one form. */
    private static double plain(double value) {
        return Math.abs((float) value) == Float.MAX_VALUE ? (float) value : value + 0.0;
    }
}
