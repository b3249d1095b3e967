package io.foreflow.windowing.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.foreflow.ingest.wire.ReadingJson;
import io.foreflow.ingest.wire.ReadingParser;
import io.foreflow.ingest.wire.RejectReason;
import io.foreflow.ingest.wire.RejectedHeaders;
import io.foreflow.models.series.Reading;
import io.foreflow.windowing.core.Neighbours;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Brings records to the partition of their sensor, as they are: the key becomes the sensor's id, headers keep the original key and
 * where the record came from. The sensors whose neighbour it is get an announcement each of what it measured.
 */
final class RepartitioningProcessor implements Processor<byte[], byte[], Object, Object> {
    /** On an announcement of what a neighbour measured: the neighbour's id. */
    static final String NEIGHBOUR = "foreflow.neighbour";

    private final ReadingParser parser;
    private final WindowingListener listener;
    private final Neighbours neighbours;
    private @Nullable ProcessorContext<Object, Object> context;

    RepartitioningProcessor(WindowingStage.Config config) {
        this.parser = new ReadingParser(config.input());
        this.listener = config.listener();
        this.neighbours = config.windowing().neighbours();
    }

    @Override
    public void init(ProcessorContext<Object, Object> processorContext) {
        context = processorContext;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        ReadingParser.Result result = parser.parse(record.key(), record.value());
        if (result instanceof ReadingParser.Refused refused) {
            reject(record, refused.reason(), refused.detail());
        } else if (RejectedRecords.size(record) > RejectedRecords.MAX_BYTES) {
            reject(
                    record,
                    RejectReason.RECORD_TOO_LARGE,
                    "the record has more than " + RejectedRecords.MAX_BYTES
                            + " bytes and cannot be brought to its sensor's partition");
        } else {
            forward(record, (ReadingParser.Accepted) result);
        }
    }

    private void forward(Record<byte[], byte[]> record, ReadingParser.Accepted accepted) {
        ProcessorContext<Object, Object> out = requireNonNull(context);
        RecordMetadata place = out.recordMetadata()
                .orElseThrow(() -> new IllegalStateException("only records of a topic can be repartitioned"));
        Headers headers = new RecordHeaders(record.headers());
        headers.remove(NEIGHBOUR);
        put(headers, RejectedHeaders.TOPIC, place.topic().getBytes(UTF_8));
        put(
                headers,
                RejectedHeaders.PARTITION,
                Integer.toString(place.partition()).getBytes(UTF_8));
        put(headers, RejectedHeaders.OFFSET, Long.toString(place.offset()).getBytes(UTF_8));
        if (record.key() != null) {
            put(headers, RejectedRecords.ORIGINAL_KEY, record.key());
        }
        byte[] sensor = accepted.reading().sensor().value().getBytes(UTF_8);
        out.forward(
                new Record<Object, Object>(sensor, record.value(), record.timestamp(), headers),
                WindowingStage.BY_SENSOR_SINK);
        for (Reading copy : neighbours.copies(accepted.reading())) {
            Headers from = new RecordHeaders().add(NEIGHBOUR, sensor);
            byte[] key = copy.sensor().value().getBytes(UTF_8);
            out.forward(
                    new Record<Object, Object>(key, ReadingJson.bytes(copy), record.timestamp(), from),
                    WindowingStage.BY_SENSOR_SINK);
        }
    }

    private void reject(Record<byte[], byte[]> record, RejectReason reason, String detail) {
        ProcessorContext<Object, Object> out = requireNonNull(context);
        out.forward(
                RejectedRecords.of(record, out.recordMetadata(), reason, detail),
                WindowingStage.UNPARTITIONED_REJECTED_SINK);
        listener.rejected(reason);
    }

    private static void put(Headers headers, String name, byte[] value) {
        headers.remove(name);
        headers.add(name, value);
    }
}
