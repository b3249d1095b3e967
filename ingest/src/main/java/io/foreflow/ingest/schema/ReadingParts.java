package io.foreflow.ingest.schema;

import java.util.IdentityHashMap;
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
    private @Nullable IdentityHashMap<Object, Integer> counts;
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

    @Nullable
    Object get(Part part) {
        return switch (part) {
            case SENSOR -> sensor;
            case TIME -> time;
            case VALUE -> value;
            case COVARIATES -> throw new IllegalArgumentException("covariates are read by name");
        };
    }

    /** Sets or, with null, removes a covariate. */
    void setCovariate(String name, @Nullable Object found) {
        covariates.remove(name);
        addCovariate(name, found);
    }

    void forgetCovariates() {
        covariates.clear();
    }

    /** Returns how many values of a repeated field were read before, and counts one more. */
    int count(Object field) {
        if (counts == null) {
            counts = new IdentityHashMap<>(4);
        }
        int before = counts.getOrDefault(field, 0);
        counts.put(field, before + 1);
        return before;
    }

    void forgetCount(Object field) {
        if (counts != null) {
            counts.remove(field);
        }
    }

    /** Adds a covariate unless it is null. */
    void addCovariate(String name, @Nullable Object value) {
        if (value instanceof Number number) {
            if (covariates.put(name, number) != null) {
                throw new MismatchedRecordException(
                        "the covariate " + SchemaText.quoted(name) + " occurs twice; write each name once");
            }
        } else if (value != null) {
            throw new MismatchedRecordException(
                    "the covariate " + SchemaText.quoted(name) + " is not a number; write a number or null");
        }
    }
}
