package io.foreflow.windowing.streams;

import static java.util.Objects.requireNonNull;

import io.foreflow.ingest.wire.CloudEvents.EventKind;
import io.foreflow.ingest.wire.InputMapping;
import io.foreflow.ingest.wire.ReadingParser;
import io.foreflow.ingest.wire.RejectReason;
import io.foreflow.ingest.wire.TopicFormat;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.Window;
import io.foreflow.windowing.core.Emission;
import io.foreflow.windowing.core.Event;
import io.foreflow.windowing.core.SensorState;
import io.foreflow.windowing.core.Transition;
import io.foreflow.windowing.core.Windower;
import io.foreflow.windowing.wire.WindowTopics;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Feeds the windower with records and ticks, keeps its states, and forwards its emissions. */
final class WindowingProcessor implements Processor<byte[], byte[], Object, Object> {
    private static final Logger LOG = LoggerFactory.getLogger(WindowingProcessor.class);

    private final WindowingStage.Config config;
    private final Windower windower;
    private final ReadingParser parser;
    private final SensorPartitions partitions;
    private final String bySensor;
    private final EventKind windowEvents;
    private final EventKind trainingWindowEvents;
    private final ReadingParser neighbourParser = new ReadingParser(InputMapping.NATIVE);
    private @Nullable ProcessorContext<Object, Object> context;
    private @Nullable StateStores stores;
    private @Nullable CommitByNeed commits;

    WindowingProcessor(WindowingStage.Config config, Windower windower) {
        this.config = config;
        this.windower = windower;
        this.parser = new ReadingParser(config.input());
        this.partitions = config.sensorPartitions();
        this.windowEvents = events(WindowTopics.WINDOW_TYPE);
        this.trainingWindowEvents = events(WindowTopics.TRAINING_WINDOW_TYPE);
        this.bySensor = WindowTopics.readingsBySensor(config.topics());
    }

    /** Clears the cache: Streams calls this again after an aborted transaction. */
    @Override
    public void init(ProcessorContext<Object, Object> processorContext) {
        close();
        context = processorContext;
        commits = new CommitByNeed(processorContext);
        stores = new StateStores(processorContext, windower, config.budget());
        processorContext.schedule(config.tickInterval(), PunctuationType.WALL_CLOCK_TIME, this::tick);
    }

    @Override
    public void close() {
        if (stores != null) {
            stores.close();
            stores = null;
        }
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        if (isRepartitioned() && record.headers().lastHeader(BySensorRecords.NEIGHBOUR) != null) {
            acceptAnnouncement(record);
            return;
        }
        ReadingParser.Result result = parser.parse(record.key(), record.value());
        if (result instanceof ReadingParser.Refused refused) {
            reject(record, refused.reason(), refused.detail());
            return;
        }
        Reading reading = ((ReadingParser.Accepted) result).reading();
        if (isMisplaced(reading)) {
            bringHome(record, reading);
            return;
        }
        StateStores states = requireNonNull(stores);
        SensorState before = states.state(reading.sensor());
        Transition transition = windower.apply(before, arrival(reading, record));
        states.save(transition.state());
        count(transition.effect(), record.timestamp());
        for (Emission emission : transition.emissions()) {
            if (emission instanceof Emission.Rejected rejected) {
                reject(record, rejected.reason(), rejected.detail());
            } else {
                pass(reading.sensor(), emission, record.timestamp());
            }
        }
    }

    private Event arrival(Reading reading, Record<byte[], byte[]> record) {
        return new Event.Arrival(
                reading,
                Instant.ofEpochMilli(record.timestamp()),
                Instant.ofEpochMilli(requireNonNull(context).currentSystemTimeMs()));
    }

    /** Returns true for a record that was moved to its sensor's partition: it stays there. */
    private boolean isRepartitioned() {
        return place().topic().equals(bySensor);
    }

    private boolean isMisplaced(Reading reading) {
        return !isRepartitioned() && partitions.of(reading.sensor()) != place().partition();
    }

    private void bringHome(Record<byte[], byte[]> record, Reading reading) {
        config.listener().misplaced();
        if (!config.input().repartition()) {
            reject(record, RejectReason.WRONG_PARTITION, partitions.misplaced(reading.sensor(), place().partition()));
        } else if (RejectedRecords.size(record) > RejectedRecords.MAX_BYTES) {
            reject(record, RejectReason.RECORD_TOO_LARGE, RejectedRecords.TOO_LARGE_TO_BRING);
        } else {
            requireNonNull(context)
                    .forward(BySensorRecords.of(record, place(), reading.sensor()), WindowingStage.BY_SENSOR_SINK);
            requireNonNull(commits).afterOutput(record.timestamp());
        }
    }

