package io.foreflow.ingest.wire;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonPointer;
import io.foreflow.ingest.schema.PartPointers;
import io.foreflow.ingest.schema.RecordSchema;
import io.foreflow.ingest.schema.UnmappedPartsException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Maps the records of a topic to the parts of a reading, so that foreign topics can be read as they are. Pointers are
 * JSON Pointers (RFC 6901) such as {@code /payload/flow}, whatever the format of the records.
 *
 * @param topic the topic to read; null = Foreflow's own readings topic
 * @param sensor pointer to the sensor id; null = the record's key is the sensor id
 * @param time pointer to the time: ISO-8601 with a zone or, on a foreign topic, epoch milliseconds
 * @param value pointer to the number
 * @param repartition true to move a reading that lies on a wrong partition to its sensor's partition; false to reject
 *     it
 * @param missing the numbers that mean "no value": a reading with such a number is read as if its value were null
 * @param schema the schema of the records; null = they are JSON
 */
public record InputMapping(
        @Nullable String topic,
        @Nullable String sensor,
        String time,
        String value,
        boolean repartition,
        MissingMarks missing,
        @Nullable RecordSchema schema) {
    /** The problem of a schema without a topic. */
    public static final String NEEDS_TOPIC =
            "input.format (avro or protobuf) needs an input.topic: Foreflow's own readings topic holds JSON";

    private static final String SENSOR = "/" + ReadingJson.SENSOR;
    private static final String TIME = "/" + ReadingJson.TIME;
    private static final String VALUE = "/" + ReadingJson.VALUE;
    private static final String COVARIATES = "/" + ReadingJson.COVARIATES;

    /** The documented format on Foreflow's own readings topic. */
    public static final InputMapping NATIVE = new InputMapping(null, SENSOR, TIME, VALUE);

    /** Creates a mapping of JSON that moves readings from a wrong partition to the right one. Every number is a value. */
    public InputMapping(@Nullable String topic, @Nullable String sensor, String time, String value) {
        this(topic, sensor, time, value, true);
    }

    /** Creates a mapping of JSON in which every number is a value. */
    public InputMapping(
            @Nullable String topic, @Nullable String sensor, String time, String value, boolean repartition) {
        this(topic, sensor, time, value, repartition, MissingMarks.NONE, null);
    }

    /** @throws IllegalArgumentException naming every invalid pointer, and the rule; a line each */
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
        if (schema != null && problems.isEmpty()) {
            problems.addAll(problems(schema, pointers(sensor, time, value)));
        }
        if (schema != null && topic == null) {
            problems.add(NEEDS_TOPIC);
        }
        if (!repartition && !(topic == null || sensor == null)) {
            problems.add("input.repartition (false) needs a topic whose keys are the sensors; leave it out, or set"
                    + " input.sensor to key");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
    }

    public InputMapping withMissing(MissingMarks newMissing) {
        return new InputMapping(topic, sensor, time, value, repartition, newMissing, schema);
    }

    public InputMapping withSchema(RecordSchema newSchema) {
        return new InputMapping(topic, sensor, time, value, repartition, missing, newSchema);
    }

    /** Returns true if Foreflow's own readings topic is read, whose records the broker stamps. */
    public boolean isOwnTopic() {
        return topic == null;
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

    /** Returns the pointers. The documented format has covariates too, as an object of numbers by name. */
    PartPointers pointers() {
        return pointers(sensor, time, value);
    }

    private static PartPointers pointers(@Nullable String sensor, String time, String value) {
        boolean isDocumented = SENSOR.equals(sensor) && TIME.equals(time) && VALUE.equals(value);
        return new PartPointers(
                sensor == null ? null : JsonPointer.compile(sensor),
                JsonPointer.compile(time),
                JsonPointer.compile(value),
                isDocumented ? JsonPointer.compile(COVARIATES) : null);
    }

    private static List<String> problems(RecordSchema schema, PartPointers pointers) {
        try {
            schema.reader(pointers);
            return List.of();
        } catch (UnmappedPartsException e) {
            return e.problems();
        }
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
