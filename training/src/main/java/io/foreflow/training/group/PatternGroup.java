package io.foreflow.training.group;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.SensorPattern;
import java.util.function.Predicate;

/**
 * A group whose sensors match a pattern.
 *
 * @param name name of the group
 * @param pattern the pattern as written
 * @param matches tells if a sensor matches the pattern
 */
public record PatternGroup(String name, String pattern, Predicate<SensorId> matches) {
    public PatternGroup {
        requireNonNull(name, "name");
        requireNonNull(pattern, "pattern");
        requireNonNull(matches, "matches");
    }

    /**
     * Parses text such as {@code north=n-*}.
     *
     * @throws IllegalArgumentException if it is no group; the message has the text
     */
    public static PatternGroup parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 0) {
            throw new IllegalArgumentException("(" + text + ") must be of the form NAME=PATTERN, such as north=n-*");
        }
        try {
            SensorPattern pattern = SensorPattern.of(text.substring(equals + 1));
            return new PatternGroup(text.substring(0, equals), pattern.text(), pattern::matches);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("(" + text + "): " + e.getMessage(), e);
        }
    }

    /** Returns {@code name=pattern}. */
    @Override
    public String toString() {
        return name + "=" + pattern;
    }
}
