package io.foreflow.forecaster.offline;

import io.foreflow.forecaster.topology.PipelineConfig;
import io.foreflow.models.series.Reading;
import io.foreflow.windowing.core.Emission;
import io.foreflow.windowing.core.WindowKind;
import io.foreflow.windowing.streams.ArrivalTime;
import io.foreflow.windowing.streams.LogReadings;
import io.foreflow.windowing.streams.LogReplay;
import io.foreflow.windowing.streams.WindowingListener;
import io.foreflow.windowing.streams.WindowingStage;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Makes windows of all readings on the topics that the live service reads, see {@link LogReplay}. */
public final class ReadingsTopic {
    private ReadingsTopic() {}

    /**
     * @param kafka properties of Kafka clients, with {@code bootstrap.servers}
     * @param clock clock of the arrival of readings on a topic that does not note it
     * @param emissions takes the windows, by sensor in the order of the service
     */
    public static void replay(
            Map<String, String> kafka,
            PipelineConfig pipeline,
            Clock clock,
            Set<WindowKind> kinds,
            Consumer<Emission> emissions) {
        TopicReader reader = new TopicReader(kafka);
        LogReplay replay = new LogReplay(stage(reader, pipeline, clock), kinds, emissions);
        read(reader, replay.topics(), replay::accept);
        replay.end();
    }

    /**
     * Reads all readings, without making windows of them.
     *
     * @param kafka properties of Kafka clients, with {@code bootstrap.servers}
     * @param clock clock of the arrival of readings on a topic that does not note it
     * @param readings takes each reading with its time of arrival, by sensor in the order of the service
     */
    static void read(
            Map<String, String> kafka, PipelineConfig pipeline, Clock clock, BiConsumer<Reading, Instant> readings) {
        TopicReader reader = new TopicReader(kafka);
        LogReadings log = new LogReadings(stage(reader, pipeline, clock), readings);
        read(reader, log.topics(), log::accept);
        log.end();
    }

    private static WindowingStage.Config stage(TopicReader reader, PipelineConfig pipeline, Clock clock) {
        int partitions = Math.max(
                1, reader.partitions(pipeline.input().topic(pipeline.topics())).size());
        return WindowingStage.Config.of(
                        pipeline.topics(), pipeline.input(), pipeline.windowing(), WindowingListener.NONE)
                .withPartitions(partitions)
                .withArrival(new ArrivalTime(clock, pipeline.input().isOwnTopic()));
    }

    private static void read(
            TopicReader reader, List<String> topics, Consumer<ConsumerRecord<byte[], byte[]>> consumer) {
        for (String topic : topics) {
            if (!reader.partitions(topic).isEmpty()) {
                reader.read(topic, consumer);
            }
        }
    }
}
