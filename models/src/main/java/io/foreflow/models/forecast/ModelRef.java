package io.foreflow.models.forecast;

import java.util.regex.Pattern;

/**
 * The name and version of one immutable model.
 *
 * @param name lower case letters, digits, '.', '_' and '-', starting with a letter or digit
 * @param version the same characters, in either case
 */
public record ModelRef(String name, String version) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,99}");
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    public ModelRef {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("model name (" + name + ") must match " + NAME);
        }
        if (!VERSION.matcher(version).matches()) {
            throw new IllegalArgumentException("model version (" + version + ") must match " + VERSION);
        }
    }

    /**
     * Parses the text that {@link #toString} returns.
     *
     * @throws IllegalArgumentException if it is not of the form {@code name@version}
     */
    public static ModelRef parse(String text) {
        int at = text.indexOf('@');
        if (at < 0) {
            throw new IllegalArgumentException("model (" + text + ") must be of the form NAME@VERSION");
        }
        return new ModelRef(text.substring(0, at), text.substring(at + 1));
    }

    /** Returns {@code name@version}. */
    @Override
    public String toString() {
        return name + "@" + version;
    }
}
