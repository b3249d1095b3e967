package io.foreflow.ingest.schema;

import java.util.Locale;

/** A part of a reading, with the kinds of values that can be read as it. */
enum Part {
    SENSOR("a text, an enum or an integer"),
    TIME("a timestamp, a text in ISO-8601 or a 64-bit integer of milliseconds since 1970"),
    VALUE("a number"),
    COVARIATES("a map or a record of numbers by name");

    private final String expected;

    Part(String expected) {
        this.expected = expected;
    }

    /** Returns what is expected, for messages. */
    String expected() {
        return expected;
    }

    boolean takes(ValueKind kind) {
        return switch (kind) {
            case TEXT -> this == SENSOR || this == TIME;
            case INT -> this == SENSOR || this == VALUE;
            case LONG -> this != COVARIATES;
            case NUMBER -> this == VALUE;
            case TIME -> this == TIME;
            case OTHER -> false;
        };
    }

    /** Returns the name in the mapping. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
