package io.foreflow.ingest.wire;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonPointer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Maps the JSON of a topic to the parts of a reading, so that foreign topics can be read as they are. Pointers are JSON
 * Pointers (RFC 6901) such as {@code /payload/flow}.
 *
 * @param topic the topic to read; null = Foreflow's own readings topic
 * @param sensor pointer to the sensor id; null = the record's key is the sensor id
 * @param time pointer to the time: ISO-8601 with a zone or, on a foreign topic, epoch milliseconds
 * @param value pointer to the number
 * @param repartition true to move a reading that lies on a wrong partition to its sensor's partition; false to reject
 *     it
 * @param missing the numbers that mean "no value": a reading with such a number is read as if its value were null
 */
public record InputMapping(
        @Nullable String topic,
        @Nullable String sensor,
        String time,
        String value,
        boolean repartition,
        MissingMarks missing) {
    /** The documented format on Foreflow's own readings topic. */
    public static final InputMapping NATIVE = new InputMapping(null, "/sensor", "/time", "/value");

    /** Creates a mapping that moves readings from a wrong partition to the right one. Every number is a value. */
    public InputMapping(@Nullable String topic, @Nullable String sensor, String time, String value) {
        this(topic, sensor, time, value, true);
    }

    /** Creates a mapping in which every number is a value. */
    public InputMapping(
            @Nullable String topic, @Nullable String sensor, String time, String value, boolean repartition) {
        this(topic, sensor, time, value, repartition, MissingMarks.NONE);
    }

    /** @throws IllegalArgumentException naming every invalid pointer, and the rule */
    public InputMapping {
        requireNonNull(time, "time");
        requireNonNull(value, "value");
        requireNonNull(missing, "missing");
        List<String> problems = new ArrayList<>();
        if (topic != null && topic.isBlank()) {
            problems.add("input.topic must not be blank; leave it out to read Foreflow's own readings topic");
        }
        if (sensor != null) {
            check("sensor", sensor, problems);
        } else if (topic == null) {
            problems.add("input.sensor may only be left out (the key is the sensor) together with an input.topic");
        }
        check("time", time, problems);
        check("value", value, problems);
        if (!repartition && !(topic == null || sensor == null)) {
            problems.add("input.repartition (false) needs a topic whose keys are the sensors; leave it out, or set"
                    + " input.sensor to key");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join(". ", problems));
        }
    }

    public InputMapping withMissing(MissingMarks newMissing) {
        return new InputMapping(topic, sensor, time, value, repartition, newMissing);
    }

    /** Returns the topic to read; by default Foreflow's own readings topic. */
    public String topic(TopicNames names) {
        return topic == null ? names.readings() : topic;
    }

    /**
     * Returns true if a record's key is the sensor id, so that one partition holds all of a sensor's readings. If
     * false, keys have another meaning and are not compared with the payload: the topic must be repartitioned by
     * sensor.
     */
    public boolean keyedBySensor() {
        return topic == null || sensor == null;
    }

    private static void check(String name, String pointer, List<String> problems) {
        try {
            if (JsonPointer.compile(pointer).matches()) {
                problems.add("input." + name + " must point into the record, such as /" + name + ", not at all of it");
            }
        } catch (IllegalArgumentException e) {
            problems.add("input." + name + " (" + pointer + ") must be a JSON Pointer, such as /" + name);
        }
    }
}
