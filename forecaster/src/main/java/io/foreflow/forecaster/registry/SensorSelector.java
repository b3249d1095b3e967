package io.foreflow.forecaster.registry;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.SensorPattern;
import io.foreflow.models.series.SensorShare;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The sensors of a route: a share of those that match a pattern, or a list. */
public sealed interface SensorSelector {
    boolean matches(SensorId sensor);

    /**
     * Sensors that match a pattern and belong to a share.
     *
     * @param share {@link SensorShare#ALL} for all that match
     */
    record PatternSelector(SensorPattern pattern, SensorShare share) implements SensorSelector {
        private static final Pattern SHARED = Pattern.compile("(.*)#([01]*)", Pattern.DOTALL);

        /** @throws IllegalArgumentException if a share is asked of a single sensor */
        public PatternSelector {
            if (!share.equals(SensorShare.ALL) && !pattern.hasWildcards()) {
                throw new IllegalArgumentException("the share " + share + " needs a pattern with * or ? instead of "
                        + pattern + ", which is one sensor");
            }
        }

        /**
         * Parses the text that {@link #toString} returns. Without * and ? it is the id of a sensor. Otherwise a # and
         * the bits of a share may follow the pattern.
         *
         * @throws IllegalArgumentException if no id of a sensor can match
         */
        static PatternSelector parse(String text) {
            Matcher shared = SHARED.matcher(text);
            return shared.matches() && SensorPattern.hasWildcards(text)
                    ? new PatternSelector(SensorPattern.of(shared.group(1)), new SensorShare(shared.group(2)))
                    : new PatternSelector(SensorPattern.of(text), SensorShare.ALL);
        }

        @Override
        public boolean matches(SensorId sensor) {
            return pattern.matches(sensor) && share.contains(sensor);
        }

        /**
         * Returns {@code PATTERN} or {@code PATTERN#BITS}. A # without bits follows a pattern that would be read
         * otherwise, such as {@code room-*#10#}.
         */
        @Override
        public String toString() {
            boolean ambiguous =
                    pattern.hasWildcards() && SHARED.matcher(pattern.text()).matches();
            return share.equals(SensorShare.ALL) && !ambiguous ? pattern.text() : pattern.text() + "#" + share.bits();
        }
    }

    /**
     * Sensors by their ids.
     *
     * @param sensors at least one, each once
     */
    record ListSelector(List<SensorId> sensors) implements SensorSelector {
        /** Maximum number of ids in {@link #toString}. */
        private static final int SHOWN = 3;

        /** @throws IllegalArgumentException if the list is empty or names a sensor twice */
        public ListSelector {
            requireNonNull(sensors, "sensors");
            sensors = List.copyOf(sensors);
            if (sensors.isEmpty()) {
                throw new IllegalArgumentException("the list of sensors must not be empty");
            }
            LinkedHashSet<SensorId> once = new LinkedHashSet<>();
            for (SensorId sensor : sensors) {
                if (!once.add(sensor)) {
                    throw new IllegalArgumentException("the list of sensors names " + sensor + " twice");
                }
            }
        }

        @Override
        public boolean matches(SensorId sensor) {
            return sensors.contains(sensor);
        }

        /** Returns the first ids and the number of the others, such as {@code {a, b, c and 45 more}}. */
        @Override
        public String toString() {
            String first =
                    sensors.stream().limit(SHOWN).map(SensorId::value).collect(Collectors.joining(", ", "{", ""));
            return first + (sensors.size() > SHOWN ? " and " + (sensors.size() - SHOWN) + " more}" : "}");
        }
    }
}
