package io.foreflow.forecaster.config;

import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.time.zone.ZoneRulesException;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One key of the configuration: its name, default, rule and documentation in one place.
 *
 * @param path path of the key, for instance {@code window.step}
 * @param doc meaning of the key, for the example file; a line each
 * @param fallback the default as it would be written in the file; empty = none
 * @param parser parses the text; throws {@link IllegalArgumentException} with the rule as its message, such as "must be
 *     a number"
 */
record ConfigKey<T>(String path, String doc, String fallback, Function<String, T> parser) {
    private static final Pattern SHORT_DURATION = Pattern.compile("(\\d{1,9}) ?(ms|s|m|h|d)");

    T parse(String text) {
        return parser.apply(text);
    }

    T defaultValue() {
        return parse(fallback);
    }

    static Function<String, String> text(String rule) {
        return text -> {
            if (text.isBlank()) {
                throw new IllegalArgumentException(rule);
            }
            return text;
        };
    }

    static Function<String, Integer> wholeNumber(int least, int most, String what) {
        String rule = most == Integer.MAX_VALUE
                ? "must be a whole number of " + what + ", at least " + least
                : "must be a whole number from " + least + " to " + most;
        return text -> {
            try {
                int number = Integer.parseInt(text.strip());
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // The rule is the better message.
            }
            throw new IllegalArgumentException(rule);
        };
    }

    static Function<String, Boolean> yesOrNo() {
        return text -> switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("must be true or false");
        };
    }

    /** Parses ISO-8601 such as {@code PT5M}, or a number with ms, s, m, h or d. */
    static Function<String, Duration> duration(String example) {
        return text -> {
            try {
                String stripped = text.strip();
                Matcher matcher = SHORT_DURATION.matcher(stripped);
                Duration duration;
                if (matcher.matches()) {
                    long number = Long.parseLong(matcher.group(1));
                    duration = switch (matcher.group(2)) {
                        case "ms" -> Duration.ofMillis(number);
                        case "s" -> Duration.ofSeconds(number);
                        case "m" -> Duration.ofMinutes(number);
                        case "h" -> Duration.ofHours(number);
                        default -> Duration.ofDays(number);
                    };
                } else {
                    duration = Duration.parse(stripped);
                }
                if (!duration.isNegative()) {
                    return duration;
                }
            } catch (DateTimeParseException e) {
                // The rule is the better message.
            }
            throw new IllegalArgumentException("must be a duration of 0 or more, such as " + example);
        };
    }

    static Function<String, ZoneId> zone() {
        return text -> {
            try {
                return ZoneId.of(text.strip());
            } catch (ZoneRulesException e) {
                throw new IllegalArgumentException("must be a zone that is known, such as Europe/Berlin or UTC", e);
            } catch (java.time.DateTimeException e) {
                throw new IllegalArgumentException("must be the name of a zone, such as Europe/Berlin or UTC", e);
            }
        };
    }

    static <E extends Enum<E>> Function<String, E> oneOf(Class<E> type) {
        E[] constants = type.getEnumConstants();
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < constants.length; i++) {
            names.append(i == 0 ? "" : i == constants.length - 1 ? " or " : ", ")
                    .append(label(constants[i]));
        }
        return text -> {
            for (E constant : constants) {
                if (label(constant).equals(text.strip())) {
                    return constant;
                }
            }
            throw new IllegalArgumentException("must be " + names);
        };
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
