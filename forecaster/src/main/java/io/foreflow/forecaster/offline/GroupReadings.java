package io.foreflow.forecaster.offline;

import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.ingest.table.TableOptions;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.training.data.ReadingStore;
import io.foreflow.training.data.ThinnedWindows;
import io.foreflow.training.data.TrainingReadings;
import io.foreflow.training.data.TrainingReadings.OfSensors;
import io.foreflow.windowing.core.Emission;
import io.foreflow.windowing.core.WindowKind;
import io.foreflow.windowing.core.WindowerConfig;
import io.foreflow.windowing.streams.ReadingReplay;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Reads the readings for a training in groups. A sensor's windows are those that {@link TrainingWindows} makes of the
 * same readings.
 */
public final class GroupReadings {
    private GroupReadings() {}

    /**
     * Reads a file.
     *
     * @param table options that say how the file is read
     * @param now time of arrival of all readings
     * @param notes takes the lines that people should know of how the file is read
     * @param data hears of the file's readings
     * @param rejected takes a line for each row that cannot be used
     * @throws IOException if the file cannot be read
     */
    public static TrainingReadings fromFile(
            Path path,
            TableOptions table,
            WindowerConfig config,
            Instant now,
            Consumer<String> notes,
            Consumer<DataReport> data,
            Consumer<String> rejected)
            throws IOException {
        ReadingStore store = new ReadingStore();
        FileReadings.read(
                List.of(path),
                table.withCovariates(config.covariates()),
                config.zone(),
                notes,
                reading -> {
                    store.add(reading, now);
                    config.neighbours().copies(reading).forEach(copy -> store.add(copy, now));
                },
                rejected);
        data.accept(DataReport.of(store.byTime(), config));
        return TrainingReadings.ofTable(config, store, now);
    }

    /**
     * Reads the topic of readings, as far as they had arrived at a moment, so that a later run finds the same ones.
     *
     * @param clock the time
     * @param until time of arrival of the last reading; on a topic that does not note it, of all readings
     */
    public static TrainingReadings fromTopic(LiveServiceConfig config, Clock clock, Instant until) {
        ReadingStore store = new ReadingStore();
        Clock arrival = config.pipeline().input().isOwnTopic() ? clock : Clock.fixed(until, ZoneOffset.UTC);
        ReadingsTopic.read(config.kafka(), config.pipeline(), arrival, (reading, arrivedAt) -> {
            if (!arrivedAt.isAfter(until)) {
                store.add(reading, arrivedAt);
            }
        });
        WindowerConfig windowing = config.pipeline().windowing();
        return new TrainingReadings(windowing, store, sensors -> {
            Map<SensorId, List<TrainingWindow>> bySensor = sensors.parallelStream()
                    .collect(Collectors.toMap(
                            sensor -> sensor, sensor -> replay(windowing, store, sensor), (a, b) -> a, TreeMap::new));
            SortedMap<SensorId, String> without = new TreeMap<>();
            bySensor.forEach((sensor, windows) -> {
                if (windows.isEmpty()) {
                    without.put(sensor, "its readings on the topic make no training window yet");
                }
            });
            return new OfSensors(
                    bySensor.values().stream().flatMap(List::stream).toList(), without, List.of());
        });
    }

    private static List<TrainingWindow> replay(WindowerConfig config, ReadingStore store, SensorId sensor) {
        ThinnedWindows windows = new ThinnedWindows();
        ReadingReplay replay = new ReadingReplay(config, EnumSet.of(WindowKind.TRAINING), emission -> {
            if (emission instanceof Emission.TrainingWindowReady ready) {
                windows.add(ready.trainingWindow());
            }
        });
        store.forEach(sensor, replay::apply);
        return windows.windows();
    }
}
