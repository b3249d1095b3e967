package io.foreflow.models.series;

import static java.util.Objects.requireNonNull;

/**
 * The id of one sensor, for instance {@code i880-hov}. Kafka keys are its UTF-8 bytes.
 *
 * @param value text in Unicode's NFC, without spaces around it, not empty, at most {@value #MAX_LENGTH} characters, all
 *     visible ({@link VisibleText}), so that the ids of two sensors never look alike
 */
public record SensorId(String value) implements Comparable<SensorId> {
    public static final int MAX_LENGTH = 200;

    /** @throws IllegalArgumentException if the text breaks a rule; the message names the rule and the character */
    public SensorId {
        requireNonNull(value, "value");
        value = VisibleText.of("a sensor id", value, MAX_LENGTH);
    }

    public static SensorId of(String value) {
        return new SensorId(value);
    }

    @Override
    public int compareTo(SensorId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
