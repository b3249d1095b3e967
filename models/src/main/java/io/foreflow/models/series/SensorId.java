package io.foreflow.models.series;

import static java.util.Objects.requireNonNull;

/**
 * Names one sensor, for instance {@code i880-hov}. Kafka keys are its UTF-8 bytes.
 *
 * @param value not blank, at most {@value #MAX_LENGTH} characters, no control characters, no half of a surrogate pair (it
 *     has no UTF-8, so two sensors would share one key)
 */
public record SensorId(String value) implements Comparable<SensorId> {
    public static final int MAX_LENGTH = 200;

    public SensorId {
        requireNonNull(value, "value");
        if (value.isBlank()) {
            throw new IllegalArgumentException("a sensor id must not be blank");
        }
        if (value.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "a sensor id must have at most " + MAX_LENGTH + " characters, this one has " + value.length());
        }
        requirePlainText(value);
    }

    public static SensorId of(String value) {
        return new SensorId(value);
    }

    private static void requirePlainText(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isISOControl(c)) {
                throw new IllegalArgumentException("a sensor id must not contain control characters");
            }
            if (Character.isSurrogate(c)) {
                if (!Character.isSurrogatePair(c, i + 1 < value.length() ? value.charAt(i + 1) : ' ')) {
                    throw new IllegalArgumentException("a sensor id must not contain half of a surrogate pair");
                }
                i++;
            }
        }
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
