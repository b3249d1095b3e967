package io.foreflow.models.forecast;

import static java.util.Objects.requireNonNull;

/**
 * A source of a forecast, under a name: some of a network's inputs, or a whole member of a model.
 *
 * @param name name for programs, such as {@code value-1}, {@code yesterday} or {@code covariate:temperature}
 * @param words name for people, in plain words
 */
public record InputGroup(String name, String words) {
    public InputGroup {
        requireNonNull(name, "name");
        requireNonNull(words, "words");
    }
}
