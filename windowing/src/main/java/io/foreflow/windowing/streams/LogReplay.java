package io.foreflow.windowing.streams;

import io.foreflow.windowing.core.Emission;
import io.foreflow.windowing.core.WindowKind;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Makes windows of the readings on a topic as they are read: {@link LogReadings}, then {@link ReadingReplay}. */
public final class LogReplay {
    private final LogReadings readings;

    /**
     * @param config configuration of the stage
     * @param kinds the windows to make
     * @param emissions takes the windows, by sensor in the order of the stage
     */
    public LogReplay(WindowingStage.Config config, Set<WindowKind> kinds, Consumer<Emission> emissions) {
        ReadingReplay replay = new ReadingReplay(config.windowing(), kinds, emissions);
        this.readings = new LogReadings(config, replay::apply);
    }

    /** Returns the topics with the readings, see {@link LogReadings#topics()}. */
    public List<String> topics() {
        return readings.topics();
    }

    /** Reads the next record of a partition. A record that the stage rejects has no effect. */
    public void accept(ConsumerRecord<byte[], byte[]> record) {
        readings.accept(record);
    }

    /** Applies what is left when all topics have been read. */
    public void end() {
        readings.end();
    }
}
