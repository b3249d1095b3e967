package io.foreflow.training.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.training.data.OfflineWindower.Wanted;
import io.foreflow.windowing.calendar.CalendarName;
import io.foreflow.windowing.calendar.SensorCalendars;
import io.foreflow.windowing.core.WindowerConfig;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/** The readings of many sensors, held as arrays of numbers, that become training windows some sensors at a time. */
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
    public interface WindowMaking {
        OfSensors of(Collection<SensorId> sensors);
    }

    /** @param store the readings; none may be added any more */
    public TrainingReadings(WindowerConfig config, ReadingStore store, WindowMaking making) {
        this.config = requireNonNull(config, "config");
        this.store = store;
        this.making = making;
        store.trim();
    }

    /**
     * Creates the readings of a table, which become windows as {@link OfflineWindower} makes them.
     *
     * @param store the readings; none may be added any more
     * @param now time of arrival of all readings
     */
    public static TrainingReadings ofTable(WindowerConfig config, ReadingStore store, Instant now) {
        return new TrainingReadings(config, store, sensors -> {
            OfflineWindower.Replayed replayed =
                    OfflineWindower.replay(config, sensors, store::readings, now, Wanted.TRAINING);
            return new OfSensors(replayed.training(), replayed.without(sensors, config), replayed.rejected());
        });
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
