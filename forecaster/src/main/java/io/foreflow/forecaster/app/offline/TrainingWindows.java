package io.foreflow.forecaster.app.offline;

import io.foreflow.forecaster.app.LiveServiceConfig;
import io.foreflow.forecaster.app.terminal.CommandException;
import io.foreflow.ingest.table.TableOptions;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.training.data.OfflineWindower;
import io.foreflow.training.data.OfflineWindower.Wanted;
import io.foreflow.windowing.core.WindowerConfig;
import io.foreflow.windowing.wire.WindowJson;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Training windows, from where the live service has put them, or from a file through the same windower. */
public final class TrainingWindows {
    private TrainingWindows() {}

    /** All that are committed on the training windows topic. */
    public static List<TrainingWindow> fromTopic(LiveServiceConfig config) {
        String topic = config.pipeline().topics().trainingWindows();
        List<TrainingWindow> windows = new ArrayList<>();
        new TopicReader(config.kafka()).read(topic, record -> {
            byte[] value = record.value();
            if (value == null) {
                return;
            }
            try {
                windows.add(WindowJson.readTrainingWindow(value));
            } catch (IllegalArgumentException e) {
                throw new CommandException(
                        topic + ", partition " + record.partition() + ", offset " + record.offset() + ": "
                                + e.getMessage() + ". Only Foreflow may write to this topic",
                        e);
            }
        });
        return windows;
    }

    /**
     * What the live service would make of a file's readings, had they been replayed at {@code now} and closed with a
     * final reading for each sensor.
     *
     * @param table options that say how the file is read
     * @param notes takes a line for each thing that people should know of the file
     * @param rejected takes a line for each row and reading that cannot be used
     * @throws IOException if the file cannot be read
     */
    public static List<TrainingWindow> fromFile(
            Path path,
            TableOptions table,
            WindowerConfig config,
            Instant now,
            Consumer<String> notes,
            Rejected rejected)
            throws IOException {
        FileReadings file =
                FileReadings.of(List.of(path), table.withCovariates(config.covariates()), config.zone(), notes);
        file.stepAdvice(config).forEach(notes);
        file.rejected().forEach(rejected::tell);
        OfflineWindower.Replayed replayed = OfflineWindower.replay(config, file.readings(), now, Wanted.TRAINING);
        replayed.rejected().forEach(rejected::tell);
        return replayed.sensors().stream()
                .flatMap(sensor -> sensor.training().stream())
                .toList();
    }

    /** Hears what cannot be used. */
    @FunctionalInterface
    public interface Rejected {
        void tell(String line);
    }
}
