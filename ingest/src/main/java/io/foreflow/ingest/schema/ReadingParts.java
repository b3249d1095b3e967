package io.foreflow.ingest.schema;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a reading as a record holds them, before they are checked. A part is a {@link String}, a {@link Number},
 * an {@link java.time.Instant}, null, {@link #ABSENT}, or an {@link UnusablePart}.
 */
public final class ReadingParts {
    /** The part of a record that has no such field. */
    public static final Object ABSENT = new Object();

    private final Map<String, Number> covariates = new LinkedHashMap<>();
    private @Nullable Object sensor = ABSENT;
    private @Nullable Object time = ABSENT;
    private @Nullable Object value = ABSENT;

    /**
     * A value that cannot be read as the part of a reading.
     *
     * @param what what the record holds, such as "a boolean"
     */
    public record UnusablePart(String what) {}

    ReadingParts() {}

    public @Nullable Object sensor() {
        return sensor;
    }

    public @Nullable Object time() {
        return time;
    }

    public @Nullable Object value() {
        return value;
    }

    /** Returns the covariates that the record gives, by name as written. */
    public Map<String, Number> covariates() {
        return covariates;
    }

    void put(Part part, @Nullable Object found) {
        switch (part) {
            case SENSOR -> sensor = found;
            case TIME -> time = found;
            case VALUE -> value = found;
            case COVARIATES -> throw new IllegalArgumentException("covariates are added one by one");
        }
    }

    /** Adds a covariate unless it is null. */
    void addCovariate(String name, @Nullable Object value) {
        if (value instanceof Number number) {
            if (covariates.put(name, number) != null) {
                throw new MismatchedRecordException("the covariate " + SchemaText.quoted(name)
                        + " occurs twice; write each name once");
            }
        } else if (value != null) {
            throw new MismatchedRecordException(
                    "the covariate " + SchemaText.quoted(name) + " is not a number; write a number or null");
        }
    }
}
