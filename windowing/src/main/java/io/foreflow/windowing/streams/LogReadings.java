package io.foreflow.windowing.streams;

import static java.util.Objects.requireNonNull;

import io.foreflow.ingest.wire.InputMapping;
import io.foreflow.ingest.wire.ReadingParser;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.windowing.wire.WindowTopics;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Reads the readings on the topics of {@link WindowingStage}: those that the stage would use, sensor by sensor in the
 * order in which it would hear of them. Not safe for threads.
 */
public final class LogReadings {
    private final WindowingStage.Config config;
    private final ReadingParser parser;
    private final ReadingParser neighbourParser = new ReadingParser(InputMapping.NATIVE);
    private final SensorPartitions partitions;
    private final String bySensor;
    private final TimestampExtractor arrival;
    private final BiConsumer<Reading, Instant> readings;
    private final Map<SensorId, Queue<Brought>> brought = new HashMap<>();

    /** A reading that the stage moved to the partition of its sensor, with its time of arrival. */
    private record Brought(Reading reading, Instant arrivedAt) {}

    /**
     * @param config configuration of the stage
     * @param readings takes each reading with its time of arrival
     */
    public LogReadings(WindowingStage.Config config, BiConsumer<Reading, Instant> readings) {
        this.config = config;
        this.parser = new ReadingParser(config.input());
        this.partitions = config.sensorPartitions();
        this.bySensor = WindowTopics.readingsBySensor(config.topics());
        this.arrival = BySensorRecords.arrival(config.arrival());
        this.readings = requireNonNull(readings, "readings");
    }

    /**
     * Returns the topics with the readings, in the order in which they must be read, each to its end. The topic of
     * readings by sensor is written by the stage; where it does not exist, the stage has not run or moved nothing.
     */
    public List<String> topics() {
        List<String> topics = new ArrayList<>(2);
        if (config.repartitions() || config.input().repartition()) {
            topics.add(bySensor);
        }
        if (!config.repartitions()) {
            topics.add(config.input().topic(config.topics()));
        }
        return topics;
    }

    /** Reads the next record of a partition. A record that the stage rejects has no effect. */
    public void accept(ConsumerRecord<byte[], byte[]> record) {
        boolean isBySensor = record.topic().equals(bySensor);
        boolean ofNeighbour = isBySensor && record.headers().lastHeader(BySensorRecords.NEIGHBOUR) != null;
        ReadingParser.Result result = (ofNeighbour ? neighbourParser : parser).parse(record.key(), record.value());
        if (!(result instanceof ReadingParser.Accepted accepted)) {
            return;
        }
        Reading reading = accepted.reading();
        Instant arrivedAt = arrivedAt(record);
        if (isBySensor && !config.repartitions()) {
            brought.computeIfAbsent(reading.sensor(), sensor -> new ArrayDeque<>())
                    .add(new Brought(reading, arrivedAt));
        } else if (isBySensor || partitions.of(reading.sensor()) == record.partition()) {
            applyBroughtUntil(reading.sensor(), arrivedAt);
            readings.accept(reading, arrivedAt);
        }
    }

    @SuppressWarnings("unchecked") // an extractor reads any record
    private Instant arrivedAt(ConsumerRecord<byte[], byte[]> record) {
        ConsumerRecord<Object, Object> any = (ConsumerRecord<Object, Object>) (ConsumerRecord<?, ?>) record;
        return Instant.ofEpochMilli(arrival.extract(any, record.timestamp()));
    }

    /** Applies what is left when all topics have been read. */
    public void end() {
        brought.keySet().forEach(sensor -> applyBroughtUntil(sensor, Instant.MAX));
    }

    private void applyBroughtUntil(SensorId sensor, Instant time) {
        Queue<Brought> waiting = brought.get(sensor);
        while (waiting != null
                && !waiting.isEmpty()
                && !waiting.element().arrivedAt().isAfter(time)) {
            Brought next = waiting.remove();
            readings.accept(next.reading(), next.arrivedAt());
        }
    }
}
