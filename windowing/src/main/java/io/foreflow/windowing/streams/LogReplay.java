package io.foreflow.windowing.streams;

import static java.util.Objects.requireNonNull;

import io.foreflow.ingest.wire.InputMapping;
import io.foreflow.ingest.wire.ReadingParser;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.windowing.core.Emission;
import io.foreflow.windowing.core.Event;
import io.foreflow.windowing.core.SensorState;
import io.foreflow.windowing.core.Transition;
import io.foreflow.windowing.core.WindowKind;
import io.foreflow.windowing.core.Windower;
import io.foreflow.windowing.wire.WindowTopics;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Makes windows of the readings on a topic with the windower of {@link WindowingStage}. Training windows are those that
 * the stage would write: they depend on the records and their times of arrival alone. Live windows are the same where
 * no tick of the clock closed a bucket. Keeps the states of all sensors in memory; not safe for threads.
 */
public final class LogReplay {
    private final WindowingStage.Config config;
    private final Windower windower;
    private final ReadingParser parser;
    private final ReadingParser neighbourParser = new ReadingParser(InputMapping.NATIVE);
    private final SensorPartitions partitions;
    private final String bySensor;
    private final TimestampExtractor arrival;
    private final Consumer<Emission> emissions;
    private final Map<SensorId, SensorState> states = new HashMap<>();
    private final Map<SensorId, Queue<Brought>> brought = new HashMap<>();

    /** A reading that the stage moved to the partition of its sensor, with its time of arrival. */
    private record Brought(Reading reading, Instant arrivedAt) {}

    /**
     * @param config configuration of the stage
     * @param kinds the windows to make
     * @param emissions takes the windows, by sensor in the order of the stage
     */
    public LogReplay(WindowingStage.Config config, Set<WindowKind> kinds, Consumer<Emission> emissions) {
        this.config = config;
        this.windower = new Windower(config.windowing(), kinds);
        this.parser = new ReadingParser(config.input());
        this.partitions = config.sensorPartitions();
        this.bySensor = WindowTopics.readingsBySensor(config.topics());
        this.arrival = BySensorRecords.arrival(config.arrival());
        this.emissions = requireNonNull(emissions, "emissions");
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
            apply(reading, arrivedAt);
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
            apply(next.reading(), next.arrivedAt());
        }
    }

    private void apply(Reading reading, Instant arrivedAt) {
        SensorState before = states.getOrDefault(reading.sensor(), SensorState.empty(reading.sensor()));
        if (before.head() != null
                && !arrivedAt.isBefore(
                        before.head().lastHeard().plus(config.windowing().retireAfter()))) {
            // The stage has retired the sensor meanwhile.
            before = SensorState.empty(reading.sensor());
        }
        Transition transition = windower.apply(before, new Event.Arrival(reading, arrivedAt));
        states.put(reading.sensor(), transition.state());
        for (Emission emission : transition.emissions()) {
            if (!(emission instanceof Emission.Rejected)) {
                emissions.accept(emission);
            }
        }
    }
}
