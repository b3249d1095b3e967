package io.foreflow.training.group;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.series.SensorId;
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

    /** Returns {@code name=pattern}. */
    @Override
    public String toString() {
        return name + "=" + pattern;
    }
}
