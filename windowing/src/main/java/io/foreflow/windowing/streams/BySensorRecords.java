package io.foreflow.windowing.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.ingest.wire.ReadingJson;
import io.foreflow.ingest.wire.RejectedHeaders;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Makes records of the topic that brings readings together by sensor. The key is the sensor's id and chooses the
 * partition. Headers keep the original key, the original place and the time of arrival there.
 */
final class BySensorRecords {
    /** Header of an announcement that comes from a neighbour's reading: the neighbour's id. */
    static final String NEIGHBOUR = "foreflow.neighbour";

    /** Header: the record's arrival on its original topic, in milliseconds since the epoch. */
    static final String ARRIVAL = "foreflow.arrival";

    /** Partitions by Murmur2 of the key, whatever partitioner the producers of this application are configured with. */
    static final StreamPartitioner<Object, Object> PARTITIONER =
            (topic, key, value, partitions) -> Optional.of(Set.of(SensorPartitions.of((byte[]) key, partitions)));

    private BySensorRecords() {}

    /** @param place the record's present topic, partition and offset */
    static Record<Object, Object> of(Record<byte[], byte[]> record, RecordMetadata place, SensorId sensor) {
        Headers headers = new RecordHeaders(record.headers());
        headers.remove(NEIGHBOUR);
        headers.remove(RejectedRecords.ORIGINAL_KEY);
        put(headers, RejectedHeaders.TOPIC, place.topic());
        put(headers, RejectedHeaders.PARTITION, Integer.toString(place.partition()));
        put(headers, RejectedHeaders.OFFSET, Long.toString(place.offset()));
        put(headers, ARRIVAL, Long.toString(record.timestamp()));
        if (record.key() != null) {
            headers.add(RejectedRecords.ORIGINAL_KEY, record.key());
        }
        return new Record<>(key(sensor), record.value(), record.timestamp(), headers);
    }

    /** @param copy announcement of the neighbour's reading for one sensor */
    static Record<Object, Object> ofNeighbour(Reading copy, SensorId neighbour, long arrival) {
        Headers headers = new RecordHeaders().add(NEIGHBOUR, key(neighbour));
        put(headers, ARRIVAL, Long.toString(arrival));
        return new Record<>(key(copy.sensor()), ReadingJson.bytes(copy), arrival, headers);
    }

    /**
     * Returns an extractor of the time of arrival that a record carries; {@code other} decides for a record without
     * one.
     */
    static TimestampExtractor arrival(TimestampExtractor other) {
        return (record, partitionTime) -> {
            Header arrival = record.headers().lastHeader(ARRIVAL);
            return arrival == null
                    ? other.extract(record, partitionTime)
                    : Long.parseLong(new String(arrival.value(), UTF_8));
        };
    }

    private static byte[] key(SensorId sensor) {
        return sensor.value().getBytes(UTF_8);
    }

    private static void put(Headers headers, String name, String text) {
        headers.remove(name);
        headers.add(name, text.getBytes(UTF_8));
    }
}
