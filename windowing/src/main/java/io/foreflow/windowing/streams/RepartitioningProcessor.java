package io.foreflow.windowing.streams;

import static java.util.Objects.requireNonNull;

import io.foreflow.ingest.wire.InputMapping;
import io.foreflow.ingest.wire.ReadingParser;
import io.foreflow.ingest.wire.RejectReason;
import io.foreflow.models.series.Reading;
import io.foreflow.windowing.core.Neighbours;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Moves records, unchanged, to the partition of their sensor. The key becomes the sensor's id; headers keep the
 * original key and the original place. Each sensor that has this sensor as a neighbour gets an announcement of the
 * value.
 */
final class RepartitioningProcessor implements Processor<byte[], byte[], Object, Object> {
    private final InputMapping input;
    private final SensorPartitions partitions;
    private final ReadingParser parser;
    private final WindowingListener listener;
    private final Neighbours neighbours;
    private @Nullable ProcessorContext<Object, Object> context;
    private @Nullable CommitByNeed commits;

    RepartitioningProcessor(WindowingStage.Config config) {
        this.input = config.input();
        this.partitions = config.sensorPartitions();
        this.parser = new ReadingParser(config.input());
        this.listener = config.listener();
        this.neighbours = config.windowing().neighbours();
    }

    @Override
    public void init(ProcessorContext<Object, Object> processorContext) {
        context = processorContext;
        commits = new CommitByNeed(processorContext);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        ReadingParser.Result result = parser.parse(record.key(), record.value());
        if (result instanceof ReadingParser.Refused refused) {
            reject(record, refused.reason(), refused.detail());
            return;
        }
        Reading reading = ((ReadingParser.Accepted) result).reading();
        RecordMetadata place = requireNonNull(context)
                .recordMetadata()
                .orElseThrow(() -> new IllegalStateException("only records of a topic can be repartitioned"));
        boolean misplaced = input.keyedBySensor() && partitions.of(reading.sensor()) != place.partition();
        if (misplaced) {
            listener.misplaced();
        }
        if (misplaced && !input.repartition()) {
            reject(record, RejectReason.WRONG_PARTITION, partitions.misplaced(reading.sensor(), place.partition()));
        } else if (RejectedRecords.size(record) > RejectedRecords.MAX_BYTES) {
            reject(record, RejectReason.RECORD_TOO_LARGE, RejectedRecords.TOO_LARGE_TO_BRING);
        } else {
            forward(record, place, reading);
        }
    }

    private void forward(Record<byte[], byte[]> record, RecordMetadata place, Reading reading) {
        ProcessorContext<Object, Object> out = requireNonNull(context);
        out.forward(BySensorRecords.of(record, place, reading.sensor()), WindowingStage.BY_SENSOR_SINK);
        for (Reading copy : neighbours.copies(reading)) {
            out.forward(
                    BySensorRecords.ofNeighbour(copy, reading.sensor(), record.timestamp()),
                    WindowingStage.BY_SENSOR_SINK);
        }
        requireNonNull(commits).afterOutput(record.timestamp());
    }

    private void reject(Record<byte[], byte[]> record, RejectReason reason, String detail) {
        ProcessorContext<Object, Object> out = requireNonNull(context);
        out.forward(
                RejectedRecords.of(record, out.recordMetadata(), reason, detail),
                WindowingStage.UNPARTITIONED_REJECTED_SINK);
        requireNonNull(commits).afterOutput(record.timestamp());
        listener.rejected(reason);
    }
}
