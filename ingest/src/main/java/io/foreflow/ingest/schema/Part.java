package io.foreflow.ingest.schema;

import java.util.Locale;
import java.util.Set;

/** A part of a reading, with the kinds of values that can be read as it. */
enum Part {
    SENSOR("a text, an enum or an integer", Set.of(ValueKind.TEXT, ValueKind.INT, ValueKind.LONG)),
    TIME(
            "a timestamp, a text in ISO-8601 or a 64-bit integer of milliseconds since 1970",
            Set.of(ValueKind.TIME, ValueKind.TEXT, ValueKind.LONG)),
    VALUE("a number", Set.of(ValueKind.INT, ValueKind.LONG, ValueKind.NUMBER)),
    COVARIATES("a map or a record of numbers by name", Set.of());

    private final String expected;
    private final Set<ValueKind> kinds;

    Part(String expected, Set<ValueKind> kinds) {
        this.expected = expected;
        this.kinds = kinds;
    }

    /** Returns what is expected, for messages. */
    String expected() {
        return expected;
    }

    boolean takes(ValueKind kind) {
        return kinds.contains(kind);
    }

    /** Returns the name in the mapping. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
