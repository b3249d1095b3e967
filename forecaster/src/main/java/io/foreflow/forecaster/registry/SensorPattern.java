package io.foreflow.forecaster.registry;

import io.foreflow.models.series.SensorId;
import java.util.regex.Pattern;

/**
 * The id of a sensor, or a pattern of ids: {@code *} stands for any text, {@code ?} for one character.
 *
 * @param text the pattern as written
 */
public record SensorPattern(String text, Pattern pattern) {
    /** Text of the pattern that matches every sensor. */
    public static final String EVERY_SENSOR = "*";

    /** @throws IllegalArgumentException if the pattern is blank */
    public SensorPattern {
        if (text.isBlank()) {
            throw new IllegalArgumentException("a pattern must name sensors, such as i880-* or *");
        }
    }

    /** @throws IllegalArgumentException if the pattern is blank */
    public static SensorPattern of(String text) {
        return new SensorPattern(text, compiled(text));
    }

    public boolean matches(SensorId sensor) {
        return text.equals(EVERY_SENSOR) || pattern.matcher(sensor.value()).matches();
    }

    private static Pattern compiled(String text) {
        StringBuilder regex = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                default -> regex.append(Pattern.quote(Character.toString(c)));
            }
        });
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SensorPattern that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
