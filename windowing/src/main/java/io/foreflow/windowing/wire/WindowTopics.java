package io.foreflow.windowing.wire;

import io.foreflow.ingest.schema.AvroRecords;
import io.foreflow.ingest.wire.TopicFormat;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.ingest.wire.TopicSpec;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.Window;
import org.apache.kafka.common.serialization.Serdes;

/** The topics that windowing writes. */
public final class WindowTopics {
    /** CloudEvents type of a window. */
    public static final String WINDOW_TYPE = "io.foreflow.window.v1";

    /** CloudEvents type of a training window. */
    public static final String TRAINING_WINDOW_TYPE = "io.foreflow.training-window.v1";

    private WindowTopics() {}

    /** The topic of windows with a complete history, keyed by sensor. It is read in either format. */
    public static TopicSpec<SensorId, Window> windows(TopicNames names, TopicFormat format) {
        return new TopicSpec<>(
                names.windows(),
                SensorIdSerde.create(),
                Serdes.serdeFrom(
                        (topic, window) ->
                                format.hasBinaryScores() ? WindowAvro.write(window) : WindowJson.write(window),
                        (topic, bytes) -> readWindow(bytes)));
    }

    /** The topic of training windows, keyed by sensor. It is read in either format. */
    public static TopicSpec<SensorId, TrainingWindow> trainingWindows(TopicNames names, TopicFormat format) {
        return new TopicSpec<>(
                names.trainingWindows(),
                SensorIdSerde.create(),
                Serdes.serdeFrom(
                        (topic, window) ->
                                format.hasBinaryScores() ? WindowAvro.write(window) : WindowJson.write(window),
                        (topic, bytes) -> readTrainingWindow(bytes)));
    }

    /**
     * Reads a window in Avro or JSON.
     *
     * @throws IllegalArgumentException if the bytes are invalid; the message is one line
     */
    public static Window readWindow(byte[] bytes) {
        return AvroRecords.isAvro(bytes) ? WindowAvro.readWindow(bytes) : WindowJson.readWindow(bytes);
    }

    /**
     * Reads a training window in Avro or JSON.
     *
     * @throws IllegalArgumentException if the bytes are invalid; the message is one line
     */
    public static TrainingWindow readTrainingWindow(byte[] bytes) {
        return AvroRecords.isAvro(bytes) ? WindowAvro.readTrainingWindow(bytes) : WindowJson.readTrainingWindow(bytes);
    }

    /**
     * Name of the topic that brings readings to the partition of their sensor: readings on a wrong partition, all
     * readings of a foreign topic that is not keyed by sensor, and all readings if sensors have neighbours.
     */
    public static String readingsBySensor(TopicNames names) {
        return names.prefix() + ".readings-by-sensor.v1";
    }
}
