package io.foreflow.forecaster.offline;

import static java.util.Objects.requireNonNull;

import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.terminal.CommandException;
import io.foreflow.forecaster.topology.PipelineConfig;
import io.foreflow.ingest.table.TableOptions;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.training.data.OfflineWindower;
import io.foreflow.training.data.OfflineWindower.Wanted;
import io.foreflow.training.data.ThinnedWindows;
import io.foreflow.windowing.core.Emission;
import io.foreflow.windowing.core.WindowKind;
import io.foreflow.windowing.core.WindowerConfig;
import io.foreflow.windowing.wire.WindowTopics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Makes training windows of the readings on the live service's topics or in a file, with the windower of the service.
 * Where the service writes a topic of training windows, they are read from there.
 */
public final class TrainingWindows {
    private TrainingWindows() {}

    /**
     * Returns the training windows of all readings that the topics hold; if the service writes a topic of training
     * windows, all records of that one.
     *
     * @param clock clock of the arrival of readings on a topic that does not note it
     */
    public static List<TrainingWindow> fromTopic(LiveServiceConfig config, Clock clock) {
        if (config.pipeline().outputs().trainingWindows()) {
            return recorded(config);
        }
        Map<SensorId, ThinnedWindows> windows = new TreeMap<>();
        ReadingsTopic.replay(config.kafka(), config.pipeline(), clock, EnumSet.of(WindowKind.TRAINING), emission -> {
            if (emission instanceof Emission.TrainingWindowReady ready) {
                TrainingWindow window = ready.trainingWindow();
                windows.computeIfAbsent(window.window().sensor(), sensor -> new ThinnedWindows())
                        .add(window);
            }
        });
        return windows.values().stream()
                .flatMap(ofSensor -> ofSensor.windows().stream())
                .toList();
    }

    /** Returns the topic that training windows come from. */
    public static String topic(PipelineConfig pipeline) {
        TopicNames names = pipeline.topics();
        if (pipeline.outputs().trainingWindows()) {
            return names.trainingWindows();
        }
        return areWrittenByService(pipeline)
                ? WindowTopics.readingsBySensor(names)
                : pipeline.input().topic(names);
    }

    /** Returns true if training windows come from what the live service writes, so that it must not be behind. */
    public static boolean areWrittenByService(PipelineConfig pipeline) {
        return pipeline.outputs().trainingWindows()
                || !pipeline.input().keyedBySensor()
                || !pipeline.windowing().neighbours().isEmpty();
    }

    private static List<TrainingWindow> recorded(LiveServiceConfig config) {
        String topic = config.pipeline().topics().trainingWindows();
        List<TrainingWindow> windows = new ArrayList<>();
        new TopicReader(config.kafka()).read(topic, record -> {
            byte[] value = record.value();
            if (value == null) {
                return;
            }
            try {
                windows.add(WindowTopics.readTrainingWindow(value));
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
     * The training windows of a file.
     *
     * @param data summary of the file's readings
     * @param without the sensors without a window, each with the reason: a clause about "it"
     */
    public record OfFile(List<TrainingWindow> windows, DataReport data, SortedMap<SensorId, String> without) {
        public OfFile {
            windows = List.copyOf(windows);
            requireNonNull(data, "data");
            without = Collections.unmodifiableSortedMap(new TreeMap<>(without));
        }
    }

    /**
     * Returns the windows that the live service would make of a file's readings, if they were replayed at {@code now}
     * and closed with a final reading for each sensor.
     *
     * @param table options that say how the file is read
     * @param notes takes the lines that people should know of how the file is read
     * @param data hears of the file's readings before windows are made of them
     * @param rejected takes a line for each row and reading that cannot be used
     * @throws IOException if the file cannot be read
     */
    public static OfFile fromFile(
            Path path,
            TableOptions table,
            WindowerConfig config,
            Instant now,
            Consumer<String> notes,
            Consumer<DataReport> data,
            RejectedListener rejected)
            throws IOException {
        FileReadings file =
                FileReadings.of(List.of(path), table.withCovariates(config.covariates()), config.zone(), notes);
        DataReport report = DataReport.of(file.byTime(Instant.MIN), config);
        data.accept(report);
        file.rejected().forEach(rejected::tell);
        OfflineWindower.Replayed replayed = OfflineWindower.replay(config, file.readings(), now, Wanted.TRAINING);
        replayed.rejected().forEach(rejected::tell);
        SortedSet<SensorId> sensors =
                file.readings().stream().map(Reading::sensor).collect(Collectors.toCollection(TreeSet::new));
        return new OfFile(replayed.training(), report, replayed.without(sensors, config));
    }

    /** Hears of rows and readings that cannot be used. */
    @FunctionalInterface
    public interface RejectedListener {
        void tell(String line);
    }
}
