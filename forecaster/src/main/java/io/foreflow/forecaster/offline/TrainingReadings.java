package io.foreflow.forecaster.offline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.ingest.table.TableOptions;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.training.data.OfflineWindower;
import io.foreflow.training.data.OfflineWindower.Wanted;
import io.foreflow.training.data.ReadingStore;
import io.foreflow.windowing.calendar.CalendarName;
import io.foreflow.windowing.calendar.SensorCalendars;
import io.foreflow.windowing.core.Emission;
import io.foreflow.windowing.core.WindowKind;
import io.foreflow.windowing.core.WindowerConfig;
import io.foreflow.windowing.streams.ReadingReplay;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The readings of many sensors, held as arrays of numbers, that become training windows some sensors at a time. A
 * sensor's windows are those that {@link TrainingWindows} makes of the same readings.
 */
public final class TrainingReadings {
    private final WindowerConfig config;
    private final ReadingStore store;
    private final WindowMaking making;

    /**
     * The training windows of some sensors.
     *
     * @param without the sensors without a window, each with the reason: a clause about "it"
     * @param rejected a line for each reading that cannot be used
     */
    public record OfSensors(List<TrainingWindow> windows, SortedMap<SensorId, String> without, List<String> rejected) {
        public OfSensors {
            windows = List.copyOf(windows);
            without = Collections.unmodifiableSortedMap(new TreeMap<>(without));
            rejected = List.copyOf(rejected);
        }
    }

    /** Makes windows of the readings of some sensors. */
    @FunctionalInterface
    private interface WindowMaking {
        OfSensors of(Collection<SensorId> sensors);
    }

    private TrainingReadings(WindowerConfig config, ReadingStore store, WindowMaking making) {
        this.config = requireNonNull(config, "config");
        this.store = store;
        this.making = making;
        store.trim();
    }

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
        return new TrainingReadings(config, store, sensors -> {
            OfflineWindower.Replayed replayed =
                    OfflineWindower.replay(config, sensors, store::readings, now, Wanted.TRAINING);
            return new OfSensors(
                    replayed.training(), TrainingWindows.without(replayed, sensors, config), replayed.rejected());
        });
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
        List<TrainingWindow> windows = new ArrayList<>();
        ReadingReplay replay = new ReadingReplay(config, EnumSet.of(WindowKind.TRAINING), emission -> {
            if (emission instanceof Emission.TrainingWindowReady ready) {
                windows.add(ready.trainingWindow());
            }
        });
        store.forEach(sensor, replay::apply);
        return windows;
    }

    /** Returns the sensors with a reading of their own. */
    public SortedSet<SensorId> sensors() {
        return store.sensors();
    }

    /** Returns the number of readings of some sensors. */
    public long count(Collection<SensorId> sensors) {
        return sensors.stream().mapToLong(store::count).sum();
    }

    /** Returns true if a reading has a covariate of this name. */
    public boolean hasCovariate(String name) {
        return store.hasCovariate(name);
    }

    /** Makes the windows of some sensors. */
    public OfSensors windows(Collection<SensorId> sensors) {
        return making.of(sensors);
    }

    /** Adds everything to a digest that the windows of some sensors follow from. */
    public void digest(SortedSet<SensorId> sensors, MessageDigest digest) {
        digest.update(text(config).getBytes(UTF_8));
        sensors.forEach(sensor -> store.digest(sensor, digest));
    }

    /** Returns a configuration as text, in the same order in every process: maps by sensor are sorted. */
    private static String text(WindowerConfig config) {
        SensorCalendars none = SensorCalendars.all(CalendarName.NONE);
        Map<SensorId, ?> zones = new TreeMap<>(config.zones());
        String calendars = config.calendars() instanceof SensorCalendars own
                ? own.byDefault() + " " + new TreeMap<>(own.bySensor())
                : String.valueOf(config.calendars());
        return config.withZones(Map.of()).withCalendars(none) + " " + zones + " " + calendars;
    }
}
