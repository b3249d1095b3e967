package io.foreflow.forecaster.registry;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * The author of changes to models.
 *
 * @param name person, program or rule, for instance {@code ada@host}
 * @param reason the author's reason, if one was given
 */
public record Author(String name, Optional<String> reason) {
    /** A program that gave no name. */
    public static final Author UNNAMED = new Author("unnamed program", Optional.empty());

    private static final int MAX_TEXT = 1_000;

    public Author {
        name = line(name);
        reason = requireNonNull(reason, "reason").map(Author::line);
        if (name.isBlank()) {
            throw new IllegalArgumentException("the author of a change must have a name");
        }
    }

    /** Returns the text in one line of bounded length: it ends up in logs and terminals. */
    private static String line(String text) {
        String line = text.replaceAll("\\p{C}+", " ").strip();
        return line.length() > MAX_TEXT ? line.substring(0, MAX_TEXT) + "…" : line;
    }
}
