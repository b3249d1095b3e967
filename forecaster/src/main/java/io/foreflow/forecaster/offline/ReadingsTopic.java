package io.foreflow.forecaster.offline;

import io.foreflow.forecaster.topology.PipelineConfig;
import io.foreflow.windowing.core.Emission;
import io.foreflow.windowing.core.WindowKind;
import io.foreflow.windowing.streams.ArrivalTime;
import io.foreflow.windowing.streams.LogReplay;
import io.foreflow.windowing.streams.WindowingListener;
import io.foreflow.windowing.streams.WindowingStage;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

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
        int partitions = Math.max(
                1, reader.partitions(pipeline.input().topic(pipeline.topics())).size());
        LogReplay replay = new LogReplay(
                WindowingStage.Config.of(
                                pipeline.topics(), pipeline.input(), pipeline.windowing(), WindowingListener.NONE)
                        .withPartitions(partitions)
                        .withArrival(new ArrivalTime(clock, pipeline.input().isOwnTopic())),
                kinds,
                emissions);
        for (String topic : replay.topics()) {
            if (!reader.partitions(topic).isEmpty()) {
                reader.read(topic, replay::accept);
            }
        }
        replay.end();
    }
}
