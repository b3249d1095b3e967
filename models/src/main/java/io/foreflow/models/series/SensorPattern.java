package io.foreflow.models.series;

import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The id of a sensor, or a pattern of ids: {@code *} stands for any text, {@code ?} for one character.
 *
 * @param text the pattern as written
 */
public record SensorPattern(String text, Pattern pattern) {
    /** Text of the pattern that matches every sensor. */
    public static final String EVERY_SENSOR = "*";

    private static final Pattern WILDCARDS = Pattern.compile("[*?]+");

    /** @throws IllegalArgumentException if no id of a sensor can match: the text is blank, too long or invisible */
    public static SensorPattern of(String text) {
        String visible = VisibleText.of("a pattern of sensors", text, SensorId.MAX_LENGTH);
        return new SensorPattern(visible, compiled(visible));
    }

    public boolean matches(SensorId sensor) {
        return text.equals(EVERY_SENSOR) || pattern.matcher(sensor.value()).matches();
    }

    /** Returns true unless this is the id of one sensor. */
    public boolean hasWildcards() {
        return hasWildcards(text);
    }

    public static boolean hasWildcards(String text) {
        return text.indexOf('*') >= 0 || text.indexOf('?') >= 0;
    }

    /** Returns true if ids match by their first characters alone. */
    public boolean isPrefix() {
        return text.indexOf('*') == text.length() - 1 && text.indexOf('?') < 0;
    }

    /** Returns the text before the *, if this {@link #isPrefix}. */
    public String prefix() {
        return text.substring(0, text.length() - 1);
    }

    private static Pattern compiled(String text) {
        StringBuilder regex = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                default -> regex.append(Pattern.quote(Character.toString(c)));
            }
        });
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    /**
     * Returns a test for patterns all of whose ids match this pattern too. It matches their texts: {@code *} stands for
     * any part of a text, {@code ?} for one character but {@code *}. In a run of both, other {@code *} may lie between
     * the characters that {@code ?} asks for.
     */
    public Predicate<SensorPattern> covering() {
        StringBuilder regex = new StringBuilder();
        Matcher runs = WILDCARDS.matcher(text);
        int literal = 0;
        while (runs.find()) {
            regex.append(Pattern.quote(text.substring(literal, runs.start())));
            String run = runs.group();
            long ones = run.chars().filter(c -> c == '?').count();
            regex.append(run.indexOf('*') < 0 ? "[^*]" : "(?:\\**[^*])")
                    .append('{')
                    .append(ones)
                    .append('}')
                    .append(run.indexOf('*') < 0 ? "" : ".*");
            literal = runs.end();
        }
        if (literal == 0) {
            return other -> text.equals(other.text);
        }
        regex.append(Pattern.quote(text.substring(literal)));
        Predicate<String> covered =
                Pattern.compile(regex.toString(), Pattern.DOTALL).asMatchPredicate();
        return other -> covered.test(other.text);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SensorPattern that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
