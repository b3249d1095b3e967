package io.foreflow.training.group;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.SensorShare;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/** Tells which sensors a group serves, so that they need not be named one by one where a rule does. */
public sealed interface GroupSelector {

    /**
     * The sensors that match a pattern and belong to a share.
     *
     * @param pattern pattern of ids; {@code *} for every sensor
     * @param share share of the pattern's sensors; {@link SensorShare#ALL} for all of them
     */
    record ByPattern(String pattern, SensorShare share) implements GroupSelector {
        /** Pattern of every sensor. */
        public static final String EVERY_SENSOR = "*";

        public ByPattern {
            requireNonNull(pattern, "pattern");
            requireNonNull(share, "share");
        }
    }

    /** The sensors of a list. */
    record ByList(SortedSet<SensorId> sensors) implements GroupSelector {
        public ByList {
            sensors = Collections.unmodifiableSortedSet(new TreeSet<>(sensors));
        }
    }
}