    private RecordMetadata place() {
        return requireNonNull(context)
                .recordMetadata()
                .orElseThrow(() -> new IllegalStateException("only records of a topic can be windowed"));
    }

    /**
     * Applies the announcement of a neighbour's value. It may have no effect, but it is not a reading that could be
     * rejected or counted.
     */
    private void acceptAnnouncement(Record<byte[], byte[]> record) {
        if (neighbourParser.parse(record.key(), record.value()) instanceof ReadingParser.Accepted accepted) {
            StateStores states = requireNonNull(stores);
            Reading copy = accepted.reading();
            SensorState before = states.state(copy.sensor());
            states.save(windower.apply(before, arrival(copy, record)).state());
        } else {
            throw new IllegalStateException("an announcement of a neighbour's value cannot be read; only Foreflow may"
                    + " write to " + bySensor);
        }
    }

    private void tick(long now) {
        StateStores states = requireNonNull(stores);
        for (StateStores.Due due : states.due(now)) {
            try {
                tick(states, due.sensor(), now);
            } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
                if (RecordFailures.isSystemic(e)) {
                    throw e;
                }
                LOG.error("The tick of {} failed; it is retried one step later", due.sensor(), e);
                config.listener().failed();
                states.putOff(
                        due, now + config.windowing().shape().step().duration().toMillis());
            }
        }
    }

    private void tick(StateStores states, SensorId sensor, long now) {
        Transition transition = windower.apply(states.state(sensor), new Event.Tick(Instant.ofEpochMilli(now)));
        states.save(transition.state());
        states.reindex(sensor);
        for (Emission emission : transition.emissions()) {
            pass(sensor, emission, now);
        }
    }

    private void pass(SensorId sensor, Emission emission, long timestamp) {
        if (emission instanceof Emission.BucketClosed closed) {
            pass(sensor, closed, timestamp);
        } else if (emission instanceof Emission.TrainingWindowReady ready) {
            pass(sensor, ready.trainingWindow(), timestamp);
        } else {
            config.listener().retired();
            requireNonNull(context)
                    .forward(new Record<Object, Object>(sensor, emission, timestamp), WindowingStage.CLOSED_BUCKETS);
        }
    }

    private void pass(SensorId sensor, Emission.BucketClosed closed, long timestamp) {
        Window window = closed.window();
        if (closed.stale()) {
            config.listener().stale();
        } else if (window.revision() > 0) {
            config.listener().revised();
        } else {
            config.listener().closed();
            if (window.imputed().contains(window.shape().history() - 1)) {
                config.listener().imputed(1);
            }
        }
        ProcessorContext<Object, Object> out = requireNonNull(context);
        if (config.outputs().windows() && window.isComplete()) {
            Headers headers = headers(windowEvents, window, timestamp);
            out.forward(new Record<Object, Object>(sensor, window, timestamp, headers), WindowingStage.WINDOWS_SINK);
            config.listener().window();
        }
        out.forward(new Record<Object, Object>(sensor, closed, timestamp), WindowingStage.CLOSED_BUCKETS);
    }

    private void pass(SensorId sensor, TrainingWindow window, long timestamp) {
        Headers headers = headers(trainingWindowEvents, window.window(), timestamp);
        requireNonNull(context)
                .forward(
                        new Record<Object, Object>(sensor, window, timestamp, headers),
                        WindowingStage.TRAINING_WINDOWS_SINK);
        config.listener().trainingWindow();
    }

    private static Headers headers(EventKind kind, Window window, long timestamp) {
        return kind.headers(window.sensor(), window.origin(), window.revision(), Instant.ofEpochMilli(timestamp));
    }

    private EventKind events(String type) {
        return new EventKind(
                type,
                WindowingStage.EVENT_SOURCE,
                TopicFormat.contentType(config.outputs().format().hasBinaryScores()));
    }

    private void reject(Record<byte[], byte[]> record, RejectReason reason, String detail) {
        ProcessorContext<Object, Object> out = requireNonNull(context);
        out.forward(
                isRepartitioned()
                        ? RejectedRecords.ofRepartitioned(record, out.recordMetadata(), reason, detail)
                        : RejectedRecords.of(record, out.recordMetadata(), reason, detail),
                WindowingStage.REJECTED_SINK);
        requireNonNull(commits).afterOutput(record.timestamp());
        config.listener().rejected(reason);
    }

    private void count(Transition.Effect effect, long arrival) {
        switch (effect) {
            case ACCEPTED -> config.listener().accepted(arrival);
            case ACCEPTED_LATE -> {
                config.listener().accepted(arrival);
                config.listener().late();
            }
            case DUPLICATE -> config.listener().duplicate();
            // Rejected readings are counted where they leave; the other effects belong to no used reading.
            case REJECTED, TIME_MOVED, ANNOUNCED, TICKED, IDLE -> {}
        }
    }
}
